"""Building control that the whole network can reach: BACnet, KNX, Niagara."""

from checks._plant import NO_LOGIN, SHOWN_OPENLY, door, told
from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import BacnetBroadcastTable, BacnetDevice, FoxStation, KnxDevice

OPEN = {"R5": "evidence", "R4": "hint"}
SECURITY = "security"
"""Name of the family of KNX services that belongs to KNX Secure (number 9)."""


@door(
    id="bacnet-reachable",
    protocol="BACnet",
    doors="UDP port 47808",
    title="Building control answers anyone over BACnet",
    why=(
        "BACnet in this form knows no password. Heating, air and cooling may obey anyone on this network. "
        "A hall that is too hot can stop the work too."
    ),
    needs=BacnetDevice,
    severity=Severity.MEDIUM,
    requirements=OPEN,
)
def bacnet_reachable(device: BacnetDevice) -> Verdict:
    return told(device.vendor, device.model or device.name)


@check(
    id="bacnet-bbmd-open",
    title="A bridge of building control lists its networks to anyone",
    why=(
        "This device carries messages of heating and air from one network to another. "
        "Whoever signs on with it may reach controllers that stand elsewhere."
    ),
    what_to_do=(
        "Let only its partner devices reach this bridge. "
        "If no device signs on from outside, turn off that function (foreign devices)."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) is a BACnet broadcast management device (BBMD). "
        "It lists its broadcast distribution table to every computer on our network. "
        "Please allow UDP port 47808 only from the other BBMDs and from the computers that work with it. "
        "If no foreign device needs it, please turn off their registration. "
        "Please ask first who looks after the building control, so that no alarm is lost."
    ),
    recheck="The next audit asks for that table, and does not get it.",
    needs=BacnetBroadcastTable,
    severity=Severity.MEDIUM,
    requirements=OPEN,
    references=NO_LOGIN,
    praise="The BACnet devices that we asked for their table of bridges did not give it.",
)
def bacnet_bbmd_open(table: BacnetBroadcastTable) -> Verdict:
    if table.declined:
        return met("It declined to list other networks.")
    if not table.entries:
        # Some answer so that pass nothing on.
        return unknown("Its list is empty. Whether it passes messages on is not known.")
    return not_met("It listed to a stranger where it passes messages on ({count}).", count=table.entries)


@door(
    id="knx-without-secure",
    protocol="KNX",
    doors="UDP port 3671",
    title="Building control runs over KNX without protection",
    why=(
        "Light, blinds and heating may obey anyone on this network. "
        "With KNX Secure only known programs could give orders."
    ),
    what_to_do=(
        "Let only the computers that need it talk to this gateway. "
        "Ask the electrician whether it can do KNX Secure, and have it turned on."
    ),
    needs=KnxDevice,
    severity=Severity.MEDIUM,
    requirements=OPEN,
    praise="The KNX gateways that we asked are protected.",
)
def knx_without_secure(device: KnxDevice) -> Verdict:
    ways = [name for name in device.services if name in ("tunnelling", "routing")]
    if not ways:
        return unknown("It did not tell what it can do.")
    bare = [name for name in ways if name not in device.secured]
    if not bare:
        return met("It takes no orders without protection.")
    if SECURITY in device.services and not device.secured:
        return unknown("It can do KNX Secure; whether that is turned on it did not tell.")
    return not_met("It takes orders without protection ({names}).", names=", ".join(bare))


@door(
    id="fox-cleartext",
    protocol="Niagara Fox",
    doors="TCP port 1911",
    title="A building station talks without encryption",
    why=(
        "This station runs heating, air or alarms. What goes to it and comes from it travels in clear. "
        "Who listens can read it, and learns how to get in."
    ),
    what_to_do=(
        "Turn on the protected form (Foxs, port 4911) in the station. "
        "Then turn the other off. Close its port for all but the computers that need it."
    ),
    needs=FoxStation,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=SHOWN_OPENLY,
    praise="The building stations that we asked talk with encryption.",
)
def fox_cleartext(station: FoxStation) -> Verdict:
    if station.secured:
        return met("The connection is encrypted.")
    return not_met("It greeted a stranger on a connection that is not encrypted.")
