"""SMB: dialect, signing, and whether the old version 1 still answers. No session is set up.

Outside OT the first message of an NTLM exchange is sent too: the server answers with its names and
build. No user is named, and no third message follows.
"""

import struct
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from scanner.evidence.files import SmbServer
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.ntlm import read_challenge
from scanner.sensor.probes.smb_messages import (
    DIALECTS,
    NEGOTIATE_COMMAND,
    SESSION_SETUP_COMMAND,
    SMB1,
    body_of,
    message_end,
    negotiate,
    negotiate_smb1,
    session_setup,
)

MORE_PROCESSING = 0xC000_0016
SIGNING_REQUIRED, SMB1_SIGNING_REQUIRED = 0x02, 0x08


def read_negotiate(answer: bytes) -> SmbServer:
    """Dialect and signing from an SMB2 NEGOTIATE response (MS-SMB2 2.2.4)."""
    body = body_of(answer, NEGOTIATE_COMMAND, status=0)
    if len(body) < 64 or body[:2] != b"\x41\0":
        raise Garbled("the negotiate response is malformed")
    mode, dialect = struct.unpack_from("<HH", body, 2)
    if dialect not in DIALECTS:
        raise Garbled(f"chose the dialect 0x{dialect:04X}, which was not offered")
    return SmbServer(
        dialect=DIALECTS[dialect], signing_required=bool(mode & SIGNING_REQUIRED), date=_clock(body[40:48])
    )


def _clock(filetime: bytes) -> datetime | None:
    """SystemTime: tenths of a microsecond since 1601 (MS-DTYP 2.3.3); None for zero and for what no clock shows."""
    ticks = int.from_bytes(filetime, "little")
    try:
        return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None


def read_names(answer: bytes) -> dict[str, str]:
    """Names and build from an SMB2 SESSION_SETUP response (MS-SMB2 2.2.6)."""
    body = body_of(answer, SESSION_SETUP_COMMAND, status=MORE_PROCESSING)
    challenge = read_challenge(body)
    return {
        "computer_name": challenge.computer_name,
        "domain": challenge.domain,
        "windows_build": challenge.build,
    }


def read_smb1(answer: bytes) -> tuple[bool, bool]:
    """Whether "NT LM 0.12" was accepted, and whether signing is then required (MS-CIFS 2.2.4.52.2)."""
    if answer[4:9] != SMB1 + b"\x72" or answer[9:13] != bytes(4):
        return False, False
    words = answer[4 + 32 :]
    accepted = len(words) >= 4 and words[0] == 17 and words[1:3] == b"\0\0"
    return accepted, accepted and bool(words[3] & SMB1_SIGNING_REQUIRED)


def _version_2(line: Line) -> SmbServer | None:
    """None: it hung up on SMB2, as a server does that knows version 1 only."""
    try:
        server = read_negotiate(line.ask(negotiate(), message_end))
    except Closed:
        return None
    names: dict[str, str] = {}
    if not line.zone_is_ot:
        with suppress(Closed, Silence, Garbled):
            names = read_names(line.ask(session_setup(), message_end))
    return server.model_copy(update=names)


def _version_1(line: Line) -> tuple[bool, bool]:
    try:
        return read_smb1(line.ask(negotiate_smb1(), message_end))
    except (Closed, Garbled):
        return False, False


@probe(
    id="smb", title="SMB versions and signing", protocol="smb", ports=[Tcp(445)], touches=2,
    gives=SmbServer, questions=3, order=60,
)  # fmt: skip
def smb(line: Line) -> SmbServer:
    """Negotiates version 2 or 3, then version 1 on a connection of its own."""
    server = _version_2(line)
    try:
        line.again()
        accepted, signing = _version_1(line)
    except (Closed, Silence):
        if server is None:
            raise
        return server
    if server is None and not accepted:
        raise Closed("hangs up on every version of SMB")
    return (server or SmbServer(signing_required=signing)).model_copy(update={"smb1": accepted})
