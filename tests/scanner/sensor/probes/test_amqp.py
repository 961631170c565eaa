"""The AMQP probe against brokers' greetings (recorded on loopback), tables after the specification, and rubbish."""

import struct

import pytest

from scanner.evidence.messaging import AmqpGreeting
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes import amqp_sasl
from scanner.sensor.probes.amqp import HEADER, amqp_greeting
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.field_replies import AMQP


def long(value: bytes) -> bytes:
    return struct.pack("!I", len(value)) + value


def field(name: bytes, kind: bytes, value: bytes) -> bytes:
    return bytes((len(name),)) + name + kind + value


def start(table: bytes = b"", mechanisms: bytes = b"PLAIN", version: bytes = b"\0\x09") -> bytes:
    body = b"\0\x0a\0\x0a" + version + long(table) + long(mechanisms) + long(b"en_US")
    return b"\x01\0\0" + struct.pack("!I", len(body)) + body + b"\xce"


def asked(reply: bytes) -> AmqpGreeting:
    return amqp_greeting(ScriptedLine("amqp", [reply]))


def test_a_broker_says_what_it_is_and_how_one_logs_in() -> None:
    line = ScriptedLine("amqp", [AMQP])
    assert amqp_greeting(line) == AmqpGreeting(
        version="0-9-1", product="garagemq", product_version="0.1", platform="amd64", mechanisms=("PLAIN",)
    )
    assert line.sent == [HEADER]


def test_a_broker_of_another_version_tells_it() -> None:
    assert asked(b"AMQP\x00\x00\x09\x00") == AmqpGreeting(version="0-9-0")
    assert asked(start(version=b"\x08\0")) == AmqpGreeting(version="8-0")


def test_every_kind_of_value_is_passed_over_by_its_length() -> None:
    plain = {b"t": 1, b"b": 1, b"s": 2, b"I": 4, b"f": 4, b"D": 5, b"l": 8, b"d": 8, b"T": 8, b"V": 0}
    table = b"".join(field(b"x", kind, bytes(size)) for kind, size in plain.items())
    table += b"".join(field(b"y", kind, long(b"inner")) for kind in (b"F", b"A", b"x"))
    told = asked(
        start(table + field(b"product", b"S", long(b"RabbitMQ")) + field(b"cluster_name", b"S", long(b"a")))
    )
    assert (told.product, told.cluster) == ("RabbitMQ", "a")


def test_a_name_inside_a_nested_table_is_not_the_brokers() -> None:
    inner = field(b"product", b"S", long(b"inner"))
    assert asked(start(field(b"capabilities", b"F", long(inner)))).product == ""


def test_of_two_of_a_name_the_first_counts_and_a_table_without_end_is_cut() -> None:
    name = field(b"product", b"S", long(b"one"))
    assert asked(start(name + field(b"product", b"S", long(b"two")))).product == "one"
    assert asked(start(field(b"v", b"V", b"") * 500 + name)).product == ""


