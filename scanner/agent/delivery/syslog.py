"""Log lines for a collector: RFC 5424, with its structured data or with CEF as their message.

Sources: RFC 5424 (sections 6.2 to 6.4: header, structured data, message), RFC 6587 (3.4.1: octet counting over
TCP), RFC 5426 (3.2: lengths over UDP), ArcSight Common Event Format 0.1 (header, escapes, extension keys).
"""

import os
import socket
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address

from scanner.agent.delivery.letter import SILENT, Letter, dialled, one_line
from scanner.config.delivery import Syslog
from scanner.model import Event

MOST_BYTES = 2000
"""Of one line; RFC 5426 has every collector take 2048."""
VALUE = 200
"""Characters of one value from the wire."""
ENTERPRISE = "vaglio@32473"
"""The number that RFC 5612 keeps for examples: Vaglio has none of its own."""
SEVERITIES = {"critical": 2, "incomplete": 4, "score_fell": 4, "new_device": 5, "knowledge_stale": 5}
"""RFC 5424, table 2; anything else is 6 (informational)."""
CEF_SEVERITIES = {"critical": 10, "incomplete": 6, "score_fell": 6, "new_device": 5, "knowledge_stale": 4}
SECONDS_TO_REFUSE = 1.0


def lines(target: Syslog, letter: Letter) -> Iterator[bytes]:
    """One for each event, without the framing of a transport."""
    for event, sentence in zip(letter.events, letter.sentences, strict=True):
        fields = _fields(letter, event)
        if target.format == "cef":
            text = f"- {cef(event, sentence, fields, letter.audit.product_version)}"
        else:
            text = f"{structured(fields)} {sentence}"
        yield _cut(f"{_header(target, letter, event)} {text}")


def _header(target: Syslog, letter: Letter, event: Event) -> str:
    priority = target.facility * 8 + SEVERITIES.get(event.kind, 6)
    moment = letter.created.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return f"<{priority}>1 {moment} {_name(os.uname().nodename)} vaglio - {event.kind}"


def _name(text: str) -> str:
    """A field of the header: visible ASCII without blanks, "-" where nothing is left."""
    return "".join(letter for letter in text if "!" <= letter <= "~")[:255] or "-"


def _fields(letter: Letter, event: Event) -> dict[str, str]:
    audit = letter.audit
    said = {
        "event": event.kind, "segment": audit.segment, "scan": audit.scan, "check": event.check,
        "severity": event.severity, "asset": event.asset, "machine": event.machine, "address": event.address,
        "proven": f"{audit.score.lo * 100:.0f}", "possible": f"{audit.score.hi * 100:.0f}",
        "key": event.key,
    }  # fmt: skip
    return {name: one_line(value, VALUE) for name, value in said.items() if value}


def structured(fields: Mapping[str, str]) -> str:
    """The structured data (section 6.3): quote, backslash and closing bracket are escaped."""
    told = " ".join(f'{name}="{_sd(value)}"' for name, value in fields.items())
    return f"[{ENTERPRISE} {told}]"


def _sd(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


def cef(event: Event, sentence: str, fields: Mapping[str, str], version: str) -> str:
    """The event in the Common Event Format."""
    head = ("CEF:0", "Vaglio", "Vaglio", version, event.check or event.kind, event.title or event.kind)
    front = "|".join(_cef_head(one_line(each, VALUE)) for each in head)
    named = [name for name in ("segment", "scan", "check", "machine", "key") if name in fields]
    extension = {"msg": sentence, "cat": event.kind} | _destination(fields.get("address", ""))
    for number, name in enumerate(named, 1):
        extension |= {f"cs{number}Label": name, f"cs{number}": fields[name]}
    told = " ".join(f"{name}={_cef_value(value)}" for name, value in extension.items())
    return f"{front}|{CEF_SEVERITIES.get(event.kind, 1)}|{told}"


def _destination(address: str) -> dict[str, str]:
    """`dst` takes an IPv4 address only."""
    try:
        return {"dst": str(IPv4Address(address))}
    except ValueError:
        return {}


def _cef_head(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _cef_value(text: str) -> str:
    return text.replace("\\", "\\\\").replace("=", "\\=")


def _cut(line: str) -> bytes:
    """Cut where a character ends. The rest of a cut line is in the report."""
    return line.encode()[:MOST_BYTES].decode(errors="ignore").encode()


def send(target: Syslog, letter: Letter) -> None:
    """Sends the lines; over UDP nobody knows whether they came. Raises OSError."""
    said = list(lines(target, letter))
    if target.transport == "unix":
        _to_socket(str(target.path), said)
    elif target.transport == "udp":
        with dialled(str(target.host), target.port, socket.SOCK_DGRAM) as line:
            for each in said:
                line.send(each)
    else:
        with dialled(str(target.host), target.port) as line:
            line.sendall(b"".join(f"{len(each)} ".encode() + each for each in said))
            _until_taken(line)


def _to_socket(path: str, said: list[bytes]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.settimeout(SILENT)
        line.connect(path)
        for each in said:
            line.send(each)


def _until_taken(line: socket.socket) -> None:
    """A collector says nothing; one that is going away resets the connection, and then it is tried again."""
    line.shutdown(socket.SHUT_WR)
    line.settimeout(SECONDS_TO_REFUSE)
    try:
        while line.recv(4096):
            pass
    except TimeoutError:
        return
