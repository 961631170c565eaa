"""Mitsubishi MELSEC: which CPU it is (command 0101), on the ports that engineering tools use.

Asked: one MELSOFT frame of 41 bytes, over UDP 5006 first, else TCP 5007. Never 5002, where a request
may lock a controller. Returned: the CPU's model.

Sources: the public nmap scripts melsecq-discover and melsecq-discover-udp (the request; the model,
zero-ended, at byte 41 of the answer); the capture of an FX5U under GX Works (frame: 57 asks, D7
answers, 21 bytes of header, whose last two are the length of the rest, little-endian).
"""

from scanner.evidence.plcs import MelsecIdentity
from scanner.plugin import Framing, Garbled, Line, Tcp, Udp, probe
from scanner.sensor.probes.fields import zero_ended

ASKS, ANSWERS = 0x57, 0xD7
HEADER, NAME_AT, NAME = 21, 41, 16
MOST = 1024
REQUEST = bytes.fromhex(
    "57 00000000 1111 07 0000 ffff 03 0000 fe03 0000 1400"  # header, 20 bytes follow
    "1c 080a08 00000000000000 04 0101 01 00000000 01"  # command 0101
)
SERVICE, COMMAND_ANSWERED = 21, 0x9C  # what stood there in the request (1C), and the answer bit


@probe(
    id="melsec-identity-udp",
    title="Which Mitsubishi controller it is",
    protocol="melsec",
    ports=[Udp(5006)],
    gives=MelsecIdentity,
    controller=True,
    order=5,
    questions=1,
)
def melsec_identity_udp(line: Line) -> MelsecIdentity:
    """One datagram there, one back: it costs the controller no connection."""
    return read(line.ask(REQUEST, until=whole))


@probe(
    id="melsec-identity",
    title="Which Mitsubishi controller it is",
    protocol="melsec",
    ports=[Tcp(5007)],
    gives=MelsecIdentity,
    controller=True,
    order=20,
    questions=1,
)
def melsec_identity(line: Line) -> MelsecIdentity:
    """The same question over TCP."""
    return read(line.ask(REQUEST, until=whole))


def framing(start: bytes, at: int) -> Framing:
    """A frame that starts like `start` and whose length follows at `at`, two bytes, little-endian."""

    def ends(so_far: bytes) -> int | None:
        if so_far[: len(start)] != start[: len(so_far)]:
            raise Garbled("the answer is no MELSEC frame")
        if len(so_far) < at + 2:
            return None
        total = at + 2 + int.from_bytes(so_far[at : at + 2], "little")
        if total > MOST:
            raise Garbled(f"the header announces {total} bytes")
        return total

    return ends


whole = framing(bytes((ANSWERS,)), HEADER - 2)


def read(reply: bytes) -> MelsecIdentity:
    """The model in an answer. Raises Garbled where there is none that a maker would print on a CPU."""
    if len(reply) <= NAME_AT or reply[SERVICE] != COMMAND_ANSWERED:
        raise Garbled("the answer holds no CPU model")
    return MelsecIdentity(model=model(reply[NAME_AT : NAME_AT + NAME]))


def model(raw: bytes) -> str:
    """A model name: letters, digits and the signs of model names, filled up with blanks or zeros."""
    name = zero_ended(raw, 0, NAME).strip()
    if not name.isascii() or not name[:1].isalnum() or not all(c.isalnum() or c in "-/.() +_" for c in name):
        raise Garbled("what stands for the CPU model is no name")
    return name
