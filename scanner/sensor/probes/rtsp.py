"""RTSP: what a camera or a recorder calls itself. One OPTIONS; no stream is described, set up or played.

Sources: RFC 2326, sections 6, 7 and 10.1 (`*` asks about the server itself), 12.36 (Server), 12.28 (Public);
a Dahua camera's answer in the retina project (src/client/testdata/dahua_options.txt).
"""

import re

from scanner.evidence.machines import RtspServer
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.text import clean

OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Vaglio/0.1 (network audit; read-only)\r\n\r\n"
MOST, MOST_METHODS = 8192, 20
START = b"RTSP/"
STATUS = re.compile(rb"RTSP/[12]\.0 ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")
END = re.compile(rb"\r?\n\r?\n")
METHOD = re.compile(r"[A-Z_]{2,20}")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}")


def headers_end(so_far: bytes) -> int | None:
    """Up to and with the blank line behind the headers; Garbled for what is no RTSP answer."""
    if so_far[: len(START)] != START[: len(so_far)]:
        raise Garbled("the answer does not start with an RTSP version")
    found = END.search(so_far, 0, MOST)
    if found is None and len(so_far) >= MOST:
        raise Garbled(f"no end of the headers in {MOST} bytes")
    return found.end() if found else None


def read_answer(answer: bytes) -> RtspServer:
    """Status, Server, Public and WWW-Authenticate; a header that is sent twice counts as it came first."""
    status = STATUS.match(answer)
    if status is None:
        raise Garbled("malformed status line")
    fields: dict[str, str] = {}
    for row in answer[status.end() :].splitlines():
        name, colon, value = row.partition(b":")
        if colon:
            fields.setdefault(clean(name, 64).lower(), clean(value))
    scheme = SCHEME.match(fields.get("www-authenticate", ""))
    return RtspServer(
        status=int(status[1]), server=fields.get("server", ""),
        methods=tuple(METHOD.findall(fields.get("public", "")))[:MOST_METHODS],
        asks_login=scheme[0].lower() if scheme else "",
    )  # fmt: skip


@probe(
    id="rtsp", title="What a camera calls itself", protocol="rtsp", ports=[Tcp(554)], gives=RtspServer,
    questions=1, order=45,
)  # fmt: skip
def rtsp(line: Line) -> RtspServer:
    """One OPTIONS; nothing in the answer is followed, and a session that it names is left alone."""
    return read_answer(line.ask(OPTIONS, headers_end))
