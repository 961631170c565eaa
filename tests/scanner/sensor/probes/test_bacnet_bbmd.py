"""The probe of a BACnet device's table of bridges, against bacpypes3's answers (recorded on loopback) and rubbish."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import BacnetBroadcastTable
from scanner.plugin import Garbled, Refused, Udp
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.bacnet import bacnet_device
from scanner.sensor.probes.bacnet_bbmd import MESSAGE, MOST_PEERS, READ_TABLE, bacnet_bbmd, read_answer
from tests.lines import Reply
from tests.scanner.sensor.probes.bbmd_replies import DECLINED, TABLE
from tests.scanner.sensor.probes.captures import datagrams
from tests.scanner.sensor.probes.field_replies import BACNET, DatagramLine


def asked(*replies: Reply) -> tuple[BacnetBroadcastTable, DatagramLine]:
    line = DatagramLine("bacnet-bbmd", list(replies))
    return bacnet_bbmd(line), line


def table(entries: int) -> bytes:
    entry = bytes((10, 0, 0, 5)) + b"\xba\xc0" + b"\xff" * 4
    return struct.pack("!BBH", 0x81, 0x03, 4 + 10 * entries) + entry * entries


def test_a_bridge_lists_its_peers_in_one_question() -> None:
    told, line = asked(TABLE)
    assert told == BacnetBroadcastTable(entries=2, peers=("127.0.0.1:47810", "127.0.0.5:47808"))
    assert line.allowed == ["read the broadcast distribution table"]


def test_a_device_that_is_no_bridge_declines() -> None:
    assert asked(DECLINED)[0] == BacnetBroadcastTable(declined=True)


def test_a_real_controller_declines() -> None:
    (told,) = (one for one in datagrams("bacnet-readproperty.pcap", 47808, "10.1.1.165") if one == DECLINED)
    assert asked(told)[0] == BacnetBroadcastTable(declined=True)


def test_an_empty_table_is_an_answer() -> None:
    assert asked(table(0))[0] == BacnetBroadcastTable()


def test_of_a_long_table_the_first_are_kept_and_all_are_counted() -> None:
    told = asked(table(150))[0]
    assert (told.entries, len(told.peers)) == (150, MOST_PEERS)


def test_answers_to_others_are_passed_over_but_not_for_ever() -> None:
    i_am = BACNET[0]
    assert asked(i_am, i_am, TABLE)[0].entries == 2
    with pytest.raises(Garbled, match="no broadcast distribution table"):
        asked(*[i_am] * 30)


def test_it_is_asked_with_consent_only_and_of_those_that_speak_bacnet() -> None:
    assert bacnet_bbmd.opt_in
    assert bacnet_bbmd.follows == bacnet_device.id
    assert bacnet_bbmd.ports == (Udp(47808, source=47808),)
    assert (bacnet_bbmd.touches, bacnet_bbmd.questions) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"HTTP/1.1 400 Bad", "not BACnet/IP"),
        (b"\x81\x0d\x00\x04", "function 0x0d"),
        (b"", "not BACnet/IP"),
        (b"\x81\x03\xff\xff" + bytes(80), "announces 65535"),
        (b"\x81\x03\x00\x03", "announces 3"),
        (b"\x81\x03\x00\x0d" + bytes(9), "no broadcast distribution table"),
        (b"\x81\x00\x00\x06\x00\x00", "no broadcast distribution table"),
        (b"\x81\x00\x00\x06\x00\x40", "no broadcast distribution table"),  # it declines another question
        (b"\x81\x00\x00\x04", "no broadcast distribution table"),
        (b"\x81\x07\x00\x04", "no broadcast distribution table"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(*[wrong] * 5)


@pytest.mark.parametrize("reply", [TABLE, DECLINED])
def test_an_answer_cut_at_any_byte_is_garbled(reply: bytes) -> None:
    for end in range(1, len(reply)):
        with pytest.raises(Garbled):
            asked(reply[:end])


@given(rest=st.binary(max_size=400), function=st.integers(0, 0x0C))
def test_whatever_comes_is_a_short_table_or_garbled(rest: bytes, function: int) -> None:
    with suppress(Garbled):
        told = read_answer(bytes((0x81, function)) + (4 + len(rest)).to_bytes(2, "big") + rest)
        assert function in (0x00, 0x03)
        assert told.declined == (function == 0x00)
        assert told.entries * 10 == (0 if told.declined else len(rest))


@given(raw=st.binary(max_size=40))
def test_the_length_of_a_message_is_its_own_or_it_is_garbled(raw: bytes) -> None:
    with suppress(Garbled):
        length = MESSAGE(raw)
        assert length is None or 4 <= length <= 1600


@given(function=st.integers(0, 255), rest=st.binary(max_size=20))
def test_the_guard_lets_one_read_out_and_no_other_function(function: int, rest: bytes) -> None:
    message = bytes((0x81, function)) + (4 + len(rest)).to_bytes(2, "big") + rest
    if message == READ_TABLE:
        assert allowed_request("bacnet-bbmd", message)
        return
    with pytest.raises(Refused):
        allowed_request("bacnet-bbmd", message)


@pytest.mark.parametrize("other", [READ_TABLE + b"\0", READ_TABLE * 2, READ_TABLE[:-1], b"\x81\x06\x00\x04"])
def test_nothing_rides_with_the_read(other: bytes) -> None:
    with pytest.raises(Refused):
        allowed_request("bacnet-bbmd", other)


def test_the_questions_of_every_audit_can_not_read_the_table() -> None:
    with pytest.raises(Refused):
        allowed_request("bacnet", READ_TABLE)
