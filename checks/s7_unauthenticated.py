"""Does a Siemens controller let strangers read or change its program?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met
from scanner.evidence import S7Identity


@check(
    id="s7-unauthenticated",
    title="A Siemens controller answers without a password",
    why=(
        "Anyone on this network can talk to the controller of the machine. "
        "Without a password they can stop it. They can also copy its program or change it."
    ),
    what_to_do=(
        "Let only the computers that need it talk to the controller. "
        "Then have the machine builder set a password for reading and writing."
    ),
    who=Actor.MACHINE_BUILDER,
    effort=Effort.DAYS,
    stops_production=Stops.PLANNED,
    message=(
        "The controller {asset} ({address}) answers on TCP port 102 without a password. "
        "Please set its protection level so that reading and writing need a password. "
        "Please save the program first and give us a copy. "
        "Give the password to us as well, so that we can keep it safe. "
        "Please tell us how long the machine must stand still."
    ),
    recheck="The next audit reads the protection level, and reading and writing both need a password.",
    needs=S7Identity,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R4": "hint"},
    weight=3,
    stop=True,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1"),
    praise="The Siemens controllers that we asked want a password.",
)
def s7_unauthenticated(identity: S7Identity) -> Verdict:
    # Level 1: none; 2: a password for writing; 3: for both. Many controllers do not tell (0): the
    # identity that they gave without a login is then what is known.
    if identity.protection >= 3:
        return met("Its protection level asks for a password before reading and writing.")
    if identity.protection == 2:
        return not_met("Writing needs a password, reading does not.", Severity.MEDIUM)
    return not_met("It talked to a stranger without a login, and it names no password protection.")
