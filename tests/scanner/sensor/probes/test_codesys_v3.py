"""The CODESYS V3 probe against answers in the layout of a Control Win V3's (Microsoft's example capture)."""

from ipaddress import IPv4Interface

import pytest

from scanner.plugin import Closed, Garbled, Refused, Udp
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.codesys_v3 import codesys_v3, request
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.plc_replies import CASES, codesys_v3_reply

CASE = CASES["codesys v3"]


@pytest.mark.parametrize(
    ("own", "header"),
    [
        ("192.168.190.1/24", "c56b400300100001"),  # as the capture's client has it
        ("10.1.2.3/16", "c56b40030020000002030000"),
        ("10.1.2.3/18", "c56b400300100203"),
        ("10.1.2.3/8", "c56b40030020000102030000"),
        ("192.168.1.255/23", "c56b4003001001ff"),
    ],
)
def test_the_request_bears_the_host_part_of_the_sensors_own_address(own: str, header: str) -> None:
    asked = request(IPv4Interface(own))
    assert asked == bytes.fromhex(header + "02c2000449476156")
    assert allowed_request("codesys-v3", asked).startswith("who are you")


def test_nothing_is_asked_where_the_answer_would_go_elsewhere() -> None:
    line = ScriptedLine("codesys-v3", [codesys_v3_reply()])
    with pytest.raises(Refused, match="own address"):
        codesys_v3(line)
    assert not line.sent


def test_names_of_any_script_and_the_longest_ones_are_read() -> None:
    fact, _ = CASE.asked(codesys_v3_reply(node="Mühle-3", device="机器控制器", vendor="x" * 256, serial=b""))
    assert (fact.node_name, fact.device_name, fact.vendor, fact.serial) == (
        "Mühle-3",
        "机器控制器",
        "x" * 256,
        "",
    )


def test_addresses_of_any_length_and_a_parent_are_passed_over() -> None:
    for asker in (b"\0\1", b"\0\1\2\3", bytes(6)):
        for parent in (b"", b"\1\2", b"\1\2\3\4\5\6"):
            assert CASE.asked(codesys_v3_reply(asker=asker, parent=parent))[0] == CASE.fact


def test_the_older_version_of_the_answer_is_read_too() -> None:
    assert CASE.asked(codesys_v3_reply(version=0x0103))[0] == CASE.fact


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (codesys_v3_reply(version=0x0500), "not what a runtime tells"),
        (codesys_v3_reply(package=0xC202), "not what a runtime tells"),
        (codesys_v3_reply(request=1), "another request"),
        (codesys_v3_reply(order=0), "byte order"),
        (codesys_v3_reply(lengths=(257, 1, 1)), "lengths"),
        (codesys_v3_reply(lengths=(1, 65535, 1)), "lengths"),
        (codesys_v3_reply(parent=bytes(300)), "lengths"),
        (codesys_v3_reply(device=""), "without a device name"),
        (b"\xc4" + codesys_v3_reply()[1:], "name service"),
        (codesys_v3_reply()[:3] + b"\x40" + codesys_v3_reply()[4:], "name service"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        CASE.asked(wrong)


def test_lengths_beyond_the_datagram_are_no_names() -> None:
    with pytest.raises((Closed, Garbled)):
        CASE.asked(codesys_v3_reply(lengths=(200, 200, 200)))


def test_terminal_escapes_do_not_reach_the_fact() -> None:
    assert CASE.asked(codesys_v3_reply(node="\x1b[2J\u202ex"))[0].node_name == "[2Jx"


def test_it_is_asked_from_the_port_that_the_answer_goes_to() -> None:
    assert not codesys_v3.opt_in
    assert codesys_v3.ports == (Udp(1740, source=1740),)
