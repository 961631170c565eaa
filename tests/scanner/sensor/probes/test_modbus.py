"""The Modbus probe against replies of pymodbus 3.16 (recorded on loopback), the specification and rubbish."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence.controllers import ModbusIdentity
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.modbus import MOST_REQUESTS, modbus_identity
from tests.lines import Reply, ScriptedLine, truncations

# Replies of pymodbus 3.16.1's server to code 1, code 2 and function 0x11.
BASIC = bytes.fromhex(
    "000100000031ff2b0e018300000300125363686e656964657220456c656374726963"
    "010c424d58205033342032303230020576322e3830"
)
REGULAR = bytes.fromhex(
    "000200000069ff2b0e028300000600125363686e656964657220456c656374726963010c424d58205033342032303230"
    "020576322e3830031268747470733a2f2f7777772e73652e636f6d040c4d6f6469636f6e204d3334300514424d58205033"
    "3420323032302050726573732031"
)
SERVER_ID = bytes.fromhex(
    "000200000029ff11265363686e656964657220456c6563747269632d424d582050333420323032302d76322e3830ff"
)
NO_ANSWER = ModbusIdentity(exception=1)


def reply(pdu: bytes, number: int = 1, unit: int = 255) -> bytes:
    return struct.pack("!HHHB", number, 0, len(pdu) + 1, unit) + pdu


def page(
    *objects: tuple[int, bytes], code: int = 1, level: int = 1, more: int = 0, following: int = 0
) -> bytes:
    rows = b"".join(bytes((key, len(value))) + value for key, value in objects)
    return bytes((0x2B, 0x0E, code, level, more, following, len(objects))) + rows


def numbered(pdu: bytes) -> Callable[[bytes], bytes]:
    return lambda sent: reply(pdu, int.from_bytes(sent[:2], "big"))


def asked(*replies: Reply) -> tuple[ModbusIdentity, ScriptedLine]:
    line = ScriptedLine("modbus", list(replies))
    return modbus_identity(line), line


def test_a_server_of_regular_conformity_tells_all_six_names() -> None:
    identity, line = asked(BASIC, REGULAR)
    assert identity == ModbusIdentity(
        vendor="Schneider Electric",
        product="BMX P34 2020",
        version="v2.80",
        product_name="Modicon M340",
        model="BMX P34 2020 Press 1",
    )
    assert line.allowed == ["read device identification"] * 2
    assert line.connections == 1


def test_a_server_of_basic_conformity_is_asked_once() -> None:
    identity, line = asked(reply(page((0, b"WAGO"), (1, b"750-881"), (2, b"01.07"))))
    assert identity == ModbusIdentity(vendor="WAGO", product="750-881", version="01.07")
    assert len(line.sent) == 1


def test_the_bit_for_single_objects_is_no_part_of_the_conformity_level() -> None:
    _, line = asked(reply(page((0, b"WAGO"), level=0x81)))
    assert len(line.sent) == 1


def test_more_pages_are_read_from_where_the_last_one_ended() -> None:
    pages = [page((0, b"Maker"), more=0xFF, following=1), page((1, b"P1"), (2, b"1.0"))]
    identity, line = asked(*map(numbered, pages))
    assert identity == ModbusIdentity(vendor="Maker", product="P1", version="1.0")
    assert [sent[10] for sent in line.sent] == [0, 1]


def test_a_server_that_always_has_more_is_asked_four_times() -> None:
    endless: list[Reply] = [numbered(page((0, b"x"), more=0xFF, following=n + 1)) for n in range(9)]
    identity, line = asked(*endless)
    assert identity.vendor == "x"
    assert len(line.sent) == MOST_REQUESTS == 4


def test_a_page_that_leads_backwards_is_the_last_one() -> None:
    _, line = asked(numbered(page((0, b"x"), more=0xFF, following=0)))
    assert len(line.sent) == 1


def test_a_page_that_leads_to_itself_is_the_last_one() -> None:
    _, line = asked(*[numbered(page((0, b"x"), more=0xFF, following=1))] * 4)
    assert len(line.sent) == 2


@pytest.mark.parametrize("code", [2, 3, 4, 6, 0x0A, 0x0B, 0xFF])
def test_an_exception_is_an_answer_and_nothing_more_is_asked(code: int) -> None:
    identity, line = asked(reply(bytes((0xAB, code))))
    assert identity == ModbusIdentity(exception=code)
    assert len(line.sent) == 1


def test_a_server_that_does_not_know_the_function_is_asked_for_its_server_id() -> None:
    identity, line = asked(reply(b"\xab\x01"), SERVER_ID)
    assert identity == ModbusIdentity(product_name="Schneider Electric-BMX P34 2020-v2.80")
    assert line.allowed == ["read device identification", "report server id"]


@pytest.mark.parametrize(
    "second",
    [
        reply(b"\x91\x01", 2),
        reply(b"\x11\x02\x07\xff", 2),
        reply(b"\x11\x00", 2),
        reply(b"\x11\x09WAGO 750", 2),
        reply(b"\x11", 2)[:8] + b"\0\0",
        Closed("closed"),
        Silence("nothing"),
    ],
)
def test_a_server_id_without_words_leaves_the_exception(second: Reply) -> None:
    assert asked(reply(b"\xab\x01"), second)[0] == NO_ANSWER


@pytest.mark.parametrize(
    "second", [Silence("nothing"), Closed("closed"), reply(b"\xab\x02", 2), b"HTTP/1.1 400"]
)
def test_what_was_told_first_stays_told_when_the_second_question_fails(second: Reply) -> None:
    assert asked(BASIC, second)[0].vendor == "Schneider Electric"


def test_the_unit_that_answers_is_noted() -> None:
    assert asked(reply(page((0, b"M")), unit=1))[0].unit == 1


def test_of_a_repeated_object_one_value_is_kept_and_unknown_objects_are_passed_over() -> None:
    identity, _ = asked(reply(page((0, b"A"), (0, b"B"), (3, b"http://x"), (6, b"app"), (0x80, b"own"))))
    assert identity == ModbusIdentity(vendor="B")


def test_empty_and_longest_objects_are_read() -> None:
    identity, _ = asked(reply(page((0, b""), (1, b"x" * 240))))
    assert identity == ModbusIdentity(vendor="", product="x" * 240)


def test_terminal_escapes_do_not_reach_the_fact() -> None:
    assert asked(reply(page((0, b"\x1b[2JMaker\x00"))))[0].vendor == "[2JMaker"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (reply(page((0, b"M")), number=2), "transaction"),
        (b"\x00\x01\x00\x01" + BASIC[4:], "protocol id"),
        (reply(b"\x2b\x0d\x01\x01\x00\x00\x00"), "no device identification"),
        (reply(b"\x2b\x0e\x04\x01\x00\x00\x00"), "no device identification"),
        (reply(b"\x03\x02\x00\x01"), "function 0x03"),
        (reply(page((0, b"M"), more=7)), "more follows"),
        (reply(page((0, b"M"))[:-1]), "object 1 of 1"),
        (reply(b"\x2b\x0e\x01\x01\x00\x00\xff" + b"\x00\x01A"), "object 2 of 255"),
        (b"\x00\x01\x00\x00\x00\x00\xff", "announces 0"),
        (b"\x00\x01\x00\x00\xff\xff\xff" + b"\x2b" * 300, "announces 65535"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "protocol id"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "protocol id"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


def test_an_answer_cut_at_any_byte_names_nobody() -> None:
    for cut in truncations(BASIC):
        with pytest.raises((Closed, Garbled)):
            asked(cut)


def test_silence_and_a_closed_port_are_passed_on() -> None:
    for outcome in (Silence("nothing"), Closed("closed")):
        with pytest.raises(type(outcome)):
            asked(outcome)


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=5))
def test_any_bytes_end_in_an_outcome(replies: list[bytes]) -> None:
    try:
        identity, _ = asked(*replies)
    except (Garbled, Closed, Silence):
        return
    assert isinstance(identity, ModbusIdentity)


@given(st.binary(min_size=1, max_size=253))
def test_any_pdu_in_a_right_header_ends_in_an_outcome(pdu: bytes) -> None:
    try:
        identity, line = asked(*[numbered(pdu)] * 6)
    except (Garbled, Closed, Silence):
        return
    assert len(line.sent) <= MOST_REQUESTS
    assert identity.exception is not None or pdu[:2] == b"\x2b\x0e"
