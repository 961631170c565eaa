"""AMQP 1.0: the frame in which a broker lists its ways to log in. It comes before anybody has said who they are.

Sources: OASIS AMQP 1.0, part 5, section 5.3.2 (header of the SASL layer), 5.3.3.1 (sasl-mechanisms), 2.3 (frames),
1.6.19 to 1.6.24 (symbols, lists, arrays); answers of Apache Qpid Proton 0.37 and rhea 3.0.5, recorded on loopback.
"""

from collections.abc import Iterator

from scanner.plugin import Garbled
from scanner.sensor.probes.text import clean

HEADER = b"AMQP\x03\x01\x00\x00"
MOST, MOST_MECHANISMS = 4096, 16
SASL_FRAME, MECHANISMS = 1, b"\x00\x53\x40"
ODD = "the list of ways to log in is cut, or of another form"


def whole(so_far: bytes) -> int | None:
    """Framing: the header of the SASL layer and one frame behind it; or the header of another version alone."""
    if not b"AMQP".startswith(so_far[:4]):
        raise Garbled("the answer is neither a frame nor a header of AMQP")
    if len(so_far) < 8:
        return None
    if so_far[:8] != HEADER:
        return 8
    if len(so_far) < 12:
        return None
    size = int.from_bytes(so_far[8:12], "big")
    if not 8 <= size <= MOST:
        raise Garbled(f"the AMQP frame announces {size} bytes")
    return 8 + size


def mechanisms(reply: bytes) -> tuple[str, ...]:
    """The names that the broker offers, each once; none where it has no SASL layer. Raises Garbled."""
    if reply[:8] != HEADER:
        return ()
    frame = reply[8:]
    body = frame[4 * frame[4] :]
    if frame[4] < 2 or frame[5] != SASL_FRAME or not body.startswith(MECHANISMS):
        raise Garbled("the first frame of the SASL layer lists no ways to log in")
    return tuple(dict.fromkeys(clean(name, 64) for name in list(_listed(body[3:]))[:MOST_MECHANISMS]))


def _listed(value: bytes) -> Iterator[bytes]:
    """The symbols in the first field of a list: one, or an array of them."""
    kind, rest = value[:1], value[1:]
    width = {b"\xc0": 1, b"\xd0": 4}.get(kind)
    if width is None or len(rest) < 2 * width or not int.from_bytes(rest[width : 2 * width], "big"):
        raise Garbled(ODD)
    yield from _symbols(rest[2 * width :])


def _symbols(field: bytes) -> Iterator[bytes]:
    kind, rest = field[:1], field[1:]
    if kind in (b"\xa3", b"\xb3"):
        yield _symbol(kind, rest)[0]
        return
    width = {b"\xe0": 1, b"\xf0": 4}.get(kind)
    if width is None or len(rest) < 2 * width + 1:
        raise Garbled(ODD)
    count, of, rest = (
        int.from_bytes(rest[width : 2 * width], "big"),
        rest[2 * width :][:1],
        rest[2 * width + 1 :],
    )
    for _ in range(min(count, MOST_MECHANISMS)):
        name, rest = _symbol(of, rest)
        yield name


def _symbol(kind: bytes, rest: bytes) -> tuple[bytes, bytes]:
    """One symbol, with its length in one byte (sym8) or four (sym32), and what follows it."""
    width = {b"\xa3": 1, b"\xb3": 4}.get(kind)
    if width is None or len(rest) < width:
        raise Garbled(ODD)
    end = width + int.from_bytes(rest[:width], "big")
    if end > len(rest):
        raise Garbled(ODD)
    return rest[width:end], rest[end:]
