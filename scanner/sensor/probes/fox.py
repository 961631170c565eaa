"""Niagara Fox: who a building station says it is. One hello; the station's answer is read, nothing follows it.

What is asked: the hello of a client that says nothing of itself [S in the design]; the fields are typed
"key=type:value" lines. Second sources: a session of a Workbench with a real station in a capture; nmap's
`fox-info.nse`, which sends these bytes. The station then sends a login challenge, which is left unread.
"""

import re

from scanner.evidence.building import FoxStation
from scanner.plugin import Framing, Garbled, Line, Tcp, probe
from scanner.sensor.probes.text import clean

HELLO = b"fox a 1 -1 fox hello\n{\nfox.version=s:1.0\nid=i:1\n};;\n"
START, END = b"fox a ", b"\n};;"
HEADER = re.compile(rb"fox a [0-9]{1,5} -1 fox hello\r?\n\{\r?\n")
FIELD = re.compile(rb"^([A-Za-z][A-Za-z.]{0,40})=[si]:([^\r\n]*)\r?$", re.MULTILINE)
BLOB = re.compile(rb"^[A-Za-z.]{1,40}=[a-hj-rt-z]:[^\r\n]*\[", re.MULTILINE)  # a value of many lines begins
MOST = 16_384
NAMES = {
    b"station.name": "name", b"hostName": "host_name", b"hostAddress": "host_address",
    b"app.version": "version", b"brandId": "brand", b"hostId": "host_id",
    b"fox.version": "fox_version",
}  # fmt: skip
PORTS = [Tcp(1911), Tcp(4911, implicit_tls=True)]


@probe(
    id="fox-hello",
    title="Who a Niagara station says it is",
    protocol="fox",
    ports=[*PORTS],
    gives=FoxStation,
    controller=True,
    order=20,
    questions=1,
)
def fox_hello(line: Line) -> FoxStation:
    """One hello, inside TLS on port 4911."""
    secured = any(port.implicit_tls for port in PORTS if port.port == line.service.port)
    if secured:
        shown = line.secure("TLSv1.0", "TLSv1.3")
        if shown.refusal:
            raise Garbled(f"no TLS connection: {shown.refusal}")
    return _station(line.ask(HELLO, until=_whole()), secured)


def _whole() -> Framing:
    """Framing: from "fox a " up to the first "};;" that begins a line, at most 16 KiB."""

    def whole(so_far: bytes) -> int | None:
        if not so_far.startswith(START[: len(so_far)]):
            raise Garbled("the answer is no Fox message")
        end = so_far.find(END, 0, MOST)
        if end < 0 and len(so_far) >= MOST:
            raise Garbled(f"no end of the hello in {MOST} bytes")
        return end + len(END) if end >= 0 else None

    return whole


def _station(hello: bytes, secured: bool) -> FoxStation:
    header = HEADER.match(hello)
    if header is None:
        raise Garbled("the answer is another Fox message than a hello")
    blob = BLOB.search(hello, header.end())
    found = FIELD.findall(hello, header.end(), blob.start() if blob else len(hello))
    told = {key: clean(value) for key, value in reversed(found)}  # of two of a name, the first
    if not told.get(b"fox.version"):
        raise Garbled("the hello names no version of Fox")
    return FoxStation(
        product=f"Niagara {told.get(b'app.name', '')}".strip(),
        system=f"{told.get(b'os.name', '')} {told.get(b'os.version', '')}".strip(),
        runtime=f"{told.get(b'vm.name', '')} {told.get(b'vm.version', '')}".strip(),
        secured=secured,
        **{name: told.get(key, "") for key, name in NAMES.items()},
    )
