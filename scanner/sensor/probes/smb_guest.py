"""SMB: whether the user "guest" gets in without a password. One attempt; no share is opened, nothing is listed.

Sources: MS-NLMP 2.2.1.3 (AUTHENTICATE_MESSAGE) and 3.3.2 (NTLMv2: the response from the hash of the password, the
name in capitals, the server's challenge and a blob with a time); 4.2.1 and RFC 1320 (hash of no password: MD4 of
nothing); MS-SMB2 2.2.6 (response, SMB2_SESSION_FLAG_IS_GUEST). The name is a guess, so the probe is asked for by name
only, and only in the office.
"""

import hmac
import struct

from scanner.evidence.files import SmbGuest
from scanner.plugin import Garbled, Impact, Line, Tcp, probe
from scanner.sensor.probes.ntlm import FLAGS, SIGNATURE, Challenge, read_challenge
from scanner.sensor.probes.smb import read_negotiate
from scanner.sensor.probes.smb_messages import SMB2, body_of, message_end, negotiate, session_setup

USER = "guest"
HASH_OF_NO_PASSWORD = bytes.fromhex("31d6cfe0d16ae931b73c59d7e0c089c0")
VERSION = bytes((10, 0, 0, 0, 0, 0, 0, 15))
FIELDS = 72  # where the texts of the message begin, behind signature to version
OUR_NONCE = b"vaglio\0\1"
NO_LM, MOST_TARGET = 24, 1024
SESSION_SETUP, RESPONSE, MORE_PROCESSING = 1, 1, 0xC000_0016
SUCCESS, FAILURES = 0, range(0xC000_0000, 0xD000_0000)


@probe(
    id="smb-guest", title="Whether SMB lets in a guest", protocol="smb-guest", ports=[Tcp(445)], gives=SmbGuest,
    impact=Impact.GUESS, questions=3, order=66, opt_in=True, office_only=True,
)  # fmt: skip
def smb_guest(line: Line) -> SmbGuest:
    """Negotiation, the server's challenge, and one login."""
    greeting = line.ask(negotiate(), message_end, protocol="smb")
    read_negotiate(greeting)
    clock = body_of(greeting, 0, status=0)[40:48]
    challenge = line.ask(session_setup(), message_end, protocol="smb")
    told = read_challenge(body_of(challenge, SESSION_SETUP, status=MORE_PROCESSING))
    if len(told.target) > MOST_TARGET:
        raise Garbled(f"target information of {len(told.target)} bytes")
    session = int.from_bytes(challenge[4 + 40 : 4 + 48], "little")
    login = session_setup(authenticate(told, clock), number=2, session=session)
    return read_login(line.ask(login, message_end))


def authenticate(challenge: Challenge, clock: bytes) -> bytes:
    """AUTHENTICATE_MESSAGE of the guest without a password; `clock` is the server's own FILETIME.

    The server's is taken because Windows refuses a response whose time is far from its own. The target information
    goes back as it came, for Samba wants to see it. The name stands first, where the guard can hold it.
    """
    name = USER.encode("utf-16-le")
    key = _md5(HASH_OF_NO_PASSWORD, USER.upper().encode("utf-16-le"))
    blob = b"\1\1" + bytes(6) + clock + OUR_NONCE + bytes(4) + challenge.target + bytes(4)
    response = _md5(key, challenge.nonce + blob) + blob
    # Its fields by their order in the message: LM response, NTLMv2 response, domain, user, workstation, session key.
    after_name, end = FIELDS + len(name), FIELDS + len(name) + NO_LM + len(response)
    places = (
        (NO_LM, after_name),
        (len(response), after_name + NO_LM),
        (0, end),
        (len(name), FIELDS),
        (0, end),
        (0, end),
    )
    fields = b"".join(struct.pack("<HHI", size, size, at) for size, at in places)
    head = SIGNATURE + struct.pack("<I", 3) + fields + struct.pack("<I", FLAGS) + VERSION
    return head + name + bytes(NO_LM) + response


def _md5(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, "md5").digest()


def read_login(answer: bytes) -> SmbGuest:
    """Success or refusal of the login; Garbled for what is no answer to it."""
    if answer[4:8] != SMB2 or len(answer) < 4 + 64:
        raise Garbled("the answer is no SMB2")
    status, command, _, flags = struct.unpack_from("<IHHI", answer, 4 + 8)
    if command != SESSION_SETUP or not flags & RESPONSE or (status != SUCCESS and status not in FAILURES):
        raise Garbled(f"the answer to a login is command {command} with status 0x{status:08X}")
    if status == MORE_PROCESSING:
        raise Garbled("the server wants more than a login")
    return SmbGuest(allowed=status == SUCCESS, status=status)
