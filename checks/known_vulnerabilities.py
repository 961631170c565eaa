"""Known weak points in what a machine runs: those that attackers use, those with a fix, those without one."""

from checks._known import (
    GRAVE,
    REFERENCES,
    SERIOUS,
    count,
    days,
    faces_outside,
    gravest,
    has_fix,
    looked_up,
    mended_by,
    named,
    nothing_found,
    otherwise,
    was_logged_in,
)
from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import AssetKnown
from scanner.model.known import KnownVulnerability

UPDATE = (
    "Ask the machine builder whether the machine bears the newer version. Save its program and settings. "
    "Then install it. Until then, let only the computers that need it reach it."
)


def _exploited(view: AssetKnown) -> Verdict:
    found = tuple(one for one in view.counted if one.exploited)
    if not found:
        return otherwise(view, nothing_found)
    number, names, within = count(found), named(found), days(found)
    if any(one.ransomware for one in found):
        return not_met(
            "Attackers use known weak points of it: {number} ({names}), also to lock "
            "computers for ransom. Time to act: {within} days. What mends it: {fix}",
            number=number, names=names, within=within, fix=mended_by(found) or "-",
        )  # fmt: skip
    return not_met(
        "Attackers use known weak points of it: {number} ({names}). Time to act: {within} days. What mends it: {fix}",
        number=number, names=names, within=within, fix=mended_by(found) or "-",
    )  # fmt: skip


@check(
    id="exploited-vulnerability",
    title="A machine has a weak point that attackers use",
    why=(
        "This weak point is known, and attackers use it today. They search networks for machines that have it. "
        "Once they are in your network, they find it."
    ),
    what_to_do=UPDATE,
    who=Actor.MACHINE_BUILDER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.PLANNED,
    message=(
        "{asset} ({address}) has a weak point that attackers use today. The report names it. "
        "Please tell us which version mends it, and whether the machine bears that version. "
        "Please agree with us on a day for the update. "
        "Please tell us what we can shut until then."
    ),
    recheck="The next audit reads the newer version and does not name this weak point any more.",
    needs=AssetKnown,
    severity=Severity.CRITICAL,
    requirements={"R9": "evidence", "R11": "hint"},
    weight=3,
    references=REFERENCES,
    praise="We found no weak point that attackers are known to use.",
    applies=lambda view: looked_up(view) and not faces_outside(view),
)
def exploited_vulnerability(view: AssetKnown) -> Verdict:
    return _exploited(view)


@check(
    id="exploited-vulnerability-outside",
    title="A machine that faces the internet has a weak point that attackers use",
    why=(
        "Attackers use this weak point today, and this machine stands where the internet may reach it. "
        "It may be the way in to all the others."
    ),
    what_to_do=(
        "Take it off the internet today, or let only known addresses in. Then install the newer version. "
        "Look for signs that someone was in, and change its passwords."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.HOURS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) may be reached from the internet, and it has a weak point that attackers use today. "
        "The report names it. Please shut it off from the internet at once, or let only known addresses in. "
        "Please install the version that mends it, and look whether someone was in. "
        "Please tell us when it is done."
    ),
    recheck="The next audit reads the newer version, or the machine can't be reached from outside any more.",
    needs=AssetKnown,
    severity=Severity.CRITICAL,
    requirements={"R9": "evidence", "R10": "hint"},
    weight=3,
    stop=True,
    references=REFERENCES,
    applies=lambda view: looked_up(view) and faces_outside(view),
)
def exploited_vulnerability_outside(view: AssetKnown) -> Verdict:
    return _exploited(view)


@check(
    id="vulnerability-with-fix",
    title="A machine has a serious weak point, and a newer version mends it",
    why=(
        "The maker knows this weak point and has mended it. This machine does not have the newer version yet. "
        "Anyone can read how the weak point works."
    ),
    what_to_do=UPDATE,
    who=Actor.MACHINE_BUILDER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.PLANNED,
    message=(
        "{asset} ({address}) runs a version with serious weak points that are known. The report names them. "
        "The maker has a version that mends them. "
        "Please tell us whether the machine bears that version, and what it costs. "
        "Please agree with us on a day for the update."
    ),
    recheck="The next audit reads the newer version and does not name these weak points any more.",
    needs=AssetKnown,
    severity=Severity.HIGH,
    requirements={"R9": "evidence", "R11": "hint"},
    weight=2,
    references=REFERENCES,
    praise="We found no serious weak point for which a newer version exists.",
    applies=lambda view: looked_up(view) and not was_logged_in(view),
)
def vulnerability_with_fix(view: AssetKnown) -> Verdict:
    found = tuple(one for one in _serious(view) if has_fix(one))
    if not found:
        return otherwise(view, nothing_found)
    return not_met(
        "Serious weak points of it are known: {number} ({names}). Time to act: {within} days. What mends it: {fix}",
        number=count(found), names=named(found), within=days(found), fix=mended_by(found) or "-",
    )  # fmt: skip


@check(
    id="vulnerability-without-fix",
    title="A machine has a serious weak point that nobody will mend",
    why=(
        "The maker has no newer version that mends this weak point. It stays as long as the machine runs. "
        "So something in front of the machine must keep strangers away."
    ),
    what_to_do=(
        "Put a small firewall in front of it, and let only the computers that need it through. "
        "Turn off what you don't use. Plan what takes its place one day."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) has known weak points for which its maker has no fix. The report names them. "
        "Please put a small firewall in front of it that lets only the computers through that work with it. "
        "Please tell us which of its services we can turn off. "
        "Please tell us also what could take its place."
    ),
    recheck="An audit from another part of the network does not reach this machine any more.",
    needs=AssetKnown,
    severity=Severity.MEDIUM,
    requirements={"R9": "evidence", "R4": "hint"},
    weight=2,
    references=(*REFERENCES, "IEC 62443-3-3 SR 5.1"),
    applies=lambda view: any(not has_fix(one) for one in _serious(view)),
)
def vulnerability_without_fix(view: AssetKnown) -> Verdict:
    found = tuple(one for one in _serious(view) if not has_fix(one))
    severity = Severity.HIGH if gravest(found) >= GRAVE else None
    return not_met(
        "Its maker has no fix for these weak points: {number} ({names}). Time to shield it: {within} days.",
        severity, number=count(found), names=named(found), within=days(found),
    )  # fmt: skip


def _serious(view: AssetKnown) -> tuple[KnownVulnerability, ...]:
    """Those that count and are serious; what attackers use has a check of its own."""
    return tuple(one for one in view.counted if not one.exploited and (one.cvss or 0) >= SERIOUS)
