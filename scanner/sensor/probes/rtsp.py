"""RTSP: what a camera or a recorder calls itself, and, where somebody allows it, whether strangers may watch.

One OPTIONS. With consent one DESCRIBE behind it, on the same connection if that is still open: it asks which streams
there are, changes no state and opens no session. No stream is set up, no picture is fetched, no password is tried.

Sources: RFC 2326, sections 6, 7 and 10.1 (`*` asks about the server itself), 10.2 (DESCRIBE), 10.4 (a session begins
with SETUP), 12.14 (no Content-Length: no body), 12.36 (Server), 12.28 (Public); RFC 4566, sections 5.1 and 5.14 (how
a description begins, its media). A Dahua camera's answers in the retina project (src/client/testdata).
"""

import re
from dataclasses import dataclass

from scanner.evidence.machines import RtspServer
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.text import clean

PORT = 554
AGENT = b"User-Agent: Vaglio/0.1 (network audit; read-only)\r\n"
OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n" + AGENT + b"\r\n"
MOST, MOST_METHODS, MOST_BODY = 8192, 20, 16_384
START = b"RTSP/"
STATUS = re.compile(rb"RTSP/[12]\.0 ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")
END = re.compile(rb"\r?\n\r?\n")
METHOD = re.compile(r"[A-Z_]{2,20}")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}")
LENGTH = re.compile(r"[0-9]{1,18}")
DESCRIPTION = re.compile(rb"v=0\r?\n")
MEDIA = re.compile(
    rb"^m=(audio|video|text|application|message|image) [0-9]{1,5}(?:/[0-9]{1,5})? ", re.MULTILINE
)


def describe(address: str) -> bytes:
    """The one question about streams: those at "/", the only path that every camera may have."""
    host = f"[{address.partition('%')[0]}]" if ":" in address else address
    asked = f"DESCRIBE rtsp://{host}:{PORT}/ RTSP/1.0\r\nCSeq: 2\r\n".encode("ascii")
    return asked + AGENT + b"Accept: application/sdp\r\n\r\n"


def headers_end(so_far: bytes) -> int | None:
    """Up to and with the blank line behind the headers; Garbled for what is no RTSP answer."""
    if so_far[: len(START)] != START[: len(so_far)]:
        raise Garbled("the answer does not start with an RTSP version")
    found = END.search(so_far, 0, MOST)
    if found is None and len(so_far) >= MOST:
        raise Garbled(f"no end of the headers in {MOST} bytes")
    return found.end() if found else None


@dataclass
class Glance:
    """Where the answer to DESCRIBE ends. Its body is looked at where it lies and never taken off the line.

    What is taken is kept as evidence, and a description may hold names of people and places.
    """

    head: bytes = b""
    body: bytes = b""

    def __call__(self, so_far: bytes) -> int | None:
        end = headers_end(so_far)
        if end is None:
            return None
        self.head = so_far[:end]
        due = body_length(self.head)
        self.body = so_far[end : end + due]
        return end if len(self.body) == due else None

    def media(self) -> tuple[str, ...]:
        """The kinds of media that a description names, each once; of anything else none."""
        if not DESCRIPTION.match(self.body):
            return ()
        return tuple(dict.fromkeys(kind.decode("ascii") for kind in MEDIA.findall(self.body)))


def body_length(head: bytes) -> int:
    """Bytes of body that an answer announces, at most 16 KiB; 0 for every answer but "OK"."""
    status, told = STATUS.match(head), read_fields(head).get("content-length", "")
    if status is None or status[1] != b"200" or not LENGTH.fullmatch(told):
        return 0
    return min(int(told), MOST_BODY)


def read_fields(head: bytes) -> dict[str, str]:
    """The headers by name; one that is sent twice counts as it came first."""
    fields: dict[str, str] = {}
    for row in head.splitlines()[1:]:
        name, colon, value = row.partition(b":")
        if colon:
            fields.setdefault(clean(name, 64).lower(), clean(value))
    return fields


def read_answer(answer: bytes, **described: object) -> RtspServer:
    """Status, Server, Public and WWW-Authenticate; `described`: what else is known of it."""
    status = STATUS.match(answer)
    if status is None:
        raise Garbled("malformed status line")
    fields = read_fields(answer)
    scheme = SCHEME.match(fields.get("www-authenticate", ""))
    return RtspServer(
        status=int(status[1]), server=fields.get("server", ""),
        methods=tuple(METHOD.findall(fields.get("public", "")))[:MOST_METHODS],
        asks_login=scheme[0].lower() if scheme else "", **described,
    )  # fmt: skip


@probe(
    id="rtsp", title="What a camera calls itself", protocol="rtsp", ports=[Tcp(PORT)], gives=RtspServer,
    questions=1, order=45,
)  # fmt: skip
def rtsp(line: Line) -> RtspServer:
    """One OPTIONS; nothing in the answer is followed, and a session that it names is left alone."""
    return read_answer(line.ask(OPTIONS, headers_end))


@probe(
    id="rtsp-stream", title="Whether a camera tells strangers what there is to see", protocol="rtsp-stream",
    ports=[Tcp(PORT)], gives=RtspServer, questions=1, order=46, opt_in=True, follows="rtsp", same_connection=True,
    when={"status": "^(?!401$)"},
)  # fmt: skip
def rtsp_stream(line: Line) -> RtspServer:
    """One DESCRIBE without a password; who wanted a login before is not asked. Of the answer the media are kept.

    A description that breaks off, because its length was a lie, counts as far as it came.
    """
    glance = Glance()
    try:
        line.ask(describe(line.address), glance)
    except (Closed, Silence):
        if not glance.head:
            raise
    return read_answer(glance.head, described=True, media=glance.media())
