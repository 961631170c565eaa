"""NetBIOS: names, workgroup and MAC from a table that must be whole."""

import pytest

from scanner.evidence.names import NetbiosNames
from scanner.plugin import Closed, Garbled
from scanner.sensor.probes.netbios import netbios, read_status
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.it_replies import NETBIOS_STATUS

COUNT_AT = 12 + 34 + 10


def test_samba_tells_name_and_workgroup() -> None:
    line = ScriptedLine("netbios", [NETBIOS_STATUS])
    assert netbios(line) == NetbiosNames(names=("OLDNAS",), group="FACTORY")
    assert len(line.sent) == 1


def test_the_mac_is_told_where_there_is_one() -> None:
    at = COUNT_AT + 1 + 5 * 18
    told = read_status(NETBIOS_STATUS[:at] + bytes.fromhex("0090e8010203") + NETBIOS_STATUS[at + 6 :])
    assert told.mac == "00:90:e8:01:02:03"


def test_a_pointer_instead_of_the_name_is_understood() -> None:
    short = NETBIOS_STATUS[:12] + b"\xc0\x0c" + NETBIOS_STATUS[12 + 34 :]
    assert read_status(short).names == ("OLDNAS",)


@pytest.mark.parametrize("count", [0, 6, 13, 255])
def test_a_count_that_does_not_fit_is_garbled(count: int) -> None:
    wrong = NETBIOS_STATUS[:COUNT_AT] + bytes((count,)) + NETBIOS_STATUS[COUNT_AT + 1 : COUNT_AT + 1 + 5 * 18]
    with pytest.raises(Garbled, match="announced"):
        read_status(wrong)


def test_an_answer_to_another_request_is_garbled() -> None:
    for wrong in (b"\0\0" + NETBIOS_STATUS[2:], NETBIOS_STATUS[:2] + b"\0" + NETBIOS_STATUS[3:]):
        with pytest.raises(Garbled, match="another request"):
            netbios(ScriptedLine("netbios", [wrong]))


def test_a_record_of_another_type_is_garbled() -> None:
    with pytest.raises(Garbled, match="no node status"):
        read_status(NETBIOS_STATUS[:47] + b"\x20" + NETBIOS_STATUS[48:])


def test_a_length_of_more_than_came_is_no_answer() -> None:
    long = NETBIOS_STATUS[: COUNT_AT - 2] + b"\xff\xff" + NETBIOS_STATUS[COUNT_AT:]
    with pytest.raises(Closed):
        netbios(ScriptedLine("netbios", [long]))
