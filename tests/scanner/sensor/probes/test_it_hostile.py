"""Whatever comes back, an IT probe ends with a fact or a plain outcome, and says only allowed things.

What `test_all_hostile` does to every probe (floods, lies in lengths, random bytes) is not repeated here.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from scanner.model import Fact, Service
from scanner.plugin import Closed, Garbled, Impact, Probe, Silence, TlsHandshake
from scanner.sensor.probes.ftp import ftp
from scanner.sensor.probes.http import http
from scanner.sensor.probes.netbios import netbios
from scanner.sensor.probes.rdp import rdp
from scanner.sensor.probes.smb import smb
from scanner.sensor.probes.smtp import smtp
from scanner.sensor.probes.snmp import snmp
from scanner.sensor.probes.ssh import ssh
from scanner.sensor.probes.telnet import telnet
from scanner.sensor.probes.tls import tls
from scanner.sensor.probes.vnc import vnc
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes import it_replies as real

OUTCOMES = (Silence, Closed, Garbled)


@dataclass(frozen=True)
class Dialogue:
    """A probe and the replies of a real server to it."""

    probe: Probe[Any]
    replies: list[bytes]
    port: int = 1
    handshakes: list[TlsHandshake] = field(default_factory=list)


REFUSAL = TlsHandshake(refusal="TLSV1_ALERT_PROTOCOL_VERSION")
DIALOGUES = [
    Dialogue(ssh, [real.SSH_BANNER, real.SSH_KEXINIT]),
    Dialogue(tls, [real.SSL3_REFUSAL], handshakes=[REFUSAL] * 3),
    Dialogue(http, [real.HTTP_HEAD, real.HTTP_BODY], port=80),
    Dialogue(ftp, [real.FTP_GREETING, real.FTP_FEATURES]),
    Dialogue(telnet, [real.TELNET_NEGOTIATION + b"\r\nLine 3 gateway\r\nlogin: "]),
    Dialogue(smtp, [real.SMTP_GREETING, real.SMTP_STARTTLS]),
    Dialogue(smb, [real.SMB2_NEGOTIATE, real.SMB2_CHALLENGE, real.SMB1_ACCEPTED]),
    Dialogue(rdp, [real.RDP_TLS_REQUIRED, real.RDP_TLS]),
    Dialogue(vnc, [real.VNC_VERSION, real.VNC_NONE]),
    Dialogue(snmp, [real.SNMP_REPORT]),
    Dialogue(netbios, [real.NETBIOS_STATUS]),
]
each = pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.probe.id)


def outcome(dialogue: Dialogue, replies: list[Reply]) -> Fact | None:
    """The fact; None for a plain outcome. Any other exception fails the test."""
    line = ScriptedLine(
        dialogue.probe.protocol, replies, service=Service(transport="tcp", port=dialogue.port),
        zone_is_ot=False, handshakes=list(dialogue.handshakes),
    )  # fmt: skip
    try:
        fact = dialogue.probe(line)
    except OUTCOMES:
        fact = None
    assert line.connections <= dialogue.probe.touches
    assert len(line.sent) <= dialogue.probe.questions
    assert fact is None or isinstance(fact, dialogue.probe.gives)
    return fact


def texts(fact: Fact) -> set[str]:
    """Every text and every text in a list that the fact holds."""
    values = fact.model_dump(exclude={"kind"}).values()
    nested = [value if isinstance(value, (list, tuple)) else [value] for value in values]
    return {item for items in nested for item in items if isinstance(item, str) and item}


@each
def test_the_replies_of_a_real_server_give_a_fact(dialogue: Dialogue) -> None:
    assert outcome(dialogue, list(dialogue.replies)) is not None


@each
def test_no_probe_is_a_controller_or_may_guess(dialogue: Dialogue) -> None:
    assert not dialogue.probe.controller
    assert dialogue.probe.impact is not Impact.GUESS


@each
def test_a_reply_cut_anywhere_never_adds_a_text(dialogue: Dialogue) -> None:
    whole = outcome(dialogue, list(dialogue.replies))
    assert whole is not None
    heard = " ".join(texts(whole))
    for number, reply in enumerate(dialogue.replies):
        for end in range(len(reply)):
            cut = outcome(
                dialogue, [*dialogue.replies[:number], reply[:end], *dialogue.replies[number + 1 :]]
            )
            if cut and dialogue.probe.protocol not in ("http",):
                assert all(text in heard for text in texts(cut)), (number, end)


@each
@pytest.mark.parametrize("end", [Silence("no answer in time", b""), Closed("closed", b""), Closed("closed")])
def test_an_end_at_any_moment_is_a_plain_outcome(dialogue: Dialogue, end: Exception) -> None:
    for number in range(len(dialogue.replies) + 1):
        outcome(dialogue, [*dialogue.replies[:number], end])


@pytest.mark.parametrize("other", [each_other.probe.id for each_other in DIALOGUES])
def test_no_probe_takes_another_service_for_its_own(other: str) -> None:
    stranger = next(dialogue for dialogue in DIALOGUES if dialogue.probe.id == other)
    for dialogue in DIALOGUES:
        if dialogue is not stranger and dialogue.probe is not tls:
            assert outcome(dialogue, list(stranger.replies)) is None, dialogue.probe.id
