"""AMQP: which message broker it is and how one may log in. Headers of the protocol; nobody logs in.

What is asked: the eight bytes of the 0-9-1 header; Connection.Start is read and the connection closed. A broker that
does not speak 0-9-1 gets, on a second connection, the header of 1.0's SASL layer, and lists its ways to log in.
Sources: AMQP 0-9-1 sections 2.2.4 and 4.2.2 (header, version negotiation), 4.2.3 (frames), 4.2.5.5 (tables),
class Connection method Start; value types as RabbitMQ's errata to 0-9-1 corrects them; Wireshark's amqp
dissector; garagemq's server.
"""

from collections.abc import Iterator

from scanner.evidence.messaging import AmqpGreeting
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes import amqp_sasl
from scanner.sensor.probes.text import clean

HEADER = b"AMQP\x00\x00\x09\x01"
METHOD, FRAME_END = 1, 0xCE
START = bytes.fromhex("000a000a")  # class Connection, method Start
MOST, MOST_FIELDS, MOST_MECHANISMS = 131_072, 64, 16
SIZES = {
    b"t": 1, b"b": 1, b"B": 1, b"s": 2, b"u": 2, b"U": 2, b"I": 4, b"i": 4, b"f": 4, b"D": 5,
    b"l": 8, b"L": 8, b"d": 8, b"T": 8, b"V": 0,
}  # fmt: skip
LONG = {b"S", b"x", b"F", b"A"}  # four bytes of length in front


@probe(
    id="amqp-greeting",
    title="Which message broker it is, and how one logs in",
    protocol="amqp",
    ports=[Tcp(5672)],
    gives=AmqpGreeting,
    order=31,
    touches=2,
    questions=2,
)
def amqp_greeting(line: Line) -> AmqpGreeting:
    """One header. A broker of another version answers with a header of its own and hangs up, or just hangs up."""
    try:
        reply = line.ask(HEADER, until=whole)
    except Closed as closed:
        if any(closed.args[1:]):  # it had begun to say something
            raise
        return _by_sasl(line, closed)
    if reply[:4] != b"AMQP":
        return _start(reply)
    return _by_sasl(line, reply) if reply[5] == 1 else _of_version(reply)


def _by_sasl(line: Line, first: bytes | Closed) -> AmqpGreeting:
    """What a broker of version 1.0 lists. `first` is how it took the header of 0-9-1."""
    try:
        line.again()
        reply = line.ask(amqp_sasl.HEADER, until=amqp_sasl.whole)
    except (Closed, Silence):
        if isinstance(first, bytes):
            return _of_version(first)
        raise
    listed = amqp_sasl.mechanisms(reply)
    return _of_version(first if isinstance(first, bytes) else reply).model_copy(update={"mechanisms": listed})


def _of_version(header: bytes) -> AmqpGreeting:
    return AmqpGreeting(version="-".join(map(str, header[5:8])))


def whole(so_far: bytes) -> int | None:
    """Framing: a header of eight bytes, or a method frame of channel 0 with its length at 3, at most 128 KiB."""
    if so_far[:1] == b"A":
        if not HEADER.startswith(so_far[:4]):
            raise Garbled("the answer is neither a frame nor a header of AMQP")
        return 8
    if not b"\x01\x00\x00".startswith(so_far[:3]):
        raise Garbled("the answer is neither a frame nor a header of AMQP")
    if len(so_far) < 7:
        return None
    total = int.from_bytes(so_far[3:7], "big") + 8
    if total > MOST:
        raise Garbled(f"the AMQP frame announces {total} bytes")
    return total


def _start(frame: bytes) -> AmqpGreeting:
    body = frame[7:-1]
    if frame[-1] != FRAME_END or body[:4] != START or len(body) < 6:
        raise Garbled("the first AMQP frame is no Connection.Start")
    if body[4:6] != b"\x00\x09":
        return AmqpGreeting(version=f"{body[4]}-{body[5]}")
    properties, rest = _long(body[6:])
    mechanisms, rest = _long(rest)
    _, rest = _long(rest)  # languages
    if rest:
        raise Garbled("the Connection.Start is longer than its fields")
    told = dict(reversed(list(_fields(properties))))  # of two of a name, the first
    offered = (clean(name, 64) for name in mechanisms.split()[:MOST_MECHANISMS])
    return AmqpGreeting(
        version="0-9-1",
        product=clean(told.get(b"product", b"")),
        product_version=clean(told.get(b"version", b"")),
        platform=clean(told.get(b"platform", b"")),
        cluster=clean(told.get(b"cluster_name", b"")),
        mechanisms=tuple(dict.fromkeys(offered)),
    )


def _long(rest: bytes) -> tuple[bytes, bytes]:
    """A value with four bytes of length in front, and what follows it."""
    end = 4 + int.from_bytes(rest[:4], "big")
    if len(rest) < 4 or end > len(rest):
        raise Garbled("a field of Connection.Start is cut")
    return rest[4:end], rest[end:]


def _fields(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and values of the texts in a table; all other kinds are passed over by their length."""
    for _ in range(MOST_FIELDS):
        if not table:
            return
        end = 1 + table[0]
        name, kind, rest = table[1:end], table[end : end + 1], table[end + 1 :]
        if kind in LONG:
            value, table = _long(rest)
            if kind == b"S":
                yield name, value
        elif kind in SIZES and len(rest) >= SIZES[kind]:
            table = rest[SIZES[kind] :]
        else:
            raise Garbled("a property of the broker is cut or of an unknown kind")
