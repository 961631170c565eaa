"""The tank gauge probe against a report in the manual's display format, and rubbish."""

import pytest

from scanner.evidence.building import TankGauge
from scanner.plugin import Closed, Garbled
from scanner.sensor.probes.atg import MOST, tank_gauge
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.field_replies import TANKS


def asked(reply: bytes) -> TankGauge:
    return tank_gauge(ScriptedLine("atg", [reply]))


def test_a_gauge_tells_its_place_and_how_many_tanks_it_has() -> None:
    line = ScriptedLine("atg", [TANKS])
    assert tank_gauge(line) == TankGauge(station="DEPOT NORTH, VIA ROMA 1", tanks=2)
    assert line.allowed == ["in-tank inventory report"]


def test_what_is_in_the_tanks_is_not_kept() -> None:
    assert "2428" not in asked(TANKS).model_dump_json()
    assert "DIESEL" not in asked(TANKS).model_dump_json()


def test_it_is_asked_only_with_consent() -> None:
    assert tank_gauge.opt_in


def test_a_report_in_other_words_is_still_a_gauge() -> None:
    assert asked(TANKS.replace(b"IN-TANK INVENTORY", b"STATO SERBATOI")).tanks == 0


def test_a_repeated_tank_is_counted_once() -> None:
    assert asked(TANKS.replace(b"\x03", TANKS[TANKS.index(b"  1  DIESEL") : -1] + b"\x03")).tanks == 2


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"HTTP/1.1 400 Bad", "no tank gauge"),
        (b"\x019999FF1B\x03", "does not know this report"),
        (b"\x01\x03", "no tank gauge's report"),
        (b"\x01I20200\r\n\x03", "no tank gauge's report"),
        (b"\x01" + b"x" * (MOST + 9), "no end of the report"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


def test_a_report_without_its_end_is_none() -> None:
    with pytest.raises(Closed):
        asked(TANKS[:-1])
