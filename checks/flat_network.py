"""Do machines and office computers share one network?"""

from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView

PLANT = frozenset({
    "plc", "controller", "safety-controller", "hmi", "panel", "robot", "robot-cell", "cnc", "machine",
    "machine-tool", "3d-printer", "drive", "io", "remote-io", "rtu", "scada", "sensor",
})  # fmt: skip
OFFICE = frozenset({
    "office", "office-computer", "workstation", "pc", "laptop", "printer", "phone", "mail-server",
    "file-server", "nas", "terminal-server", "domain-controller",
})  # fmt: skip


def _roles(view: SegmentView) -> list[str]:
    return [asset.role.casefold().replace(" ", "-").replace("_", "-") for asset in view.assets]


@check(
    id="flat-network",
    title="Machines and office computers share one network",
    why=(
        "A click on a bad mail in the office can reach the machines. "
        "With a wall between the two, the harm stays on one side."
    ),
    what_to_do=(
        "Have the network split in two: office and production. "
        "Let through only what is needed. Start with the machine that matters most."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.WEEKS,
    cost=Cost.HIGH,
    stops_production=Stops.PLANNED,
    message=(
        "In our plant, machines and office computers share one network. "
        "Please draw up a plan to separate them, with a firewall between the two. "
        "Please list first which connections are needed, machine by machine. "
        "Please plan it in steps, and tell us for each step how long the machines must stand still. "
        "We would like an offer with a drawing of the network as it will be."
    ),
    recheck="The next audit of this segment finds machines or office computers, but not both.",
    needs=SegmentView,
    severity=Severity.HIGH,
    requirements={"R4": "contradiction"},
    weight=3,
    references=("IEC 62443-3-3 SR 5.1", "IEC 62443-3-3 SR 5.2"),
    praise="We saw no machines and office computers side by side.",
)
def flat_network(view: SegmentView) -> Verdict:
    roles = _roles(view)
    machines = sum(role in PLANT for role in roles)
    office = sum(role in OFFICE for role in roles)
    if machines and office:
        return not_met(
            "Machines in this network: {machines}. Office devices in the same network: {office}.",
            machines=machines,
            office=office,
        )
    # One side is missing: a device of the other kind may hide among those without a known role.
    known = sum(role not in ("", "unknown") for role in roles)
    if not view.complete or 2 * known <= len(roles):
        return unknown("Too few devices told what they are.")
    return met("Only devices of one kind told what they are.")
