"""Does a device's clock go wrong?"""

from collections.abc import Iterable

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met
from scanner.evidence import AssetView, HttpPage, SmbServer, TimeServer
from scanner.model import Evidence

CLOCKS = (HttpPage, SmbServer, TimeServer)
"""The facts that may tell what a clock shows."""

TOLERATED = 300
"""Seconds between its clock and ours."""

WRONG_FOR_SURE = 86_400
"""Seconds from which certificates and records become useless."""


def offsets(evidence: Iterable[Evidence]) -> list[tuple[str, int]]:
    """Address, and by how many seconds a clock told there differs from the moment at which it was heard."""
    clocks = [
        (one.asset, one.fact.date, one.at) for one in evidence
        if isinstance(one.fact, CLOCKS)
    ]  # fmt: skip
    return [(asset, round((date - at).total_seconds())) for asset, date, at in clocks if date is not None]


def wrong(seconds: int) -> bool:
    return abs(seconds) > TOLERATED


@check(
    id="clock-off",
    title="A clock is wrong",
    why=(
        "When clocks differ, records of several machines can't be put in order. "
        "After an incident nobody can tell what came first."
    ),
    what_to_do="Let all devices take the time from one server in your plant.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The clock of {asset} ({address}) differs by more than five minutes from that of our audit. "
        "Please set it right and let it take the time from a server (NTP). "
        "Please check the time zone as well. "
        "If the device has no time service, please set its clock by hand twice a year."
    ),
    recheck="The next audit reads the time of this device, and it is right.",
    needs=AssetView,
    severity=Severity.LOW,
    requirements={"R13": "evidence", "R12": "hint"},
    references=("IEC 62443-3-3 SR 2.11",),
    praise="The clocks that we could read are right.",
    applies=lambda view: bool(offsets(view.evidence)),
    reads=CLOCKS,
)
def clock_off(view: AssetView) -> Verdict:
    worst = max((seconds for _, seconds in offsets(view.evidence)), key=abs)
    if not wrong(worst):
        return met("Its clock is right.")
    severity = Severity.MEDIUM if abs(worst) >= WRONG_FOR_SURE else Severity.LOW
    if worst < 0:
        return not_met("Its clock is {minutes} minutes slow.", severity, minutes=-worst // 60)
    return not_met("Its clock is {minutes} minutes fast.", severity, minutes=worst // 60)
