"""VNC: version and types; none is ever chosen."""

import pytest

from scanner.evidence.remote import VncSecurity
from scanner.plugin import Closed, Garbled
from scanner.sensor.probes.vnc import answer_to, vnc
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.it_replies import VNC_NONE, VNC_VERSION


def asked(*replies: bytes) -> VncSecurity:
    return vnc(ScriptedLine("vnc", list(replies)))


def test_a_server_without_password_is_told() -> None:
    line = ScriptedLine("vnc", [VNC_VERSION, VNC_NONE])
    assert vnc(line) == VncSecurity(version="3.8", types=(1,))
    assert line.sent == [VNC_VERSION]


def test_all_offered_types_are_told() -> None:
    assert asked(VNC_VERSION, b"\x03\x02\x13\x12").types == (2, 19, 18)


@pytest.mark.parametrize("dictated", [1, 2])
def test_an_old_server_dictates_its_type(dictated: int) -> None:
    assert asked(b"RFB 003.003\n", bytes((0, 0, 0, dictated))) == VncSecurity(
        version="3.3", types=(dictated,)
    )


def test_a_reason_is_told_instead_of_types() -> None:
    reason = b"\x00\x00\x00\x0fToo many tries\n"
    assert asked(VNC_VERSION, b"\x00" + reason) == VncSecurity(version="3.8", refusal="Too many tries")
    assert asked(b"RFB 003.003\n", bytes(4) + reason).refusal == "Too many tries"


@pytest.mark.parametrize(
    ("offered", "answered"),
    [((3, 3), b"3"), ((3, 5), b"3"), ((3, 7), b"7"), ((3, 8), b"8"), ((3, 889), b"8"), ((5, 0), b"8")],
)
def test_we_answer_with_at_most_what_was_offered(offered: tuple[int, int], answered: bytes) -> None:
    assert answer_to(*offered) == b"RFB 003.00" + answered + b"\n"


@pytest.mark.parametrize("stranger", [b"SSH-2.0-x\r\n", b"RFB 3.8\n....", b"RFB 003.008\r", b"\xff\xfb\x01"])
def test_another_service_is_garbled(stranger: bytes) -> None:
    with pytest.raises(Garbled):
        asked(stranger, VNC_NONE)


@pytest.mark.parametrize("answer", [b"\x00\xff\xff\xff\xff", b"\x00\x00\x01\x00\x00" + bytes(70_000)])
def test_an_endless_reason_is_garbled(answer: bytes) -> None:
    with pytest.raises(Garbled, match="reason"):
        asked(VNC_VERSION, answer)


def test_a_list_shorter_than_it_says_is_no_list() -> None:
    with pytest.raises(Closed):
        asked(VNC_VERSION, b"\xff\x01\x02")


def test_an_unheard_of_type_in_the_old_protocol_is_garbled() -> None:
    with pytest.raises(Garbled, match="security type"):
        asked(b"RFB 003.003\n", b"\x00\x00\x01\x00")
