"""FOCAS against the recorded answers of a Fanuc Series 0i mate MD, and answers made wrong."""

import contextlib
import struct

import pytest

from scanner.evidence.machines import FanucCnc
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.focas import CLOSE_REQUEST, INFO_REQUEST, OPEN_REQUEST, focas
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.probes.machine_replies import FOCAS_CLOSED, FOCAS_OPENED, FOCAS_SYSTEM

DATA_AT = 10 + 2 + 16
OPENED_ONLY = FanucCnc()


def asked(*replies: Reply) -> tuple[FanucCnc, ScriptedLine]:
    line = ScriptedLine("focas", list(replies))
    return focas(line), line


def system(data: bytes, status: bytes = bytes(6), kind: int = 0x2102) -> bytes:
    """A reply packet, by the tables of pyfanuc's README."""
    answer = bytes.fromhex("000100010018") + status + struct.pack(">H", len(data)) + data
    content = b"\x00\x01" + struct.pack(">H", len(answer) + 2) + answer
    return b"\xa0" * 4 + struct.pack(">HHH", 2, kind, len(content)) + content


def test_a_control_tells_kind_software_and_axes() -> None:
    cnc, line = asked(FOCAS_OPENED, FOCAS_SYSTEM, FOCAS_CLOSED)
    assert cnc == FanucCnc(
        product="Series 0",
        cnc_type="0",
        machine_type="M",
        series="D5F3",
        version="11.0",
        axes="02",
        most_axes=32,
    )
    assert line.sent == [OPEN_REQUEST, INFO_REQUEST, CLOSE_REQUEST]


def test_another_control_is_read_by_the_same_table() -> None:
    # cnc_sysinfo of a Series 0i-MD, as a public gateway's documentation prints it.
    cnc, _ = asked(FOCAS_OPENED, system(struct.pack(">HH", 1090, 32) + b" 0 MD4F130.003"), FOCAS_CLOSED)
    assert (cnc.cnc_type, cnc.machine_type, cnc.series, cnc.version, cnc.axes) == (
        "0",
        "M",
        "D4F1",
        "30.0",
        "03",
    )


@pytest.mark.parametrize("second", [Silence("none"), Closed("gone"), b"HTTP/1.1 400 Bad\r\n", FOCAS_OPENED])
def test_the_session_is_closed_whatever_comes_in_between(second: Reply) -> None:
    line = ScriptedLine("focas", [FOCAS_OPENED, second, FOCAS_CLOSED])
    with contextlib.suppress(Garbled):
        assert focas(line) == OPENED_ONLY
    assert line.sent[-1] == CLOSE_REQUEST


@pytest.mark.parametrize("third", [Silence("none"), Closed("gone"), b"\xa0\xa0\xa0\xa0", b"nonsense"])
def test_a_farewell_that_is_not_answered_changes_nothing(third: Reply) -> None:
    assert asked(FOCAS_OPENED, FOCAS_SYSTEM, third)[0].series == "D5F3"


@pytest.mark.parametrize(
    "refusal",
    [system(bytes(18), kind=0x2103), system(bytes(18), status=b"\x00\x01" + bytes(4)), Closed("gone")],
)
def test_a_control_that_refuses_is_still_a_control(refusal: Reply) -> None:
    assert asked(FOCAS_OPENED, refusal, FOCAS_CLOSED)[0] == OPENED_ONLY


def test_whoever_does_not_open_is_asked_nothing() -> None:
    line = ScriptedLine("focas", [FOCAS_CLOSED])
    with pytest.raises(Garbled, match="opening"):
        focas(line)
    assert line.sent == [OPEN_REQUEST]


@pytest.mark.parametrize(
    ("reply", "where"),
    [
        (FOCAS_SYSTEM[:-1].replace(b"\x00\x24\x00\x01", b"\x00\x23\x00\x01"), "cut"),
        (FOCAS_SYSTEM[:10] + b"\x00\x02" + FOCAS_SYSTEM[12:], "one answer"),
        (FOCAS_SYSTEM.replace(b"\x00\x01\x00\x18", b"\x00\x01\x00\x19"), "another question"),
        (FOCAS_SYSTEM[:DATA_AT] + b"\xff" * 18, "no text"),
        (system(b""), "cut"),
        (system(bytes(17)), "cut"),
        (b"\xa0\xa0\xa0\xa0\x00\x02\x21\x02\x00\x00", "one answer"),
        (b"\xa0\xa0\xa0\xa0\x00\x02\x21\x02\xff\xff", "announces 65545"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "does not start"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(reply: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(FOCAS_OPENED, reply, FOCAS_CLOSED)


def test_an_answer_cut_at_any_byte_names_no_control() -> None:
    for cut in truncations(FOCAS_SYSTEM):
        try:
            assert asked(FOCAS_OPENED, cut, FOCAS_CLOSED)[0] == OPENED_ONLY
        except Garbled:
            continue


def test_the_longest_information_is_read_by_its_first_eighteen_bytes() -> None:
    assert asked(FOCAS_OPENED, system(FOCAS_SYSTEM[DATA_AT:] + bytes(4000)), FOCAS_CLOSED)[0].series == "D5F3"
