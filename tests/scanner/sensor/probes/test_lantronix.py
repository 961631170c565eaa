"""The Lantronix probe against a reply laid out as the maker's user guides say, and rubbish."""

import pytest

from scanner.evidence.building import LantronixDevice
from scanner.plugin import Garbled
from scanner.sensor.probes.lantronix import lantronix_firmware
from tests.scanner.sensor.probes.field_replies import LANTRONIX, DatagramLine


def asked(reply: bytes) -> tuple[LantronixDevice, DatagramLine]:
    line = DatagramLine("lantronix", [reply])
    return lantronix_firmware(line), line


def test_a_device_server_tells_its_firmware_and_address() -> None:
    told, line = asked(LANTRONIX)
    assert told == LantronixDevice(firmware_type="X2", checksum="a5c3", mac="00:20:4a:14:12:34")
    assert line.sent == [b"\x00\x00\x00\xf6"]


def test_the_shortest_answer_of_the_guides_has_no_mac() -> None:
    assert asked(LANTRONIX[:24])[0] == LantronixDevice(firmware_type="X2", checksum="a5c3")


def test_a_type_that_is_no_word_and_a_mac_of_another_maker_are_left_out() -> None:
    told, _ = asked(LANTRONIX[:8] + b"\x1b[" + LANTRONIX[10:24] + bytes.fromhex("001122334455"))
    assert (told.firmware_type, told.mac) == ("", "")


@pytest.mark.parametrize(
    "wrong",
    [
        b"\x00\x00\x00\xf9" + bytes(120),  # a setup record, which holds a password
        b"\x00\x00\x00\xf6",
        LANTRONIX[:23],
        LANTRONIX + bytes(100),
        b"HTTP/1.1 400 Bad Request and more",
    ],
)
def test_an_answer_of_another_kind_is_garbled(wrong: bytes) -> None:
    with pytest.raises(Garbled, match="no Lantronix firmware information"):
        asked(wrong)
