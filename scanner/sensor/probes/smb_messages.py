"""SMB: the messages that its probes send, and where an answer begins and ends.

Each request is always the same bytes, so they are composed here and the guard allows just those. Sources: MS-SMB2
2.1 (Direct TCP), 2.2.1.2 (header), 2.2.3 and 2.2.5 (the requests); MS-CIFS 2.2.4.52.1 (the old one).
"""

import struct

from scanner.plugin import Garbled
from scanner.sensor.probes.ntlm import NEGOTIATE

DIALECTS = {0x0202: "2.0.2", 0x0210: "2.1", 0x0300: "3.0", 0x0302: "3.0.2", 0x0311: "3.1.1"}
NEGOTIATE_COMMAND, SESSION_SETUP_COMMAND = 0, 1
SMB1, SMB2 = b"\xffSMB", b"\xfeSMB"
GUID, SALT = b"vaglio read-only", b"vaglio: read-only, no login here"


def _framed(message: bytes) -> bytes:
    """Direct TCP transport (MS-SMB2 2.1): a zero, and the length in three bytes."""
    return len(message).to_bytes(4, "big") + message


def smb2(command: int, number: int, body: bytes, session: int = 0) -> bytes:
    """SMB2 sync header (MS-SMB2 2.2.1.2), one credit asked for."""
    header = struct.pack("<4sHHIHHIIQIIQ", SMB2, 64, 0, 0, command, 1, 0, 0, number, 0, 0, session)
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
    return smb2(NEGOTIATE_COMMAND, 0, fixed + dialects + padding + contexts)


def session_setup(token: bytes = NEGOTIATE, number: int = 1, session: int = 0) -> bytes:
    """SMB2 SESSION_SETUP (MS-SMB2 2.2.5); as it is, with an NTLM NEGOTIATE and nothing about a user."""
    fixed = struct.pack("<HBBIIHHQ", 25, 0, 1, 0, 0, 64 + 24, len(token), 0)
    return smb2(SESSION_SETUP_COMMAND, number, fixed + token, session)


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


def body_of(answer: bytes, command: int, status: int) -> bytes:
    """What stands behind the header of a response; Garbled where it answers something else."""
    if answer[4:8] != SMB2 or len(answer) < 4 + 64:
        raise Garbled("the answer is no SMB2")
    told, number, _, flags = struct.unpack_from("<IHHI", answer, 4 + 8)
    if number != command or not flags & 1 or told != status:
        raise Garbled(f"the answer to command {command} is command {number} with status 0x{told:08X}")
    return answer[4 + 64 :]
