"""IPP against answers of ippeveprinter 2.4.2, and responses made by hand from RFC 8010."""

import struct

import pytest

from scanner.evidence.machines import IppPrinter
from scanner.model import Service
from scanner.plugin import Garbled, Refused
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.ipp import ipp, post, question, read_printer
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.machine_replies import IPP_BODY, IPP_HEAD

MODEL = "printer-make-and-model"


def response(*attributes: tuple[int, str, bytes], group: int = 4, status: int = 0) -> bytes:
    """RFC 8010, section 3.1: header, group, attributes, end."""
    rows = b"".join(
        struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value
        for tag, name, value in attributes
    )
    return struct.pack(">BBHIB", 2, 0, status, 1, group) + rows + b"\x03"


def asked(head: bytes, body: bytes) -> tuple[IppPrinter, ScriptedLine]:
    line = ScriptedLine("ipp", [head, body], service=Service(transport="tcp", port=631))
    return ipp(line), line


def test_a_printer_tells_maker_model_name_and_who_may_print() -> None:
    printer, line = asked(IPP_HEAD, IPP_BODY)
    assert printer == IppPrinter(
        status=0, version="2.0", vendor="Lab Works", product="Lab Works LaserWriter 9", name="Office Printer",
        uuid="urn:uuid:48b0335a-9271-3ba2-5950-f4448b9b373c", authentication=("none",),
    )  # fmt: skip
    assert len(line.sent) == 1


def test_the_device_id_fills_what_is_not_told_otherwise() -> None:
    told = response(
        (0x41, "printer-device-id", b"MFG:HP;CMD:PJL,PCL;MDL:LaserJet M507;CLS:PRINTER;SN:PHBVX01234")
    )
    printer = read_printer(told)
    assert (printer.vendor, printer.product, printer.serial) == ("HP", "LaserJet M507", "PHBVX01234")


def test_a_text_with_a_language_is_read_without_it() -> None:
    assert read_printer(response((0x35, MODEL, b"\x00\x02en\x00\x04Rico"))).product == "Rico"


def test_attributes_outside_the_printers_group_are_passed_over() -> None:
    assert read_printer(response((0x41, MODEL, b"Evil"), group=2)).product == ""


def test_a_refusal_is_an_answer() -> None:
    assert read_printer(response(status=0x0403)) == IppPrinter(status=0x0403)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no answer"),
        (b"<html>", "no answer"),
        (IPP_BODY[:4] + b"\x00\x00\x00\x02" + IPP_BODY[8:], "no answer"),
        (b"\x09" + IPP_BODY[1:], "no answer"),
        (IPP_BODY[:-1], "cut"),
        (response((0x41, MODEL, b"x"))[:-3] + b"\xff\xff\x03", "cut"),
        (response(*[(0x44, "a", b"b")] * 300), "more than"),
    ],
)
def test_another_body_is_garbled(body: bytes, why: str) -> None:
    with pytest.raises(Garbled, match=why):
        read_printer(body)


def test_a_body_cut_at_any_byte_is_garbled() -> None:
    for end in range(len(IPP_BODY)):
        with pytest.raises(Garbled):
            read_printer(IPP_BODY[:end])


def test_a_web_server_on_the_port_is_no_printer() -> None:
    with pytest.raises(Garbled, match="404"):
        asked(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"")


@pytest.mark.parametrize("address", ["10.0.0.5", "fe80::1%eth0"])
def test_the_guard_lets_out_exactly_this_question(address: str) -> None:
    assert allowed_request("ipp", post(address, 631)) == "get printer attributes"
    for other in (
        post(address, 631) + b"\0",
        post(address, 631)[:-1],
        post(address, 631).replace(b"\x00\x0b", b"\x00\x02"),
    ):
        with pytest.raises(Refused):
            allowed_request("ipp", other)


def test_the_question_names_no_user_and_no_document() -> None:
    assert b"requesting-user-name" not in question()
    assert b"document" not in question()
