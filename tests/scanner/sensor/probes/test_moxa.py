"""The Moxa probe against the example of the public protocol notes, and rubbish."""

import pytest

from scanner.evidence.building import MoxaDevice
from scanner.plugin import Garbled
from scanner.sensor.probes.moxa import SEARCH, moxa_search
from tests.scanner.sensor.probes.field_replies import MOXA, DatagramLine


def asked(reply: bytes) -> MoxaDevice:
    return moxa_search(DatagramLine("moxa", [reply]))


def test_a_serial_server_tells_mac_model_and_address() -> None:
    assert asked(MOXA) == MoxaDevice(mac="00:90:e8:1a:2b:3c", model_id="511a", own_address="192.168.127.254")


def test_an_address_of_zeros_is_none() -> None:
    assert asked(MOXA[:20] + bytes(4)).own_address == ""


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (SEARCH, "none to a Moxa search"),
        (b"\x81\x04\x00\x18" + MOXA[4:], "none to a Moxa search"),
        (MOXA[:4] + b"\0\0\0\1" + MOXA[8:], "none to a Moxa search"),
        (b"\x81\x00\x00\x08\x00\x00\x00\x00", "none to a Moxa search"),
        (MOXA[:14] + b"\x00\x20\x4a" + MOXA[17:], "another maker"),
        (MOXA[:2] + b"\xff\xff" + MOXA[4:], "message of 65535"),
        (MOXA[:2] + b"\x00\x00" + MOXA[4:], "message of 0"),
        (MOXA[:-1], "shorter than it says"),
        (b"", "shorter than it says"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)
