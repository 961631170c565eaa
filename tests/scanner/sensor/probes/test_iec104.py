"""The IEC 60870-5-104 probe against c104's answer, frames of a real session, and rubbish."""

import pytest

from scanner.evidence.building import GridPresence
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.iec104 import TEST, iec104_presence
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.captures import messages
from tests.scanner.sensor.probes.field_replies import IEC104

DATA = bytes.fromhex("681a9a0028000d02010003001405000000f041001505000000314400")


def asked(*replies: bytes) -> tuple[GridPresence, ScriptedLine]:
    line = ScriptedLine("iec104", list(replies))
    return iec104_presence(line), line


def test_a_confirmed_test_frame_proves_the_protocol() -> None:
    told, line = asked(IEC104)
    assert told == GridPresence(protocol="iec-104")
    assert line.sent == [TEST]


def test_it_is_asked_only_with_consent() -> None:
    assert iec104_presence.opt_in


def test_the_frames_of_a_real_session_are_the_ones_that_we_say_and_await() -> None:
    frames = messages("iec104-mixed.pcap", 2404)
    assert frames[1] == TEST
    assert asked(*frames[2:3])[0].protocol == "iec-104"


def test_frames_of_its_own_are_passed_over_but_not_for_ever() -> None:
    assert asked(DATA, TEST, DATA, IEC104)[0].protocol == "iec-104"
    with pytest.raises(Garbled, match="not confirmed"):
        asked(*[DATA] * 9)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"HTTP/1.1 400 Bad", "not IEC 60870-5-104"),
        (b"\x68\x00\x83\x00\x00\x00", "announces 2 bytes"),
        (b"\x68\xff" + bytes(300), "257 bytes"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


def test_a_unit_that_says_no_more_is_silent() -> None:
    with pytest.raises((Silence, Closed)):
        asked(DATA)
