"""Telnet: what it shows before a login. Nothing is sent, not even an answer to its negotiation."""

import re

from scanner.evidence.remote import TelnetGreeting
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.reply import came_before
from scanner.sensor.probes.text import clean

MOST_BYTES = 4096
# Commands begin with IAC, 255 (RFC 854); IAC IAC is a byte of data. What is cut off at the end goes too.
COMMAND = re.compile(
    rb"\xff(?:(?P<data>\xff)|[\xfb-\xfe](?:.|$)|\xfa(?:[^\xff]|\xff[^\xf0])*(?:\xff\xf0|\xff?$)|[\xf0-\xf9]|$)",
    re.DOTALL,
)
NEGOTIATION = re.compile(rb"\xff[\xfa-\xfe]")
# Greetings of other services that some machine may have put on Telnet's port.
OTHERS = (b"SSH-", b"HTTP/", b"RFB ", b"220 ", b"220-", b"* OK", b"+OK")
UNREADABLE = re.compile(rb"[\x01-\x06\x0e-\x1a\x1c-\x1f\x7f]|(?<!\r)\0")
READABLE = re.compile(rb"[\t\r\n\x1b\x20-\x7e]")
PROMPT = re.compile(
    rb"(?:login|user(?:name)?|password|name) ?[:>] ?$|[\r\n][^\r\n]{0,60}[>#$:] $", re.IGNORECASE
)


def without_negotiation(heard: bytes) -> bytes:
    """`heard` without Telnet commands, and without the zero bytes that may follow a carriage return."""
    return COMMAND.sub(lambda found: found["data"] or b"", heard).replace(b"\0", b"")


def prompt_end(so_far: bytes) -> int | None:
    """Everything up to a prompt, or 4 KiB. Telnet frames nothing: without a prompt, silence is the end."""
    return len(so_far) if PROMPT.search(so_far[-64:]) or len(so_far) >= MOST_BYTES else None


def _readable(heard: bytes) -> bool:
    return not UNREADABLE.search(heard) and 2 * len(READABLE.findall(heard)) > len(heard)


def greeting(heard: bytes) -> TelnetGreeting:
    """What was heard as a greeting; Garbled when it neither negotiates nor shows readable text."""
    negotiates = NEGOTIATION.search(heard) is not None
    if not negotiates and (heard.startswith(OTHERS) or not _readable(heard)):
        raise Garbled("neither Telnet negotiation nor readable text")
    return TelnetGreeting(banner=clean(without_negotiation(heard), 512), negotiates=negotiates)


@probe(
    id="telnet", title="Telnet greeting", protocol="telnet", ports=[Tcp(23)],
    gives=TelnetGreeting, questions=1, order=40,
)  # fmt: skip
def telnet(line: Line) -> TelnetGreeting:
    """Listens until a prompt has come, or nothing more comes."""
    try:
        heard = line.hear(prompt_end)
    except (Silence, Closed) as end:
        heard = came_before(end)
        if not heard:
            raise
    return greeting(heard)
