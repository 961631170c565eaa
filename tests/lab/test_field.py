"""Our responders of field devices answer as the table says, and say no more than the real ones would."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.lab import field
from tests.lab.model import Device
from tests.lab.servers import ads, atg, dnp3, fox, hartip, lantronix, moxa

ANSWERS: dict[str, Callable[..., bytes]] = {
    "ads": ads.answer, "atg": atg.answer, "dnp3": dnp3.answer, "fox": fox.answer, "hartip": hartip.answer,
    "lantronix": lantronix.answer, "moxa": moxa.answer,
}  # fmt: skip
ASKED = {
    "ads": "036614710000000001000000000000000000102700000000",
    "atg": b"\x01I20100\n".hex(),
    "dnp3": "056405c901000004a657",
    "fox": b"fox a 1 -1 fox hello\n{\nfox.version=s:1.0\nid=i:1\n};;\n".hex(),
    "hartip": "010003000002000d0200000002",
    "lantronix": "000000f6",
    "moxa": "0100000800000000",
}


def device(kind: str) -> Device:
    return next(one for one in field.DEVICES if one.servers[0].kind == kind)


def answered(kind: str, request: str) -> bytes:
    options: dict[str, Any] = dict(device(kind).servers[0].options)
    return ANSWERS[kind](bytes.fromhex(request), **options)


@pytest.mark.parametrize("kind", ["ads", "atg", "fox"])
def test_the_answer_holds_every_name_that_the_table_promises(kind: str) -> None:
    told = answered(kind, ASKED[kind]).decode("latin-1")
    for key in ("name", "brand"):
        assert device(kind).identity[kind].get(key, "") in told
    if kind == "atg":
        assert "DEPOT NORTH" in told
        assert "  2  ADBLUE" in told


@pytest.mark.parametrize("kind", ["lantronix", "moxa"])
def test_the_answer_holds_the_devices_own_mac(kind: str) -> None:
    assert bytes.fromhex(device(kind).mac.replace(":", "")) in answered(kind, ASKED[kind])


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_nothing_else_is_answered_as_if_it_were_known(kind: str) -> None:
    other = {"atg": b"\x01I20200\n".hex(), "hartip": "010003000002000d0200010003"}.get(kind, "ff" * 24)
    told = answered(kind, other)
    assert told in {b"", b"\x019999FF1B\x03"} or told[12:14] == b"\x40\x00"


def test_the_responder_of_dnp3_finds_the_check_code_of_a_real_frame() -> None:
    # Request and answer of the capture that the responder is made after.
    assert dnp3.remainder(bytes.fromhex("0564054964000100")) == bytes.fromhex("7e5f")
    assert dnp3.remainder(bytes.fromhex("0564058b01006400")) == bytes.fromhex("a097")


def test_addresses_and_macs_of_the_field_are_its_own() -> None:
    octets = [int(one.address.rpartition(".")[2]) for one in field.DEVICES]
    assert all(120 <= octet <= 149 for octet in octets)
    assert len({one.mac for one in field.DEVICES}) == len(octets) == len(set(octets))
    assert all(re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", one.mac) for one in field.DEVICES)
