"""Whatever comes back, a probe of building, field or grid devices ends with a fact or a plain outcome."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Fact, Service
from scanner.plugin import Closed, Garbled, Impact, Probe, Silence, Udp
from scanner.sensor.probes.ads import ads_discovery
from scanner.sensor.probes.amqp import amqp_greeting
from scanner.sensor.probes.atg import tank_gauge
from scanner.sensor.probes.bacnet import bacnet_device, bacnet_device_direct
from scanner.sensor.probes.coap import coap_resources
from scanner.sensor.probes.dnp3 import dnp3_presence
from scanner.sensor.probes.fox import fox_hello
from scanner.sensor.probes.hartip import hart_identity, hart_identity_udp
from scanner.sensor.probes.iec104 import iec104_presence
from scanner.sensor.probes.knxip import knx_description
from scanner.sensor.probes.lantronix import lantronix_firmware
from scanner.sensor.probes.mms import mms_identity
from scanner.sensor.probes.moxa import moxa_search
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes import field_replies as real

OUTCOMES = (Silence, Closed, Garbled)
OBJECT_ID = bytes.fromhex("810a0017010030010c0c023fffff194b3ec4020012673f")


@dataclass(frozen=True)
class Dialogue:
    """A probe and the replies that give a fact."""

    probe: Probe[Any]
    replies: list[Reply] = field(default_factory=list)

    @property
    def is_udp(self) -> bool:
        return isinstance(self.probe.ports[0], Udp)


DIALOGUES = [
    Dialogue(bacnet_device, [real.BACNET[0], real.BACNET_NAMES]),
    Dialogue(bacnet_device, [*real.BACNET_SMALL]),
    Dialogue(bacnet_device_direct, [OBJECT_ID]),
    Dialogue(ads_discovery, [real.ADS]),
    Dialogue(knx_description, [real.KNX]),
    Dialogue(fox_hello, [real.FOX]),
    Dialogue(moxa_search, [real.MOXA]),
    Dialogue(lantronix_firmware, [real.LANTRONIX]),
    Dialogue(hart_identity_udp, [*real.HART]),
    Dialogue(hart_identity, [*real.HART]),
    Dialogue(amqp_greeting, [real.AMQP]),
    Dialogue(amqp_greeting, [b"AMQP\x00\x01\x00\x00", real.AMQP_1_0]),
    Dialogue(coap_resources, [real.coap_apart]),
    Dialogue(coap_resources, [real.coap]),
    Dialogue(iec104_presence, [real.IEC104]),
    Dialogue(dnp3_presence, [real.DNP3_STATUS]),
    Dialogue(mms_identity, [*real.MMS]),
    Dialogue(tank_gauge, [real.TANKS]),
]
each = pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.probe.id)


def outcome(dialogue: Dialogue, replies: list[Reply]) -> Fact | None:
    """The fact; None for a plain outcome. Any other exception fails the test."""
    kind = real.DatagramLine if dialogue.is_udp else ScriptedLine
    line = kind(dialogue.probe.protocol, replies, service=_service(dialogue))
    try:
        fact = dialogue.probe(line)
    except OUTCOMES:
        fact = None
    assert line.connections <= (1 if dialogue.is_udp else dialogue.probe.touches)
    assert len(line.sent) <= dialogue.probe.questions
    assert len(line.sent) <= dialogue.probe.touches or not dialogue.is_udp
    assert fact is None or isinstance(fact, dialogue.probe.gives)
    return fact


def _service(dialogue: Dialogue) -> Service:
    return Service(transport="udp" if dialogue.is_udp else "tcp", port=dialogue.probe.ports[0].port)


def changed(dialogue: Dialogue, number: int, change: Callable[[bytes], bytes]) -> list[Reply]:
    """The replies with one of them changed."""
    reply = dialogue.replies[number]
    if isinstance(reply, Exception):
        raise TypeError("an exception can't be changed")
    wrong: Reply = change(reply) if isinstance(reply, bytes) else lambda sent: change(reply(sent))
    return [*dialogue.replies[:number], wrong, *dialogue.replies[number + 1 :]]


def texts(fact: Fact) -> set[str]:
    values = fact.model_dump(exclude={"kind", "code"}).values()
    nested = [value if isinstance(value, tuple) else (value,) for value in values]
    return {item for items in nested for item in items if isinstance(item, str) and item}


@each
def test_the_replies_of_a_device_give_a_fact(dialogue: Dialogue) -> None:
    assert outcome(dialogue, list(dialogue.replies)) is not None


@each
def test_no_probe_guesses_and_udp_counts_every_datagram_as_a_touch(dialogue: Dialogue) -> None:
    assert dialogue.probe.impact is not Impact.GUESS
    assert not dialogue.is_udp or dialogue.probe.touches == dialogue.probe.questions
    # A broker of AMQP 1.0 is asked on a connection of its own; every other probe here has one.
    assert dialogue.is_udp or dialogue.probe.touches == (2 if dialogue.probe is amqp_greeting else 1)


@each
def test_a_reply_cut_anywhere_never_adds_a_text(dialogue: Dialogue) -> None:
    whole = outcome(dialogue, list(dialogue.replies))
    assert whole is not None
    for number in range(len(dialogue.replies)):
        for end in range(700):
            cut = outcome(dialogue, changed(dialogue, number, lambda raw, end=end: raw[:end]))  # type: ignore[misc]
            assert cut is None or texts(cut) <= texts(whole), (number, end)


@each
def test_an_endless_reply_ends(dialogue: Dialogue) -> None:
    for filler in (b"\x00", b"\xff", b"A", b"\r\n", b"\x30\x82", b"\x01", b"\x05\x64", b"\x68\x04"):
        for number in range(len(dialogue.replies)):
            outcome(dialogue, [*dialogue.replies[:number], filler * 20_000])


@each
def test_the_same_reply_without_end_ends(dialogue: Dialogue) -> None:
    for reply in dialogue.replies:
        outcome(dialogue, [reply] * 50)


@each
def test_replies_in_another_order_never_crash(dialogue: Dialogue) -> None:
    outcome(dialogue, list(reversed(dialogue.replies)))


@each
def test_a_length_field_that_lies_never_crashes(dialogue: Dialogue) -> None:
    for number in range(len(dialogue.replies)):
        for at in range(120):
            for lie in (0, 1, 0x7F, 0x80, 0xFF):
                outcome(dialogue, changed(
                    dialogue, number,
                    lambda raw, at=at, lie=lie: raw[:at] + bytes((lie,)) + raw[at + 1 :],  # type: ignore[misc]
                ))  # fmt: skip


@each
@pytest.mark.parametrize("end", [Silence("no answer in time", b""), Closed("closed", b"")])
def test_an_end_at_any_moment_is_a_plain_outcome(dialogue: Dialogue, end: Exception) -> None:
    for number in range(len(dialogue.replies) + 1):
        outcome(dialogue, [*dialogue.replies[:number], end])


@each
@pytest.mark.parametrize(
    "greeting",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"220 ready\r\n",
        b"\x15\x03\x01\0\2\2\x28",
    ],
)
def test_another_protocol_at_the_port_is_nobody(dialogue: Dialogue, greeting: bytes) -> None:
    assert outcome(dialogue, [greeting] * 6) is None


@each
def test_random_bytes_never_crash(dialogue: Dialogue) -> None:
    @settings(max_examples=80, deadline=None)
    @given(st.lists(st.binary(max_size=300), min_size=1, max_size=3), st.integers(0, len(dialogue.replies)))
    def run(replies: list[bytes], kept: int) -> None:
        outcome(dialogue, [*dialogue.replies[:kept], *replies])

    run()
