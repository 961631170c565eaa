"""KUKA robots with a bridge to their variables: which robot it is, as the bridge tells whoever looks for it.

Integrators put such a program into the robot's controller: KukavarProxy, or C3 Bridge Interface. It hands the
robot's variables to the network, for reading and for writing, over TCP port 7000. That door is left alone. Only the
search by UDP is asked, which the bridge's own description calls a presence request: twelve letters, answered with
"KUKA", the model and the serial number of the controller. The answer has no length of its own; a datagram comes whole
or not at all (RFC 768).

Sources: KukavarProxy of IMTS, src/frmMain.frm (UDP 6999; the answer goes to port 7000, from another port); C3 Bridge
Interface, source/udpserver.cpp and the protocol's specification 1.5, section 2.1 (UDP 7000; the answer comes back).
"""

from scanner.evidence.machines import KukaRobot
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

REQUEST, MAKER = b"WHEREAREYOU?", b"KUKA"
BRIDGE, OLDER = 7000, 6999
MOST, MOST_TEXT = 256, 64


@probe(
    id="kuka-bridge", title="Which KUKA robot a bridge to its variables belongs to", protocol="kuka",
    ports=[Udp(BRIDGE)], gives=KukaRobot, controller=True, order=37, opt_in=True, questions=1,
)  # fmt: skip
def kuka_bridge(line: Line) -> KukaRobot:
    """One question of a C3 Bridge Interface."""
    return read_answer(line.ask(REQUEST, until=anything))


@probe(
    id="kuka-varproxy", title="Which KUKA robot an older bridge to its variables belongs to", protocol="kuka",
    ports=[Udp(OLDER, source=BRIDGE, elsewhere=True)], gives=KukaRobot, controller=True, order=38, opt_in=True,
    questions=1,
)  # fmt: skip
def kuka_varproxy(line: Line) -> KukaRobot:
    """One question of a KukavarProxy, which answers to port 7000 of whoever asks."""
    return read_answer(line.ask(REQUEST, until=anything))


def read_answer(reply: bytes) -> KukaRobot:
    """Model and serial number, both empty where the controller did not give them; Garbled for anything else."""
    parts = reply[:MOST].rstrip(b"\0").split(b"|")
    if parts[0] != MAKER or len(parts) != 3 or len(reply) > MOST:
        raise Garbled("the answer is none of a KUKA robot's bridge")
    return KukaRobot(product=_plain(parts[1]), serial=_plain(parts[2]))


def _plain(value: bytes) -> str:
    """A variable's value; the controller puts texts into quotation marks."""
    return clean(value.strip().strip(b'"'), MOST_TEXT).strip()
