"""VNC: version and security types. None is chosen, so no session begins. Scapy knows no RFB."""

import re

from scanner.evidence.remote import VncSecurity
from scanner.plugin import Framing, Garbled, Impact, Line, Tcp, probe
from scanner.sensor.probes.text import clean

VERSION = re.compile(rb"RFB ([0-9]{3})\.([0-9]{3})\n")
PATTERN = b"RFB ___.___\n"
MOST_REASON = 2048


def version_end(so_far: bytes) -> int | None:
    """ProtocolVersion, twelve bytes (RFC 6143, section 7.1.1); Garbled as soon as it can't be that."""
    expected = zip(so_far[:12], PATTERN, strict=False)
    if any(byte != want if want != ord("_") else not 48 <= byte <= 57 for byte, want in expected):
        raise Garbled("the greeting is no RFB version")
    return 12


def answer_to(major: int, minor: int) -> bytes:
    """The version we answer with: at most what was offered, and one of the three that exist."""
    ours = 8 if (major, minor) >= (3, 8) else 7 if (major, minor) == (3, 7) else 3
    return b"RFB 003.00%d\n" % ours


def _reason(so_far: bytes, at: int) -> int | None:
    """The end of a reason string at `at` (RFC 6143, section 7.1.2)."""
    if len(so_far) < at + 4:
        return None
    size = int.from_bytes(so_far[at : at + 4], "big")
    if size > MOST_REASON:
        raise Garbled(f"a reason of {size} bytes")
    return at + 4 + size


def types_end(so_far: bytes) -> int | None:
    """The list of security types, or a reason instead of it (3.7 and later)."""
    return 1 + so_far[0] if so_far[0] else _reason(so_far, 1)


def type_end(so_far: bytes) -> int | None:
    """The one security type that a 3.3 server dictates, or a reason (RFC 6143, appendix A)."""
    if len(so_far) < 4:
        return None
    return _reason(so_far, 4) if so_far[:4] == bytes(4) else 4


def read_types(answer: bytes) -> tuple[tuple[int, ...], str]:
    """Types, or why there are none."""
    return (tuple(answer[1:]), "") if answer[0] else ((), clean(answer[5:]))


def read_type(answer: bytes) -> tuple[tuple[int, ...], str]:
    """The same for a 3.3 server."""
    dictated = int.from_bytes(answer[:4], "big")
    if dictated > 255:
        raise Garbled(f"the security type {dictated}")
    return ((dictated,), "") if dictated else ((), clean(answer[8:]))


@probe(
    id="vnc", title="VNC security types", protocol="vnc", ports=[Tcp(5900), Tcp(5901)],
    impact=Impact.HANDSHAKE, gives=VncSecurity, questions=1, order=65,
)  # fmt: skip
def vnc(line: Line) -> VncSecurity:
    """Exchanges versions, reads the types that are offered, and hangs up."""
    offered = VERSION.fullmatch(line.hear(version_end))
    if offered is None:
        raise Garbled("the greeting is no RFB version")
    major, minor = int(offered[1]), int(offered[2])
    ours = answer_to(major, minor)
    old = ours.endswith(b"3\n")
    until: Framing = type_end if old else types_end
    answer = line.ask(ours, until)
    types, refusal = read_type(answer) if old else read_types(answer)
    return VncSecurity(version=f"{major}.{minor}", types=types, refusal=refusal)
