"""SNMP: engine discovery read strictly, without community or user."""

import pytest

from scanner.evidence.management import SnmpEngine
from scanner.plugin import Garbled
from scanner.sensor.probes.snmp import Reader, read_report, snmp
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.it_replies import SNMP_REPORT

ENGINE = bytes.fromhex("80001f8880815fdb52b0f6026b00000000")


def test_net_snmp_tells_its_engine() -> None:
    line = ScriptedLine("snmp", [SNMP_REPORT])
    assert snmp(line) == SnmpEngine(
        engine_id=ENGINE.hex(), enterprise=8072, maker="Net-SNMP", boots=1, up_seconds=10
    )
    assert len(line.sent) == 1


def with_engine(engine: bytes) -> bytes:
    assert len(engine) == len(ENGINE)
    return SNMP_REPORT.replace(ENGINE, engine)


@pytest.mark.parametrize(
    ("number", "maker"),
    [(4329, "Siemens"), (8691, "Moxa"), (248, "Hirschmann"), (4346, "Phoenix Contact"), (1, "")],
)
def test_the_maker_comes_from_the_enterprise_number(number: int, maker: str) -> None:
    told = read_report(with_engine((number | 0x8000_0000).to_bytes(4, "big") + ENGINE[4:]))
    assert (told.enterprise, told.maker) == (number, maker)


@pytest.mark.parametrize("engine", [bytes(17), b"\xff" * 17])
def test_an_engine_id_of_nothing_is_garbled(engine: bytes) -> None:
    with pytest.raises(Garbled, match="engine id"):
        read_report(with_engine(engine))


def test_only_a_report_to_our_own_message_counts() -> None:
    response = SNMP_REPORT.replace(b"\xa8\x1d", b"\xa2\x1d")
    other = SNMP_REPORT.replace(b"\x02\x02Va", b"\x02\x02Vb", 1)
    version_2 = SNMP_REPORT[:4] + b"\x01" + SNMP_REPORT[5:]
    for wrong in (response, other, version_2):
        with pytest.raises(Garbled):
            read_report(wrong)


@pytest.mark.parametrize(
    "start", [b"\x30\x84\xff\xff\xff\xff", b"\x30\x83\x01\x00\x00", b"\x30\x80", b"\x02\x01\x03"]
)
def test_a_message_of_impossible_length_is_garbled(start: bytes) -> None:
    with pytest.raises(Garbled):
        snmp(ScriptedLine("snmp", [start + bytes(100)]))


@pytest.mark.parametrize("content", ["0200", "0201ff", "0206000000000001", "020500ffffffff", "0282ffff00"])
def test_a_number_out_of_range_is_garbled(content: str) -> None:
    with pytest.raises(Garbled):
        Reader(bytes.fromhex(content)).number()
