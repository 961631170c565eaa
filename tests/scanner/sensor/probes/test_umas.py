"""The UMAS probe against answers with the fields of Apache PLC4X's description, and what declines them."""

import struct

import pytest

from scanner.evidence.controllers import ModbusIdentity
from scanner.evidence.plcs import UmasIdentity
from scanner.plugin import Garbled
from scanner.sensor.probes.modbus import modbus_identity
from scanner.sensor.probes.umas import umas_identity
from scanner.sensor.profile import holds
from tests.scanner.sensor.probes.plc_replies import CASES, UMAS, umas_reply

CASE = CASES["umas"]


@pytest.mark.parametrize(
    ("vendor", "asked"),
    [
        ("Schneider Electric", True),
        ("Telemecanique", True),
        ("WAGO", False),
        ("Siemens AG", False),
        ("", False),
    ],
)
def test_it_is_asked_only_after_the_modbus_identity_named_the_maker(vendor: str, asked: bool) -> None:
    assert umas_identity.follows == modbus_identity.id
    assert holds(umas_identity.when, ModbusIdentity(vendor=vendor)) == asked


@pytest.mark.parametrize("code", [1, 2, 3, 4, 6, 0x0B])
def test_a_modbus_exception_is_an_answer(code: int) -> None:
    assert CASE.asked(umas_reply(bytes((0xDA, code))))[0] == UmasIdentity(exception=code)


def test_a_refusal_of_the_controller_is_an_answer() -> None:
    assert CASE.asked(umas_reply(b"\x5a\0\xfd\x83\0"))[0] == UmasIdentity(exception=0x83)


@pytest.mark.parametrize(
    ("reply", "where"),
    [
        (umas_reply(UMAS[7:], number=1), "transaction"),
        (UMAS[:2] + b"\0\1" + UMAS[4:], "protocol id"),
        (umas_reply(b"\x2b\x0e\x01"), "no UMAS answer"),
        (umas_reply(b"\x5a\0\x02"), "no UMAS answer"),
        (umas_reply(b"\x5a\0"), "no UMAS answer"),
        (umas_reply(b"\x5a\0\xfe"), "cut"),
        (umas_reply(UMAS[7:32] + b"\xff" + UMAS[33:]), "cut"),
        (umas_reply(UMAS[7:32] + b"\0"), "without a model"),
        (umas_reply(UMAS[7:32] + b"\2\0\0"), "without a model"),
        (UMAS[:4] + struct.pack(">H", 65535) + UMAS[6:], "announces"),
        (UMAS[:4] + b"\0\0" + UMAS[6:], "announces"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(reply: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        CASE.asked(reply)
