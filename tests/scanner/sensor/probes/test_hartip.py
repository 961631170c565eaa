"""The HART-IP probes against a real gateway's messages, identifiers after HCF_SPEC-127, and rubbish."""

import pytest

from scanner.evidence.building import HartDevice
from scanner.plugin import Closed, Garbled, Probe, Silence
from scanner.sensor.probes.hartip import hart_identity, hart_identity_udp
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.captures import messages
from tests.scanner.sensor.probes.field_replies import HART, HART_5, HART_7, DatagramLine, hart, hart_frame

OPENED = HART[0]


def asked(*replies: Reply) -> tuple[HartDevice, DatagramLine]:
    line = DatagramLine("hart-ip", list(replies))
    return hart_identity_udp(line), line


def identifier(data: bytes, status: bytes = b"\0\0") -> bytes:
    return hart(hart_frame(data, status), 3, 2)


def test_a_device_of_revision_7_says_which_it_is_and_the_session_is_closed() -> None:
    device, line = asked(*HART)
    assert device == HartDevice(
        manufacturer_id=0x26, device_type=0x264E, universal_revision=7, device_revision=4,
        software_revision=1, device_id="0000d3",
    )  # fmt: skip
    assert line.allowed[1:] == ["command 0: read unique identifier", "close the session"]


def test_a_device_of_revision_5_has_its_maker_in_the_second_byte() -> None:
    device, _ = asked(OPENED, identifier(HART_5))
    assert (device.manufacturer_id, device.device_type, device.device_id) == (0x11, 0x17, "0a0b0c")


def test_a_real_gateway_says_which_it_is() -> None:
    told = [one for one in messages("hart-ip.pcap", 5094) if one[1] == 1]
    replies = [one[:4] + bytes((0, at)) + one[6:] for at, one in enumerate(told[:2], start=1)]
    device = hart_identity(ScriptedLine("hart-ip", list[Reply](replies)))
    assert device == HartDevice(
        manufacturer_id=38, device_type=0x264E, universal_revision=7, device_revision=4,
        software_revision=1, device_id="0000d2",
    )  # fmt: skip


def test_the_frame_of_command_0_is_the_one_of_the_capture() -> None:
    theirs = messages("hart-ip.pcap", 5094)[2]
    _, line = asked(*HART)
    assert line.sent[1][8:] == theirs[8:]


@pytest.mark.parametrize("probe", [hart_identity, hart_identity_udp])
@pytest.mark.parametrize("end", [Silence("nothing"), Closed("closed"), hart(b"", 3, 2, status=9)])
def test_an_opened_session_is_closed_whatever_came(end: Reply, probe: Probe[HartDevice]) -> None:
    line = DatagramLine("hart-ip", [OPENED, end])
    with pytest.raises((Silence, Closed, Garbled)):
        probe(line)
    assert line.allowed[-1] == "close the session"


def test_nothing_follows_a_session_that_was_not_opened() -> None:
    for first in (Silence("nothing"), b"HTTP/1.1 400 Bad", hart(bytes(5), 0, 1, status=15)):
        line = DatagramLine("hart-ip", [first])
        with pytest.raises((Silence, Garbled)):
            hart_identity_udp(line)
        assert len(line.sent) == 1


def test_only_the_question_over_tcp_needs_consent() -> None:
    assert hart_identity.opt_in
    assert not hart_identity_udp.opt_in


WRONG_CHECK = hart_frame(HART_7)[:-1] + b"\0"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (hart(WRONG_CHECK, 3, 2), "check byte"),
        (hart(hart_frame(HART_7) + b"\0", 3, 2), "check byte"),
        (hart(b"", 3, 2), "none to HART command 0"),
        (hart(b"\x06\x80\x00", 3, 2), "none to HART command 0"),
        (hart(hart_frame(HART_7, command=1), 3, 2), "none to HART command 0"),
        (identifier(HART_7, status=b"\x40\0"), "does not tell"),
        (identifier(b""), "does not tell"),
        (identifier(b"\x00" + HART_7[1:]), "does not tell"),
        (identifier(HART_7[:21]), "shorter than its revision"),
        (hart(hart_frame(HART_7), 3, 9), "another HART-IP message"),
        (hart(hart_frame(HART_7), 2, 2), "another HART-IP message"),
        (b"\x01\x01\x03\x00\x00\x02\xff\xff" + bytes(99), "announces 65535"),
        (b"\x01\x01\x03\x00\x00\x02\x00\x00" + bytes(99), "announces 0"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(OPENED, wrong)
