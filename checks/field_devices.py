"""Serial servers, field gateways, remote stations and relays that answer strangers."""

from collections.abc import Callable

from checks._plant import E, Judge, door, reached, told
from scanner import Actor, Check, Verdict, not_met
from scanner.evidence import (
    GridPresence,
    HartDevice,
    LantronixDevice,
    MmsIdentity,
    MoxaDevice,
    TankGauge,
)

SETUP = (
    "This box joins an older machine to the network. "
    "By its setup door a stranger may change its settings. Then the machine is cut off, or heeds someone else."
)
CLOSE_SETUP = (
    "Turn off the setup service in the box, or let only one computer reach it. "
    "Then give the box a password of its own."
)
REMOTE = (
    "A station like this switches pumps, valves or power from afar. "
    "Its protocol knows no password unless it was added. A stranger on this network could switch too."
)


def _setup(maker: str, *, doors: str, needs: type[E]) -> Callable[[Judge[E]], Check[E]]:
    """A check of the door by which a maker's serial servers are set up."""
    return door(
        id=f"{maker.lower()}-setup-open", protocol=f"{maker} setup", doors=doors, needs=needs,
        title=f"The setup door of a serial server is open ({maker})", why=SETUP, what_to_do=CLOSE_SETUP,
    )  # fmt: skip


@_setup("Moxa", doors="UDP port 4800", needs=MoxaDevice)
def moxa_setup_open(_: MoxaDevice) -> Verdict:
    return reached("Moxa")


@_setup("Lantronix", doors="UDP port 30718", needs=LantronixDevice)
def lantronix_setup_open(_: LantronixDevice) -> Verdict:
    return reached("Lantronix")


@door(
    id="hart-ip-unauthenticated",
    protocol="HART-IP",
    doors="port 5094 (UDP and TCP)",
    title="Field instruments answer anyone over HART-IP",
    why=(
        "This gateway leads to sensors and valves. Here it asks for no password. "
        "A wrong setting of a sensor shows wrong values, and the batch is spoiled."
    ),
    needs=HartDevice,
)
def hart_ip_unauthenticated(device: HartDevice) -> Verdict:
    return told(f"HART {device.device_id}" if device.device_id else "")


@door(
    id="remote-station-exposed",
    protocol="remote control (IEC 60870-5-104 or DNP3)",
    doors="TCP ports 2404 and 20000",
    title="A remote control station can be reached by anyone",
    why=REMOTE,
    needs=GridPresence,
    requirements={"R5": "hint", "R4": "hint"},
)
def remote_station_exposed(station: GridPresence) -> Verdict:
    # Both have later additions that sign commands; a test of the link says nothing about them.
    if station.protocol == "dnp3":
        return not_met(
            "It answered a link test (DNP3) of a stranger. "
            "That it asks for no login is inferred: no command was tried."
        )
    return not_met(
        "It answered a test message (IEC 60870-5-104) of a stranger. "
        "That it asks for no login is inferred: no command was tried."
    )


@door(
    id="mms-unauthenticated",
    protocol="IEC 61850 (MMS)",
    doors="TCP port 102",
    title="A relay or bay controller lets in anyone (IEC 61850)",
    why=(
        "This device guards or switches electric power. It let a stranger connect without a password. "
        "Without power the whole plant stands still."
    ),
    needs=MmsIdentity,
    weight=3,
    stop=True,
)
def mms_unauthenticated(identity: MmsIdentity) -> Verdict:
    return told(identity.vendor, identity.model)


@door(
    id="tank-gauge-open",
    protocol="tank gauge",
    doors="TCP port 10001",
    title="A tank gauge answers anyone",
    why=(
        "Anyone on this network can read how full your tanks are. "
        "They may also change limits, so that an alarm stays silent."
    ),
    who=Actor.MACHINE_BUILDER,
    what_to_do=(
        "Let only the computer that needs it reach the gauge. "
        "Ask its supplier to turn on the password of the port."
    ),
    needs=TankGauge,
)
def tank_gauge_open(gauge: TankGauge) -> Verdict:
    return not_met("It gave its report to a stranger, without a login (tanks: {tanks}).", tanks=gauge.tanks)
