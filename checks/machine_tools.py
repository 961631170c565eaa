"""Machine tools and robots that answer strangers: FOCAS, LSV2, a dashboard, a bridge to variables, MTConnect."""

from collections.abc import Callable

from checks._plant import SHOWN_OPENLY, E, Judge, door, told
from scanner import Actor, Check, Severity, Verdict, not_met
from scanner.evidence import FanucCnc, HeidenhainDoor, KukaRobot, MtConnectAdapter, MtConnectAgent, UrRobot

READ = {"R7": "evidence", "R6": "hint"}
MACHINE_DATA = (
    "Anyone on this network can read what the machine does and makes. "
    "Orders can't be given this way. But it tells outsiders about your work."
)
ONLY_READERS = "Let only the computers that collect the data reach this door."


def _readable(
    *, id: str, protocol: str, doors: str, title: str, needs: type[E]
) -> Callable[[Judge[E]], Check[E]]:
    """A check of a door at which everyone can read what a machine does, and nobody can order it to."""
    return door(
        id=id, protocol=protocol, doors=doors, title=title, needs=needs, why=MACHINE_DATA, what_to_do=ONLY_READERS,
        who=Actor.IT, severity=Severity.LOW, requirements=READ, weight=1, references=SHOWN_OPENLY,
    )  # fmt: skip


@door(
    id="focas-unauthenticated",
    protocol="FOCAS",
    doors="TCP port 8193",
    title="A machine tool answers anyone over FOCAS",
    why=(
        "Anyone on this network can talk to the control of this machine without a password. "
        "They may read or swap programs and offsets. A wrong one breaks a tool or spoils a part."
    ),
    needs=FanucCnc,
    weight=3,
    stop=True,
)
def focas_unauthenticated(control: FanucCnc) -> Verdict:
    return told("Fanuc" if control.product else "", control.product)


@door(
    id="lsv2-open",
    protocol="LSV2",
    doors="TCP port 19000",
    title="The program door of a machine tool is open (LSV2)",
    why=(
        "By this door programs go to the machine and back. The whole network can reach it. "
        "A stranger may try to copy your programs, or to swap them."
    ),
    # Only the open port is known, so this weighs less than a control that told who it is.
    severity=Severity.MEDIUM,
    requirements={"R5": "hint", "R4": "hint"},
    needs=HeidenhainDoor,
)
def lsv2_open(_: HeidenhainDoor) -> Verdict:
    return not_met(
        "The port that Heidenhain controls keep for their programs is open. "
        "Nothing was said to it, so what stands behind it is not known."
    )


@door(
    id="ur-dashboard-open",
    protocol="robot dashboard",
    doors="TCP ports 29999 and 30001 to 30004",
    title="A robot answers anyone at its control door",
    why=(
        "By this door programs of the robot can be loaded, started and stopped. It asked us for no password. "
        "A robot that moves when nobody expects it puts people in danger."
    ),
    what_to_do=(
        "Turn off the dashboard in the settings of the robot if nobody uses it. "
        "Else let only the computer that needs it reach the robot."
    ),
    who=Actor.MACHINE_BUILDER,
    needs=UrRobot,
    weight=3,
    stop=True,
)
def ur_dashboard_open(robot: UrRobot) -> Verdict:
    return told("Universal Robots", robot.product)


@door(
    id="kuka-bridge-open",
    protocol="KUKA bridge",
    doors="TCP port 7000 and UDP ports 6999 and 7000",
    title="A bridge to the values of a robot answers anyone",
    why=(
        "By this program others read and change the values that the robot works with. It asked us for no password. "
        "A robot that moves when nobody expects it puts people in danger."
    ),
    what_to_do=(
        "Take the program out of the robot if nobody uses it. "
        "Else let only the computer that needs it reach the robot."
    ),
    who=Actor.MACHINE_BUILDER,
    needs=KukaRobot,
    weight=3,
    stop=True,
)
def kuka_bridge_open(robot: KukaRobot) -> Verdict:
    # The bridges know no login at all; their variables are not touched to show it (decision 16).
    return told("KUKA", robot.product)


@_readable(
    id="mtconnect-cleartext",
    protocol="MTConnect",
    doors="TCP port 5000",
    title="Machine data can be read by anyone (MTConnect)",
    needs=MtConnectAgent,
)
def mtconnect_cleartext(_: MtConnectAgent) -> Verdict:
    return not_met("It described its machines to a stranger, without a login and without encryption.")


@_readable(
    id="mtconnect-adapter-open",
    protocol="MTConnect adapter",
    doors="TCP port 7878",
    title="An adapter sends machine data to anyone (MTConnect)",
    needs=MtConnectAdapter,
)
def mtconnect_adapter_open(_: MtConnectAdapter) -> Verdict:
    return not_met("It sent machine data to a stranger, without a login and without encryption.")
