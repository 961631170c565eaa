"""The KNX probe against knxd's answer (recorded on loopback), blocks of other devices, and rubbish."""

import pytest

from scanner.evidence.building import KnxDevice
from scanner.plugin import Garbled
from scanner.sensor.probes.knxip import knx_description
from tests.scanner.sensor.probes.field_replies import KNX, DatagramLine

DEVICE = KNX[6:60]


def description(*blocks: bytes) -> bytes:
    body = b"".join(blocks)
    return b"\x06\x10\x02\x04" + (6 + len(body)).to_bytes(2, "big") + body


def asked(reply: bytes) -> KnxDevice:
    return knx_description(DatagramLine("knxip", [reply]))


def test_a_gateway_says_who_it_is() -> None:
    assert asked(KNX) == KnxDevice(
        name="Hall lighting", mac="02:fc:00:00:00:01", address="1.1.4", medium="TP1",
        services=("core", "device management", "tunnelling"),
    )  # fmt: skip


def test_a_serial_number_and_secured_families_are_read() -> None:
    device = DEVICE[:8] + bytes.fromhex("00c50100abcd") + DEVICE[14:]
    told = asked(description(device, b"\x06\x02\x04\x02\x09\x01", b"\x06\x06\x04\x01\x05\x01"))
    assert (told.serial, told.services, told.secured) == (
        "00c50100abcd", ("tunnelling", "security"), ("tunnelling", "routing"),
    )  # fmt: skip


def test_a_name_in_latin_1_is_shown_as_text() -> None:
    device = DEVICE[:24] + b"K\xfcche\0rest".ljust(30, b"\0")
    assert asked(description(device)).name == "Küche"


def test_a_family_without_a_name_stays_a_number_and_a_repeated_one_is_told_once() -> None:
    assert asked(description(DEVICE, b"\x08\x02\x63\x01\x02\x01\x02\x02")).services == ("family 99", "core")


def test_of_two_devices_in_one_answer_the_first_counts() -> None:
    assert asked(description(DEVICE, DEVICE[:24] + b"other".ljust(30, b"\0"))).name == "Hall lighting"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"HTTP/1.1 400 Bad Request", "announces|shorter"),
        (b"\x06\x10\x02\x02" + KNX[4:], "no KNXnet/IP description"),
        (description(), "no device"),
        (description(b"\x04\x02\x02\x01"), "no device"),
        (description(b"\x00\x01" + DEVICE[2:]), "block is cut"),
        (description(b"\x01"), "block is cut"),
        (description(DEVICE, b"\xff\x02\x02\x01"), "block is cut"),
        (description(b"\x08" + DEVICE[1:8]), "no device"),
        (KNX[:4] + b"\xff\xff" + KNX[6:], "message of 65535"),
        (KNX[:4] + b"\x00\x00" + KNX[6:], "message of 0"),
        (KNX[:-1], "shorter than it says"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)
