"""SMB: dialect, signing, and whether the old version 1 still answers. No session is set up.

Each request is always the same bytes, so they are composed here and the guard allows just those.
Outside OT the first message of an NTLM exchange is sent too: the server answers with its names and
build. No user is named, and no third message follows.
"""

import struct
from contextlib import suppress

from scanner.evidence.files import SmbServer
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.ntlm import NEGOTIATE, read_challenge

DIALECTS = {0x0202: "2.0.2", 0x0210: "2.1", 0x0300: "3.0", 0x0302: "3.0.2", 0x0311: "3.1.1"}
NEGOTIATE_COMMAND, SESSION_SETUP_COMMAND = 0, 1
SMB1, SMB2 = b"\xffSMB", b"\xfeSMB"
MORE_PROCESSING = 0xC000_0016
SIGNING_REQUIRED, SMB1_SIGNING_REQUIRED = 0x02, 0x08
GUID, SALT = b"vaglio read-only", b"vaglio: read-only, no login here"


def _framed(message: bytes) -> bytes:
    """Direct TCP transport (MS-SMB2 2.1): a zero, and the length in three bytes."""
    return len(message).to_bytes(4, "big") + message


def _smb2(command: int, number: int, body: bytes) -> bytes:
    """SMB2 sync header (MS-SMB2 2.2.1.2), one credit asked for."""
    header = struct.pack("<4sHHIHHIIQIIQ", SMB2, 64, 0, 0, command, 1, 0, 0, number, 0, 0, 0)
    return _framed(header + bytes(16) + body)


def _context(kind: int, data: bytes) -> bytes:
    """NEGOTIATE_CONTEXT (MS-SMB2 2.2.3.1), padded to eight bytes."""
    return struct.pack("<HHI", kind, len(data), 0) + data + bytes(-len(data) % 8)


def negotiate() -> bytes:
    """SMB2 NEGOTIATE (MS-SMB2 2.2.3) for 2.0.2 to 3.1.1, with the contexts that 3.1.1 needs."""
    dialects = b"".join(struct.pack("<H", number) for number in DIALECTS)
    at = 64 + 36 + len(dialects)
    padding = bytes(-at % 8)
    contexts = _context(1, struct.pack("<HHH", 1, len(SALT), 1) + SALT)
    contexts += _context(2, struct.pack("<HHH", 2, 2, 1))
    fixed = struct.pack("<HHHHI16sIHH", 36, len(DIALECTS), 1, 0, 0x44, GUID, at + len(padding), 2, 0)
    return _smb2(NEGOTIATE_COMMAND, 0, fixed + dialects + padding + contexts)


def session_setup() -> bytes:
    """SMB2 SESSION_SETUP (MS-SMB2 2.2.5) with an NTLM NEGOTIATE and nothing about a user."""
    fixed = struct.pack("<HBBIIHHQ", 25, 0, 1, 0, 0, 64 + 24, len(NEGOTIATE), 0)
    return _smb2(SESSION_SETUP_COMMAND, 1, fixed + NEGOTIATE)


def negotiate_smb1() -> bytes:
    """SMB_COM_NEGOTIATE (MS-CIFS 2.2.4.52.1) that offers "NT LM 0.12" alone."""
    header = struct.pack("<4sBIBHH8sHHHHH", SMB1, 0x72, 0, 0x18, 0xC801, 0, bytes(8), 0, 0, 0xFEFF, 0, 0)
    dialect = b"\x02NT LM 0.12\0"
    return _framed(header + struct.pack("<BH", 0, len(dialect)) + dialect)


def message_end(so_far: bytes) -> int | None:
    """One whole message of the Direct TCP transport; Garbled where it isn't SMB."""
    if so_far[0] != 0:
        raise Garbled("the answer does not start with the zero of SMB over TCP")
    if len(so_far) < 4:
        return None
    size = int.from_bytes(so_far[1:4], "big")
    if not 32 <= size <= 65_535:
        raise Garbled(f"an SMB message of {size} bytes")
    return 4 + size


def read_negotiate(answer: bytes) -> SmbServer:
    """Dialect and signing from an SMB2 NEGOTIATE response (MS-SMB2 2.2.4)."""
    body = _body(answer, NEGOTIATE_COMMAND, status=0)
    if len(body) < 64 or body[:2] != b"\x41\0":
        raise Garbled("the negotiate response is malformed")
    mode, dialect = struct.unpack_from("<HH", body, 2)
    if dialect not in DIALECTS:
        raise Garbled(f"chose the dialect 0x{dialect:04X}, which was not offered")
    return SmbServer(dialect=DIALECTS[dialect], signing_required=bool(mode & SIGNING_REQUIRED))


def _body(answer: bytes, command: int, status: int) -> bytes:
    """What stands behind the header of a response; Garbled where it answers something else."""
    if answer[4:8] != SMB2 or len(answer) < 4 + 64:
        raise Garbled("the answer is no SMB2")
    told, number, _, flags = struct.unpack_from("<IHHI", answer, 4 + 8)
    if number != command or not flags & 1 or told != status:
        raise Garbled(f"the answer to command {command} is command {number} with status 0x{told:08X}")
    return answer[4 + 64 :]


def read_names(answer: bytes) -> dict[str, str]:
    """Names and build from an SMB2 SESSION_SETUP response (MS-SMB2 2.2.6)."""
    body = _body(answer, SESSION_SETUP_COMMAND, status=MORE_PROCESSING)
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
