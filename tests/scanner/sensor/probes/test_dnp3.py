"""The DNP3 probe against frames of a real outstation, frames after IEEE 1815, and rubbish."""

import pytest

from scanner.evidence.building import GridPresence
from scanner.plugin import Closed, Garbled
from scanner.sensor.probes.dnp3 import check_code, dnp3_presence, link_status
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.captures import messages
from tests.scanner.sensor.probes.field_replies import DNP3

ANSWER = DNP3 + check_code(DNP3)


def asked(*replies: bytes) -> tuple[GridPresence, ScriptedLine]:
    line = ScriptedLine("dnp3", list(replies))
    return dnp3_presence(line), line


def header(control: int, to: int = 1024, sender: int = 1, length: int = 5) -> bytes:
    raw = b"\x05\x64" + bytes((length, control)) + to.to_bytes(2, "little") + sender.to_bytes(2, "little")
    return raw + check_code(raw)


def test_a_link_status_proves_the_protocol_and_the_address() -> None:
    told, line = asked(ANSWER)
    assert told == GridPresence(protocol="dnp3", address=1)
    assert line.allowed == ["request link status of address 1"]


def test_it_is_asked_only_with_consent() -> None:
    assert dnp3_presence.opt_in


@pytest.mark.parametrize("name", ["dnp3-link-only.pcap", "dnp3-read.pcap"])
def test_the_check_code_is_the_one_of_real_frames(name: str) -> None:
    frames = [one for one in messages(name, 20000) if len(one) >= 10]
    assert frames
    assert all(check_code(one[:8]) == one[8:10] for one in frames if one[:2] == b"\x05\x64")


def test_the_request_is_the_one_of_a_real_master_but_for_direction_and_addresses() -> None:
    theirs = messages("dnp3-link-only.pcap", 20000)[0]
    assert link_status(100, 1)[:3] == theirs[:3]
    assert link_status(100, 1)[3] & 0x7F == theirs[3]


def test_frames_of_its_own_are_passed_over_but_not_for_ever() -> None:
    unsolicited = header(0x44, length=8) + b"abc" + check_code(b"abc")
    assert asked(unsolicited, ANSWER)[0].address == 1
    with pytest.raises(Garbled, match="link status"):
        asked(*[unsolicited] * 9)


@pytest.mark.parametrize("other", [header(0x0B, to=1), header(0x0B, sender=2), header(0x4B), header(0x00)])
def test_an_answer_to_others_or_of_another_function_does_not_count(other: bytes) -> None:
    with pytest.raises(Garbled, match="link status"):
        asked(*[other] * 9)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"HTTP/1.1 400 Bad", "not DNP3"),
        (ANSWER[:-1] + b"\0", "check code"),
        (b"\x05\x64\x00\x0b" + bytes(9), "announces 0"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


def test_the_longest_frame_that_ends_early_is_no_answer() -> None:
    with pytest.raises(Closed):
        asked(header(0x44, length=255) + bytes(270))
