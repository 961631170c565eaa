"""Ports whose being open is all that is asked: rlogin and its kin, programs for remote help."""

from typing import Any

import pytest

from scanner.evidence import RemoteHelpDoor, RloginDoor
from scanner.model import Fact, Service
from scanner.plugin import Garbled, Probe
from scanner.sensor.guard.readonly import tables
from scanner.sensor.probes.remote_help import remote_help
from scanner.sensor.probes.rlogin import rlogin
from tests.lines import ScriptedLine

each = pytest.mark.parametrize("probe", [rlogin, remote_help], ids=lambda probe: probe.id)


def knocked(probe: Probe[Any], port: int) -> Fact:
    line = ScriptedLine(
        probe.protocol, [AssertionError("it listened")], service=Service(transport="tcp", port=port)
    )
    fact: Fact = probe(line)
    assert line.sent == []
    return fact


@pytest.mark.parametrize(
    ("probe", "port", "fact"),
    [
        (rlogin, 512, RloginDoor(service="rexec")),
        (rlogin, 513, RloginDoor(service="rlogin")),
        (rlogin, 514, RloginDoor(service="rsh")),
        (remote_help, 5938, RemoteHelpDoor(product="TeamViewer")),
        (remote_help, 7070, RemoteHelpDoor(product="AnyDesk")),
    ],
)
def test_an_open_port_is_told_without_a_word(probe: Probe[Any], port: int, fact: Fact) -> None:
    assert knocked(probe, port) == fact


@each
def test_nothing_may_be_said_there_and_no_machine_is_knocked_at(probe: Probe[Any]) -> None:
    assert tables()[probe.protocol].allow == ()
    assert probe.questions == 0
    assert probe.office_only
    assert not probe.controller


@each
def test_a_port_that_nobody_knows_is_no_fact(probe: Probe[Any]) -> None:
    with pytest.raises(Garbled):
        knocked(probe, 80)
