"""The AMQP probe against garagemq's greeting (recorded on loopback), tables after the specification, and rubbish."""

import struct

import pytest

from scanner.evidence.messaging import AmqpGreeting
from scanner.plugin import Garbled
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
    assert asked(b"AMQP\x00\x01\x00\x00") == AmqpGreeting(version="1-0-0")
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
