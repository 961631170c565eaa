"""The CoAP probe against aiocoap's answer (recorded on loopback), answers after RFC 7252, and rubbish."""

import pytest

from scanner.evidence.building import CoapServer
from scanner.plugin import Garbled, Silence
from scanner.sensor.probes.coap import MOST_RESOURCES, coap_resources
from tests.lines import Reply
from tests.scanner.sensor.probes.field_replies import DatagramLine, coap


def asked(*replies: Reply) -> tuple[CoapServer, DatagramLine]:
    line = DatagramLine("coap", list(replies))
    return coap_resources(line), line


def answer(rest: bytes, code: int = 0x45) -> Reply:
    return lambda sent: bytes((0x60, code)) + sent[2:4] + rest


def test_a_server_lists_what_it_offers() -> None:
    told, line = asked(coap)
    assert told == CoapServer(resources=("/.well-known/core", "/sensors/temperature", "/actuators/fan"))
    assert line.allowed == ["get the list of resources"]


def test_an_error_is_an_answer_without_resources() -> None:
    told, _ = asked(answer(b"\xff</x>", code=0x84))
    assert told == CoapServer(code="4.04")


def test_more_blocks_are_not_asked_for() -> None:
    # Content format 40, block 0 with "more" set (RFC 7959, 2.2): options 12 and 23.
    told, line = asked(answer(b"\xc1\x28\xb1\x0e\xff</a>,</b"))
    assert (told.resources, told.complete) == (("/a",), False)
    assert len(line.sent) == 1


def test_an_answer_apart_from_its_acknowledgement_is_acknowledged() -> None:
    told, line = asked(lambda sent: b"\x60\x00" + sent[2:4], b"\x40\x45\x12\x34\xff</a>")
    assert told.resources == ("/a",)
    assert line.sent[1] == b"\x60\x00\x12\x34"


def test_an_acknowledgement_without_an_answer_is_silence() -> None:
    with pytest.raises(Silence):
        asked(lambda sent: b"\x60\x00" + sent[2:4])


def test_a_server_that_lists_without_end_is_cut_and_repeats_are_told_once() -> None:
    many = b",".join(b"</%d>" % number for number in range(500))
    assert len(asked(answer(b"\xff" + many))[0].resources) == MOST_RESOURCES
    assert asked(answer(b"\xff</a>,</a>"))[0].resources == ("/a",)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"", "shorter"),
        (b"\x50\x45", "no CoAP message"),
        (b"HTTP/1.1 400 Bad Request", "no CoAP message"),
        (b"\x68\x45\x00\x00" + bytes(8), "no CoAP message"),
        (answer(b"", code=0x01), "code is 0.01"),
        (answer(b"\xf1\x00"), "malformed"),
        (answer(b"\xd1"), "malformed"),
        (answer(b"\xce\xff\xff\x00"), "cut, or too many"),
        (answer(b"\x00" * 40), "cut, or too many"),
        (lambda sent: b"\x60\x45" + bytes(255 - byte for byte in sent[2:4]), "another request"),
        (b"\x60\x45", "another request"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: Reply, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)
