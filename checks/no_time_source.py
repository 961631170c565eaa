"""Do clocks go wrong in a network where nobody gives the time?"""

from checks.clock_off import offsets, wrong
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView, TimeServer


@check(
    id="no-time-source",
    title="Clocks go wrong, and nothing here sets them right",
    why=(
        "Some devices show a wrong time, and we met no time server here. "
        "After an incident nobody can tell what came first."
    ),
    what_to_do="Set up one time server that all devices may ask. Many firewalls have one built in.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "Devices on our network show a wrong time, and the audit met no time server there. "
        "Please set up one time server that all machines and computers can reach. "
        "Please tell each machine builder its address, so that the machines ask it too."
    ),
    recheck="The next audit meets a time server, or finds that the clocks are right.",
    needs=SegmentView,
    severity=Severity.LOW,
    requirements={"R13": "evidence", "R12": "hint"},
    references=("IEC 62443-3-3 SR 2.11",),
    praise="A server on your network gives the time.",
)
def no_time_source(view: SegmentView) -> Verdict:
    # Silence alone is no gap: the time may come from another network.
    if any(server.synchronised for server in view.heard(TimeServer)):
        return met("A server here gives the time.")
    clocks = offsets(view.evidence)
    off = {address for address, seconds in clocks if wrong(seconds)}
    if off:
        return not_met("No time server was met here, and clocks are wrong: {count}.", count=len(off))
    return unknown("No time server was met here. The time may come from another network.")
