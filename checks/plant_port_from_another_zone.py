"""Can the machines be reached from the office?"""

from checks._segment import some
from scanner import Actor, Cost, Effort, Fact, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import (
    AdsDevice,
    CodesysV2Identity,
    CodesysV3Identity,
    CrimsonIdentity,
    EthernetIpIdentity,
    FanucCnc,
    FinsIdentity,
    GridPresence,
    HartDevice,
    MelsecIdentity,
    MmsIdentity,
    ModbusIdentity,
    PcomIdentity,
    PcworxIdentity,
    ProconosIdentity,
    S7Identity,
    SegmentView,
    SrtpIdentity,
    TankGauge,
    UmasIdentity,
    UrRobot,
)
from scanner.model import Zone

CONTROLLERS: tuple[type[Fact], ...] = (
    AdsDevice, CodesysV2Identity, CodesysV3Identity, CrimsonIdentity, EthernetIpIdentity, FanucCnc,
    FinsIdentity, GridPresence, HartDevice, MelsecIdentity, MmsIdentity, ModbusIdentity, PcomIdentity,
    PcworxIdentity, ProconosIdentity, S7Identity, SrtpIdentity, TankGauge, UmasIdentity, UrRobot,
)  # fmt: skip
"""Answers that only a machine of the plant gives. OPC UA is not among them: office programs speak it too."""


@check(
    id="plant-port-from-another-zone",
    title="Machines can be reached from the office network",
    why=(
        "From the office a bad mail is enough to talk to a machine. "
        "No wall stands between the two, or it has a hole."
    ),
    what_to_do=(
        "Let the office reach only what it needs, and only through a firewall. "
        "Close all the other ways to the machines."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "Our audit stood in the office network and got answers from machines; the report lists them. "
        "Please close the ways from the office to the machines in the firewall. "
        "Please leave open only what is needed, from the one computer that needs it. "
        "Please tell us beforehand which programs will be cut off, and send us the rules when it is done."
    ),
    recheck="The next audit from the office gets no answer from a machine.",
    needs=SegmentView,
    severity=Severity.HIGH,
    requirements={"R4": "contradiction"},
    weight=3,
    references=("IEC 62443-3-3 SR 5.1", "IEC 62443-3-3 SR 5.2"),
    praise="From the office we reached no machine.",
)
def plant_port_from_another_zone(view: SegmentView) -> Verdict:
    if view.zone not in (Zone.IT, Zone.DMZ):
        return unknown("This audit stood among the machines. Only an audit from the office can tell.")
    # What was overheard names no service: only an answer to a question of ours is a way in.
    met_there = [one.asset for one in view.evidence if one.service and isinstance(one.fact, CONTROLLERS)]
    reached = list(dict.fromkeys(met_there))
    if reached:
        return not_met("Machines that answered: {count} ({shown}).", count=len(reached), shown=some(reached))
    if not view.complete or not view.assets:
        return unknown("Not all of the network was seen.")
    return met("No machine answered in this network.")
