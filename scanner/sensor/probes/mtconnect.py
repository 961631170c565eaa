"""MTConnect: which machines an agent speaks for. One GET of `/probe`, which holds no process data.

Sources: MTConnect standard (ANSI/MTC1.4), part 1 (probe request, Header) and part 2 (Device,
Description with manufacturer, model and serialNumber); the same names in samples/test_probe.xml and
demo/agent/mazak.xml of the reference agent (mtconnect/cppagent). The adapter's lines: "Adapter Agent
Protocol" of the MTConnect user group (a time or nothing, then names and values, each behind a `|`).

The document is read by expat as it comes, up to 64 KiB; a document type, and with it every entity,
is refused, because nothing in MTConnect has one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from scanner.evidence.machines import MtConnectAdapter, MtConnectAgent, MtConnectDevice
from scanner.framing import line_end
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.resource import exchange, get_request
from scanner.sensor.probes.text import clean

AGENT, ADAPTER = 5000, 7878
PATH, ACCEPT = "/probe", "application/xml, text/xml"
NOT_FOUND = 400
MOST_DEVICES, MOST_TEXT, MOST_LEVELS = 64, 1024, 100
TOLD = {"manufacturer": "vendor", "model": "model", "serialNumber": "serial"}
STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[0-9.]{0,10}Z?(?:@[0-9.]{1,20})?|")
NAME = re.compile(rb"[A-Za-z_][\w:.\-]{0,63}")
COMMAND = re.compile(rb"\* [A-Za-z]{2,32}:[^\r\n]{0,512}\r?\n|\* PONG \d{1,9}\r?\n")


@dataclass
class Reading:
    """What was met of a document so far."""

    root: str = ""
    header: Mapping[str, str] = field(default_factory=dict)
    devices: list[dict[str, str]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    text: str = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if len(self.path) >= MOST_LEVELS:
            raise Garbled(f"elements nested deeper than {MOST_LEVELS}")
        self.path.append(name)
        self.root = self.root or name
        if self.path[1:] == ["Header"]:
            self.header = attributes
        elif self.path[1:] == ["Devices", "Device"] and len(self.devices) < MOST_DEVICES:
            self.devices.append({key: attributes.get(key, "") for key in ("name", "uuid")})
        elif self._describes_a_device():
            self.text = ""
            self.devices[-1] |= {ours: attributes.get(theirs, "") for theirs, ours in TOLD.items()}

    def end(self, _: str) -> None:
        if self._describes_a_device():
            self.devices[-1]["description"] = self.text
        self.path.pop()

    def say(self, text: str) -> None:
        if self._describes_a_device() and len(self.text) < MOST_TEXT:
            self.text += text

    def _describes_a_device(self) -> bool:
        return self.path[1:] == ["Devices", "Device", "Description"] and bool(self.devices)


def _refuse(*_: object) -> None:
    raise Garbled("the document has a document type, which MTConnect has not")


def read_probe(document: bytes) -> MtConnectAgent:
    """An agent's answer, or as much of it as came; Garbled for another document or none."""
    reading, parser = Reading(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.say
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(document, False)
    except expat.ExpatError as error:
        raise Garbled(f"the document is no XML ({expat.ErrorString(error.code)})") from None
    except (LookupError, ValueError):
        raise Garbled("the document names an encoding that is not known") from None
    if reading.root != "MTConnectDevices" or not reading.header:
        raise Garbled("the document is no list of MTConnect devices")
    return _agent(reading)


def _agent(reading: Reading) -> MtConnectAgent:
    devices = tuple(
        MtConnectDevice(**{key: _short(text) for key, text in one.items()}) for one in reading.devices
    )
    only = devices[0] if len(devices) == 1 else MtConnectDevice()
    return MtConnectAgent(
        sender=_short(reading.header.get("sender", "")), version=_short(reading.header.get("version", "")),
        devices=devices, vendor=only.vendor, product=only.model or only.description, serial=only.serial,
        name=only.name,
    )  # fmt: skip


def _short(text: str) -> str:
    return clean(text.encode("utf-8", errors="replace"))


@probe(
    id="mtconnect", title="Which machines an MTConnect agent speaks for", protocol="mtconnect",
    ports=[Tcp(AGENT)], gives=MtConnectAgent, questions=1, order=15,
)  # fmt: skip
def mtconnect(line: Line) -> MtConnectAgent:
    """One GET; an agent is no proof of a controller at this address: it often runs on a computer beside it."""
    head, body = exchange(line, get_request(line.address, line.service.port, PATH, ACCEPT))
    if head.status >= NOT_FOUND:
        raise Garbled(f"no MTConnect agent: the answer is HTTP status {head.status}")
    return read_probe(body)


@probe(
    id="mtconnect-adapter", title="Whether an MTConnect adapter speaks", protocol="mtconnect",
    ports=[Tcp(ADAPTER)], gives=MtConnectAdapter, questions=0, order=36, opt_in=True,
)  # fmt: skip
def mtconnect_adapter(line: Line) -> MtConnectAdapter:
    """Listens for the first line and says nothing. Opt-in: some adapters serve one agent only."""
    return read_line(line.hear(line_end()))


def read_line(told: bytes) -> MtConnectAdapter:
    """One line of an adapter; Garbled for any other. No value becomes a fact."""
    if COMMAND.fullmatch(told):
        return MtConnectAdapter()
    stamp, bar, rest = told.rstrip(b"\r\n").partition(b"|")
    fields = rest.split(b"|")
    # What follows the first value may be another name or, in a condition, more values: none of it is kept.
    if not bar or len(fields) < 2 or not STAMP.fullmatch(stamp) or not NAME.fullmatch(fields[0]):
        raise Garbled("the first line is no line of an MTConnect adapter")
    return MtConnectAdapter(stamped=bool(stamp), item=clean(fields[0], 64))
