"""Whatever comes back, a probe for machines ends with a fact or a plain outcome, and says only allowed things.

What `test_all_hostile` does to every probe (floods, lies in lengths, random bytes) is not repeated here.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from scanner.model import Fact, Service
from scanner.plugin import Closed, Garbled, Impact, Probe, Silence
from scanner.sensor.guard.readonly import tables
from scanner.sensor.probes.dce_rpc import dce_rpc
from scanner.sensor.probes.focas import focas
from scanner.sensor.probes.ipp import ipp
from scanner.sensor.probes.lsv2 import heidenhain_lsv2
from scanner.sensor.probes.mtconnect import mtconnect, mtconnect_adapter
from scanner.sensor.probes.printer3d import ultimaker
from scanner.sensor.probes.rtsp import rtsp, rtsp_stream
from scanner.sensor.probes.snmp_system import snmp_system
from scanner.sensor.probes.ur_dashboard import ur_dashboard
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes import it_replies as it
from tests.scanner.sensor.probes import machine_replies as real
from tests.scanner.sensor.probes.test_snmp_system import ANSWER as SNMP_ANSWER

OUTCOMES = (Silence, Closed, Garbled)


@dataclass(frozen=True)
class Dialogue:
    """A probe and the replies of a real device to it."""

    probe: Probe[Any]
    replies: list[bytes] = field(default_factory=list)
    port: int = 80


DIALOGUES = [
    Dialogue(focas, [real.FOCAS_OPENED, real.FOCAS_SYSTEM, real.FOCAS_CLOSED]),
    Dialogue(ur_dashboard, [real.UR_GREETING, real.UR_VERSION, real.UR_MODEL, real.UR_SERIAL]),
    Dialogue(mtconnect, [real.MTCONNECT_HEAD % len(real.MTCONNECT_SAMPLE), real.MTCONNECT_SAMPLE], 5000),
    Dialogue(mtconnect_adapter, [b"2013-09-01T21:00:23.0123|name1|value1|name2|value2\n"]),
    Dialogue(rtsp, [real.RTSP_DAHUA]),
    Dialogue(rtsp_stream, [real.RTSP_DESCRIBED]),
    Dialogue(ipp, [real.IPP_HEAD, real.IPP_BODY], 631),
    Dialogue(ultimaker, [real.MTCONNECT_HEAD % len(real.ULTIMAKER), real.ULTIMAKER]),
    Dialogue(snmp_system, [SNMP_ANSWER]),
]
each = pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.probe.id)


def outcome(dialogue: Dialogue, replies: list[Reply]) -> Fact | None:
    """The fact; None for a plain outcome. Any other exception fails the test."""
    line = ScriptedLine(
        dialogue.probe.protocol, replies, service=Service(transport="tcp", port=dialogue.port)
    )
    try:
        fact = dialogue.probe(line)
    except OUTCOMES:
        fact = None
    assert line.connections == 1
    assert len(line.sent) <= dialogue.probe.questions
    assert fact is None or isinstance(fact, dialogue.probe.gives)
    assert fact is None or len(fact.model_dump_json()) < 30_000
    return fact


def texts(value: Any) -> set[str]:
    """Every text in a fact, however deep."""
    if isinstance(value, dict):
        return set().union(*(texts(one) for key, one in value.items() if key != "kind"))
    if isinstance(value, (list, tuple)):
        return set().union(*map(texts, value))
    return {value} if isinstance(value, str) and value else set()


@each
def test_the_replies_of_a_real_device_give_a_fact(dialogue: Dialogue) -> None:
    assert outcome(dialogue, list(dialogue.replies)) is not None


@each
def test_a_reply_cut_anywhere_never_adds_a_text(dialogue: Dialogue) -> None:
    whole = outcome(dialogue, list(dialogue.replies))
    assert whole is not None
    heard = " ".join(texts(whole.model_dump()))
    for number, reply in enumerate(dialogue.replies):
        for end in range(len(reply)):
            kept = [*dialogue.replies[:number], reply[:end], *dialogue.replies[number + 1 :]]
            cut = outcome(dialogue, list(kept))
            assert cut is None or all(text in heard for text in texts(cut.model_dump())), (number, end)


@each
@pytest.mark.parametrize("end", [Silence("no answer in time", b""), Closed("closed", b""), Closed("closed")])
def test_an_end_at_any_moment_is_a_plain_outcome(dialogue: Dialogue, end: Exception) -> None:
    for number in range(len(dialogue.replies) + 1):
        outcome(dialogue, [*dialogue.replies[:number], end])


@each
def test_a_reply_that_comes_twice_names_nobody_else(dialogue: Dialogue) -> None:
    whole = outcome(dialogue, list(dialogue.replies))
    twice = outcome(dialogue, [reply for reply in dialogue.replies for _ in range(2)])
    assert whole is not None
    if twice is not None:
        assert texts(twice.model_dump()) <= texts(whole.model_dump())


OF_ONE_SERVICE = {"rtsp", "rtsp-stream"}
"""Two questions to the same service: the answer to either is an answer of it."""
STRANGERS: dict[str, list[bytes]] = {
    "ssh": [it.SSH_BANNER, it.SSH_KEXINIT],
    "smtp": [it.SMTP_GREETING, it.SMTP_STARTTLS],
    "vnc": [it.VNC_VERSION, it.VNC_NONE],
    "http": [it.HTTP_HEAD, it.HTTP_BODY],
    "ftp": [it.FTP_GREETING, it.FTP_FEATURES],
    **{dialogue.probe.id: dialogue.replies for dialogue in DIALOGUES},
}


@each
@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_probe_takes_another_service_for_its_own(dialogue: Dialogue, stranger: str) -> None:
    if stranger != dialogue.probe.id and not {stranger, dialogue.probe.id} <= OF_ONE_SERVICE:
        assert outcome(dialogue, list(STRANGERS[stranger])) is None


@pytest.mark.parametrize("door", [heidenhain_lsv2, dce_rpc], ids=lambda door: door.id)
def test_at_a_silent_door_nothing_is_said_or_waited_for(door: Probe[Any]) -> None:
    line = ScriptedLine(door.protocol, [AssertionError("it listened")])
    assert isinstance(door(line), door.gives)
    assert line.sent == []
    assert tables()[door.protocol].allow == ()


def test_only_what_an_answer_proves_is_a_controller() -> None:
    probes = [dialogue.probe for dialogue in DIALOGUES] + [heidenhain_lsv2, dce_rpc]
    assert {probe.id for probe in probes if probe.controller} == {"focas", "ur-dashboard", "ultimaker"}


def test_machines_of_the_plant_never_hear_the_questions_for_the_office() -> None:
    assert ipp.office_only
    assert dce_rpc.office_only
    assert snmp_system.office_only


def test_a_guess_and_a_shy_adapter_need_consent() -> None:
    assert snmp_system.impact is Impact.GUESS
    assert mtconnect_adapter.opt_in


def test_a_session_on_a_control_counts_as_one() -> None:
    assert focas.impact is Impact.HANDSHAKE