def test_ways_to_log_in_are_told_once_and_not_without_end() -> None:
    assert asked(start(mechanisms=b"PLAIN ANONYMOUS PLAIN")).mechanisms == ("PLAIN", "ANONYMOUS")
    assert len(asked(start(mechanisms=b" ".join(b"M%d" % n for n in range(99)))).mechanisms) == 16


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"HTTP/1.1 400 Bad", "neither a frame nor a header"),
        (b"AMEN to that", "neither a frame nor a header"),
        (b"\x01\x00\x01" + bytes(9), "neither a frame nor a header"),
        (b"\x01\0\0\xff\xff\xff\xff" + bytes(9), "announces 4294967303"),
        (b"\x01\0\0\0\0\0\0\xce", "no Connection.Start"),
        (start()[:-1] + b"\0", "no Connection.Start"),
        (AMQP.replace(b"\0\x0a\0\x0a", b"\0\x0a\0\x32", 1), "no Connection.Start"),
        (start(field(b"product", b"S", struct.pack("!I", 0xFFFFFFFF))), "cut"),
        (start(field(b"x", b"?", b"")), "unknown kind"),
        (start(field(b"x", b"l", b"\0")), "cut or of an unknown kind"),
        (start(b"\xffabc"), "unknown kind"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


# Apache Qpid Proton 0.37 as it comes; rhea 3.0.5 with PLAIN, and with PLAIN and ANONYMOUS.
OF_1_0 = b"AMQP\x00\x01\x00\x00"
PROTON = amqp_sasl.HEADER + bytes.fromhex("0000001c0201000000 5340c00f01e00c01a309") + b"ANONYMOUS"
PROTON_EMPTY = amqp_sasl.HEADER + bytes.fromhex("0000001202010000005340c00501e00200a3")
RHEA = (
    amqp_sasl.HEADER
    + bytes.fromhex("0000002402010000005340d00000001400000001f00000000b00000001a305")
    + b"PLAIN"
)
RHEA_OPEN = (
    amqp_sasl.HEADER + bytes.fromhex("0000002e02010000005340d00000001e00000001f00000001500000002a305")
    + b"PLAIN\x09ANONYMOUS"
)  # fmt: skip


def frame(listed: bytes, *, start: str = "02010000", body: bytes = b"\0\x53\x40") -> bytes:
    """The SASL header and a frame whose list has this one field."""
    content = body + b"\xc0" + bytes((len(listed) + 1, 1)) + listed
    return amqp_sasl.HEADER + struct.pack("!I", 8 + len(content)) + bytes.fromhex(start) + content


@pytest.mark.parametrize(
    ("listed", "ways"),
    [
        (PROTON, ("ANONYMOUS",)), (PROTON_EMPTY, ()), (RHEA, ("PLAIN",)), (RHEA_OPEN, ("PLAIN", "ANONYMOUS")),
        (frame(b"\xa3\x08EXTERNAL"), ("EXTERNAL",)), (frame(b"\xb3\0\0\0\x05PLAIN"), ("PLAIN",)),
        (frame(b"\xe0\x0c\x02\xa3\x05PLAIN\x05PLAIN"), ("PLAIN",)),
    ],
)  # fmt: skip
def test_a_broker_of_1_0_lists_its_ways_on_a_connection_of_its_own(
    listed: bytes, ways: tuple[str, ...]
) -> None:
    line = ScriptedLine("amqp", [OF_1_0, listed])
    assert amqp_greeting(line) == AmqpGreeting(version="1-0-0", mechanisms=ways)
    assert line.sent == [HEADER, amqp_sasl.HEADER]
    assert line.connections == 2


def test_one_that_hangs_up_on_the_older_header_is_asked_too() -> None:
    line = ScriptedLine("amqp", [Closed("closed by the other side", b""), RHEA])
    assert amqp_greeting(line).mechanisms == ("PLAIN",)


def test_one_that_hangs_up_in_the_middle_of_its_answer_is_left_alone() -> None:
    line = ScriptedLine("amqp", [Closed("closed by the other side", b"\x01\0"), RHEA])
    with pytest.raises(Closed):
        amqp_greeting(line)
    assert line.sent == [HEADER]


@pytest.mark.parametrize("end", [Closed("closed"), Silence("no answer in time"), OF_1_0])
def test_one_without_a_list_tells_its_version_alone(end: Exception | bytes) -> None:
    assert amqp_greeting(ScriptedLine("amqp", [OF_1_0, end])) == AmqpGreeting(version="1-0-0")


def test_nothing_is_made_of_silence() -> None:
    line = ScriptedLine("amqp", [Closed("closed by the other side", b""), Silence("no answer in time")])
    with pytest.raises(Silence):
        amqp_greeting(line)


@pytest.mark.parametrize(
    "wrong",
    [
        b"HTTP/1.1 400 Bad", amqp_sasl.HEADER + b"\0\0\xff\xff", amqp_sasl.HEADER + b"\0\0\0\x07",
        frame(b"\xa3\x05PLAIN", start="02000000"), frame(b"\xa3\x05PLAIN", body=b"\0\x53\x44"),
        frame(b"\xa3\x06PLAIN"), frame(b"\xa1\x05PLAIN"), frame(b""), frame(b"\xe0\x02\x02\xa3"),
        frame(b"\xe0\x05\x01\xb3\0\0\0"), frame(b"\xf0\0\0"), frame(b"\xa3\x05PLAIN", start="ff010000"),
    ],
)  # fmt: skip
def test_a_list_of_another_form_is_garbled(wrong: bytes) -> None:
    with pytest.raises(Garbled):
        amqp_greeting(ScriptedLine("amqp", [OF_1_0, wrong]))
