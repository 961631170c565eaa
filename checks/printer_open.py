"""Can anybody print?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import IppPrinter

OPEN = frozenset({"none", "requesting-user-name"})  # RFC 8011, section 5.4.2: no proof of who it is


@check(
    id="printer-open",
    title="A printer takes jobs from anyone",
    why=(
        "Everyone on this network can print here and see the settings. "
        "Printers keep copies, and few people update them."
    ),
    what_to_do="Leave it so if that is what you want. Keep the printer away from the machines.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The printer {asset} ({address}) takes jobs from every computer on our network. "
        "Please allow it only from the office. "
        "Please set a password for its settings and bring its software up to date."
    ),
    recheck="The next audit can't reach the printer, or it asks for a login.",
    needs=IppPrinter,
    severity=Severity.INFO,
    requirements={"R7": "hint"},
    references=("CWE-306", "IEC 62443-3-3 SR 2.1"),
)
def printer_open(printer: IppPrinter) -> Verdict:
    if not printer.authentication:
        return unknown("It did not tell who may print.")
    if OPEN & set(printer.authentication):
        return not_met("It takes jobs without a login.")
    return met("It asks for a login before it prints.")
