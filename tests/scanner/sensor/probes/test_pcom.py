"""The PCOM probe against answers of the form that Unitronics' document and the nmap script pcom-discover tell."""

import struct

import pytest

from scanner.plugin import Garbled
from scanner.sensor.probes.pcom import MODELS, REQUEST
from tests.scanner.sensor.probes.plc_replies import CASES, pcom_reply

CASE = CASES["pcom"]


def told(middle: str) -> bytes:
    return pcom_reply(f"/A00ID{middle}\r".encode())


def test_the_request_is_the_one_that_unitronics_documents() -> None:
    assert REQUEST[2:] == b"\x65\0\x08\0/00IDED\r"


def test_an_unknown_model_keeps_its_code() -> None:
    fact, _ = CASE.asked(told("99XY  B01200399AB"))
    assert (fact.model, fact.model_code, fact.hardware, fact.version) == ("", "99XY", "B", "12.3 (99)")


@pytest.mark.parametrize(
    "reply",
    [
        told(""),
        told("13T38 A00300941")[:-1] + b"\n",
        told("13T38 A0x300941B"),
        told("13T38 A\x1b0300941B"),
        pcom_reply(b"/A00RC13T38 A00300941B\r"),
        pcom_reply(b"/00IDED\r"),
        pcom_reply(number=1),
        pcom_reply()[:2] + b"\x66" + pcom_reply()[3:],
        pcom_reply()[:3] + b"\x01" + pcom_reply()[4:],
    ],
)
def test_an_answer_of_another_kind_is_garbled(reply: bytes) -> None:
    with pytest.raises(Garbled):
        CASE.asked(reply)


@pytest.mark.parametrize("length", [0, 1, 507, 65535])
def test_a_length_of_nothing_or_without_end_is_garbled(length: int) -> None:
    with pytest.raises(Garbled):
        CASE.asked(pcom_reply()[:4] + struct.pack("<H", length) + b"/" * 70_000)


def test_every_model_has_a_code_that_fits_its_place_and_a_name() -> None:
    assert all(
        0 < len(code) <= 6 and code.isalnum() and name.strip() == name != "" for code, name in MODELS.items()
    )
