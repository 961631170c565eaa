"""Telnet: a silent listener that takes nothing else for Telnet."""

import pytest

from scanner.evidence.remote import TelnetGreeting
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.telnet import telnet, without_negotiation
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.it_replies import TELNET_NEGOTIATION

PROMPT = b"\r\nLine 3 gateway\r\n\r\nlogin: "


def asked(*replies: Reply) -> TelnetGreeting:
    line = ScriptedLine("telnet", list(replies))
    told = telnet(line)
    assert line.sent == []
    return told


def test_a_server_that_only_negotiates_is_told() -> None:
    assert asked(Silence("no more", TELNET_NEGOTIATION)) == TelnetGreeting(negotiates=True)


def test_the_text_is_told_without_the_negotiation() -> None:
    told = asked(TELNET_NEGOTIATION + PROMPT)
    assert told == TelnetGreeting(banner="Line 3 gateway login:", negotiates=True)


@pytest.mark.parametrize("end", [Silence("no more", b"Welcome\r\n"), Closed("closed", b"Welcome\r\n")])
def test_a_text_without_prompt_or_negotiation_is_told(end: Exception) -> None:
    assert asked(end) == TelnetGreeting(banner="Welcome", negotiates=False)


@pytest.mark.parametrize("end", [Silence("no answer", b""), Closed("closed"), Silence("no answer")])
def test_silence_stays_silence(end: Exception) -> None:
    with pytest.raises(type(end)):
        asked(end)


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        (b"\xff\xfb\x01a\xff\xfd\x18b", b"ab"),
        (b"\xff\xfa\x18\x00xterm\xff\xf0a", b"a"),
        (b"a\xff\xffb", b"a\xffb"),
        (b"a\xff\xff\xfb\x01", b"a\xff\xfb\x01"),
        (b"a\xff", b"a"),
        (b"a\xff\xfb", b"a"),
        (b"a\xff\xfa\x18\x00never ends", b"a"),
        (b"a\r\0b\xff\xf1", b"a\rb"),
    ],
)
def test_negotiation_is_taken_out(heard: bytes, shown: bytes) -> None:
    assert without_negotiation(heard) == shown


@pytest.mark.parametrize(
    "stranger",
    [
        b"SSH-2.0-x\r\n",
        b"220 ftp\r\n",
        b"HTTP/1.1 400 Bad\r\n\r\n",
        b"\x03\x00\x00\x0b\x06",
        b"\x01\x02\x03abc",
        b"\0",
    ],
)
def test_another_service_is_garbled(stranger: bytes) -> None:
    with pytest.raises(Garbled):
        asked(Silence("no more", stranger))


def test_a_flood_is_cut() -> None:
    assert len(asked(b"x" * 100_000).banner) <= 512
