"""The dashboard of a Universal Robots controller, by lines that robots told in public logs."""

import pytest

from scanner.evidence.machines import UrRobot
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.ur_dashboard import ur_dashboard
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.probes.machine_replies import (
    UR_GREETING,
    UR_MODEL,
    UR_OLD_VERSION,
    UR_REFUSAL,
    UR_SERIAL,
    UR_VERSION,
)

NAME = "Connected: Universal Robots Dashboard Server"


def asked(*replies: Reply) -> tuple[UrRobot, ScriptedLine]:
    line = ScriptedLine("ur-dashboard", list(replies))
    return ur_dashboard(line), line


def test_a_robot_tells_version_model_and_serial_number() -> None:
    robot, line = asked(UR_GREETING, UR_VERSION, UR_MODEL, UR_SERIAL)
    assert robot == UrRobot(greeting=NAME, version="5.11.9.1010452", product="UR5", serial="20195501234")
    assert line.sent == [b"PolyscopeVersion\n", b"get robot model\n", b"get serial number\n"]


def test_an_old_robot_tells_its_version_only() -> None:
    robot, _ = asked(UR_GREETING, UR_OLD_VERSION, UR_REFUSAL, UR_REFUSAL)
    assert robot == UrRobot(greeting=NAME, version="3.7.0.40195")


def test_nothing_is_said_before_the_greeting() -> None:
    for first in (Silence("none"), Closed("gone")):
        line = ScriptedLine("ur-dashboard", [first])
        with pytest.raises(type(first)):
            ur_dashboard(line)
        assert line.sent == []


@pytest.mark.parametrize(
    "greeting", [b"Connected: somebody\n", b"SSH-2.0-OpenSSH_9.6\r\n", b"\n", b"220 ready\r\n"]
)
def test_another_greeting_is_asked_nothing(greeting: bytes) -> None:
    line = ScriptedLine("ur-dashboard", [greeting])
    with pytest.raises(Garbled, match="dashboard"):
        ur_dashboard(line)
    assert line.sent == []


def test_a_greeting_cut_anywhere_is_asked_nothing() -> None:
    for cut in truncations(UR_GREETING):
        line = ScriptedLine("ur-dashboard", [cut])
        with pytest.raises((Garbled, Closed)):
            ur_dashboard(line)
        assert line.sent == []


@pytest.mark.parametrize("end", [Silence("none"), Closed("gone"), b"x" * 600])
def test_what_was_told_first_stays_told(end: Reply) -> None:
    assert asked(UR_GREETING, UR_VERSION, end)[0] == UrRobot(greeting=NAME, version="5.11.9.1010452")


@pytest.mark.parametrize(
    "odd", [b"\n", b"UR\n", b"UR5; power on\n", b"True\n", b"\x1b[2JUR5<script>\n", b"\xff\n"]
)
def test_a_line_that_is_no_model_names_none(odd: bytes) -> None:
    assert asked(UR_GREETING, UR_VERSION, odd, odd)[0] == UrRobot(greeting=NAME, version="5.11.9.1010452")


@pytest.mark.parametrize("model", [b"UR3\n", b"UR10e\r\n", b"UR20\n", b"UR8 Long\n"])
def test_every_model_that_looks_like_one_is_kept(model: bytes) -> None:
    assert asked(UR_GREETING, UR_VERSION, model, UR_SERIAL)[0].product == model.strip().decode()
