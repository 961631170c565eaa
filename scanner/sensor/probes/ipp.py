"""IPP: which printer it is. One Get-Printer-Attributes, which reads and prints nothing.

Sources: RFC 8010, section 3 (encoding), RFC 8011, section 4.2.5 (the operation) and 5.4 (attributes);
PWG 5100.13, section 6.5 (printer-firmware-string-version), PWG 5107.2, section 3 (device id); the same
names in Wireshark's ipp dissector. Only computers and printers of the office are asked, and never on
TCP 9100 to 9107, where printers print whatever they receive.
"""

import re
import struct
from collections.abc import Iterator

from scanner.evidence.machines import IppPrinter
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import request
from scanner.sensor.probes.resource import exchange
from scanner.sensor.probes.text import clean

PATH, GET_PRINTER_ATTRIBUTES, REQUEST_ID = "/ipp/print", 0x000B, 1
OPERATION, PRINTER, END = 1, 4, 3
KEYWORD, URI, CHARSET, LANGUAGE = 0x44, 0x45, 0x47, 0x48
TEXT_WITH_LANGUAGE = 0x35
MOST_ATTRIBUTES = 256
NAMES = (
    "ipp-versions-supported", "printer-device-id", "printer-firmware-string-version",
    "printer-make-and-model", "printer-name", "printer-uuid", "uri-authentication-supported",
)  # fmt: skip
PAIR = re.compile(r"([A-Za-z ]{1,32}):([^;]{1,128});")
SCHEMES = re.compile(r"[a-z-]{2,32}")


def _attribute(tag: int, name: str, value: str) -> bytes:
    raw, content = name.encode("ascii"), value.encode("ascii")
    return struct.pack(">BH", tag, len(raw)) + raw + struct.pack(">H", len(content)) + content


def question() -> bytes:
    """The operation, which never varies: the printer is named by its path, whatever its address."""
    wanted = [
        _attribute(KEYWORD, "" if number else "requested-attributes", name)
        for number, name in enumerate(NAMES)
    ]
    return (
        struct.pack(">BBHIB", 1, 1, GET_PRINTER_ATTRIBUTES, REQUEST_ID, OPERATION)
        + _attribute(CHARSET, "attributes-charset", "utf-8")
        + _attribute(LANGUAGE, "attributes-natural-language", "en")
        + _attribute(URI, "printer-uri", f"ipp://localhost{PATH}")
        + b"".join(wanted)
        + bytes((END,))
    )


def post(address: str, port: int) -> bytes:
    """The question in a POST, which is how IPP asks and tells everything (RFC 8010, section 4)."""
    body = question()
    head = request(address, port).replace(b"GET / ", f"POST {PATH} ".encode("ascii"), 1)
    kind = f"Accept: application/ipp\r\nContent-Type: application/ipp\r\nContent-Length: {len(body)}"
    return head.replace(b"Accept: text/html", kind.encode("ascii"), 1) + body


def _attributes(told: bytes) -> Iterator[tuple[int, str, bytes]]:
    """(group, name, value) of each value; a value without a name belongs to the attribute before it."""
    group, name, at = 0, "", 0
    for _ in range(MOST_ATTRIBUTES):
        tag = told[at] if at < len(told) else -1
        if tag == END:
            return
        if 0 <= tag < 0x10:
            group, at = tag, at + 1
            continue
        own, at = _counted(told, at + 1)
        value, at = _counted(told, at)
        name = own.decode("ascii", errors="replace") or name
        yield group, name, value if tag != TEXT_WITH_LANGUAGE else _second(value)
    raise Garbled(f"more than {MOST_ATTRIBUTES} attributes")


def _counted(told: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(told[at : at + 2], "big")
    if at + 2 > len(told) or end > len(told):
        raise Garbled("an attribute is cut")
    return told[at + 2 : end], end


def _second(value: bytes) -> bytes:
    """The text of textWithLanguage, which holds a language and a text (RFC 8010, section 3.9)."""
    _, at = _counted(value, 0)
    return _counted(value, at)[0]


def read_printer(told: bytes) -> IppPrinter:
    """An IPP response; Garbled for anything else, or one that is cut."""
    if len(told) < 9 or told[0] not in (1, 2) or told[4:8] != REQUEST_ID.to_bytes(4, "big"):
        raise Garbled("the body is no answer to the IPP request")
    found: dict[str, list[str]] = {}
    for group, name, value in _attributes(told[8:]):
        if group == PRINTER and name in NAMES:
            found.setdefault(name, []).append(clean(value, 512))
    return _printer(int.from_bytes(told[2:4], "big"), found)


def _printer(status: int, found: dict[str, list[str]]) -> IppPrinter:
    first = {name: values[0] for name, values in found.items()}
    device = {
        key.strip().upper(): text.strip()
        for key, text in PAIR.findall(first.get("printer-device-id", "") + ";")
    }
    schemes = dict.fromkeys(found.get("uri-authentication-supported", ()))
    return IppPrinter(
        status=status,
        version=max(found.get("ipp-versions-supported", ()), default=""),
        vendor=device.get("MFG") or device.get("MANUFACTURER", ""),
        product=first.get("printer-make-and-model") or device.get("MDL") or device.get("MODEL", ""),
        firmware=first.get("printer-firmware-string-version", ""),
        serial=device.get("SN") or device.get("SERN") or device.get("SERIALNUMBER", ""),
        name=first.get("printer-name", ""),
        uuid=first.get("printer-uuid", ""),
        authentication=tuple(scheme for scheme in schemes if SCHEMES.fullmatch(scheme))[:8],
    )


@probe(
    id="ipp", title="Which printer it is", protocol="ipp", ports=[Tcp(631)], gives=IppPrinter, questions=1,
    order=46, office_only=True,
)  # fmt: skip
def ipp(line: Line) -> IppPrinter:
    """One request; a refusal inside IPP is still an answer, and its status is kept."""
    head, body = exchange(line, post(line.address, line.service.port))
    if head.status != 200:
        raise Garbled(f"no IPP at {PATH}: the answer is HTTP status {head.status}")
    return read_printer(body)
