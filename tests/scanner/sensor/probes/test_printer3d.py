"""An Ultimaker's description of itself, as an S7 gives it."""

import json
from typing import Any

import pytest

from scanner.evidence.machines import Printer3d
from scanner.model import Service
from scanner.plugin import Garbled, TlsHandshake
from scanner.sensor.probes.printer3d import read_system, ultimaker
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.machine_replies import MTCONNECT_HEAD, ULTIMAKER


def changed(**fields: Any) -> bytes:
    return json.dumps(json.loads(ULTIMAKER) | fields).encode()


def test_a_printer_tells_model_firmware_and_name() -> None:
    line = ScriptedLine("printer3d", [MTCONNECT_HEAD % len(ULTIMAKER), ULTIMAKER])
    assert ultimaker(line) == Printer3d(
        vendor="Ultimaker", product="Ultimaker S7", version="8.2.0", name="PrinterName", hardware="5078167.2",
        uuid="ad5c572f-8f40-4170-9b6b-273c0b5616bc",
    )  # fmt: skip
    assert len(line.sent) == 1


def test_it_is_asked_inside_tls_where_its_start_page_came_so() -> None:
    replies = [MTCONNECT_HEAD % len(ULTIMAKER), ULTIMAKER]
    service = Service(transport="tcp", port=443)
    line = ScriptedLine("printer3d", [*replies], service=service, handshakes=[TlsHandshake("TLSv1.3")])
    assert ultimaker(line).product == "Ultimaker S7"
    assert line.handshakes == []


def test_it_is_asked_only_behind_a_start_page_that_names_it() -> None:
    assert (ultimaker.follows, ultimaker.ports) == ("http", ())
    assert "ultimaker" in ultimaker.when["title"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"<html>", b"[" * 60_000, ULTIMAKER[:-2], b'"Ultimaker"', b"\xff\xfe",
        changed(variant=7), changed(variant="Prusa"), changed(variant=["Ultimaker"]),
    ],
)  # fmt: skip
def test_any_other_body_is_garbled(body: bytes) -> None:
    with pytest.raises(Garbled):
        read_system(body)


@pytest.mark.parametrize(
    "hardware", [None, [], "x", {}, {"typeid": "9"}, {"typeid": True}, {"typeid": 10**30}]
)
def test_odd_numbers_are_left_out(hardware: Any) -> None:
    assert read_system(changed(hardware=hardware)).hardware == ""


def test_texts_are_short_and_plain() -> None:
    told = read_system(changed(name="\x1b[2J" + "x" * 5000, firmware={"a": 1}))
    assert (len(told.name), told.version) == (256, "")


@pytest.mark.parametrize("status", [b"401 Unauthorized", b"404 Not Found", b"302 Found"])
def test_a_refusal_is_no_printer(status: bytes) -> None:
    with pytest.raises(Garbled, match="HTTP status"):
        ultimaker(ScriptedLine("printer3d", [b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"]))
