"""SSH: the host key, which the server shows in the first step of a key exchange. No login, no session.

Sources: RFC 4253, sections 7 and 8 (KEXINIT, the exchange), 6.6 (ssh-rsa, ssh-dss); RFC 5656, sections 3.1 and 4
(ecdsa, message numbers); RFC 8731, section 3 (curve25519-sha256); RFC 8709, section 4 (ssh-ed25519).

We stop before any key is used, so our halves are constants: the base point of curve25519 (RFC 7748, section 4.1),
and a number of 127 bytes that lies below the prime of every group named here. The guard knows them to the byte.
"""

import struct
from contextlib import suppress
from hashlib import sha256

from scanner.evidence.remote import SshHostKey
from scanner.plugin import Closed, Garbled, Impact, Line, Silence, probe
from scanner.sensor.probes.ssh import DISCONNECT, IDENTIFICATION, banner_end, name_lists, packet
from scanner.sensor.probes.text import clean

CURVE = ("curve25519-sha256", "curve25519-sha256@libssh.org")
GROUPS = (
    "diffie-hellman-group14-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group14-sha1",
    "diffie-hellman-group1-sha1",
)  # fmt: skip
# RSA first: its keys come in sizes, the others' are fixed.
KEYS = (
    "rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521", "ssh-ed25519",
)  # fmt: skip
CIPHERS = (
    "aes128-ctr", "aes256-ctr", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com", "aes128-cbc", "aes256-cbc", "3des-cbc",
)  # fmt: skip
MACS = (
    "hmac-sha2-256", "hmac-sha2-512", "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com",
    "hmac-sha1", "hmac-md5",
)  # fmt: skip
KEXINIT, INIT, REPLY = 20, 30, 31
PASSED_OVER = (2, 4)  # IGNORE and DEBUG may come at any time (RFC 4253, section 11)
MOST_PASSED_OVER = 3
COOKIE = b"vaglio: host key"
FIXED_BITS = {
    "ssh-ed25519": 256, "ecdsa-sha2-nistp256": 256, "ecdsa-sha2-nistp384": 384, "ecdsa-sha2-nistp521": 521,
}  # fmt: skip


def string(raw: bytes) -> bytes:
    return struct.pack(">I", len(raw)) + raw


def sealed(payload: bytes) -> bytes:
    """A packet before any key: length, padding to a multiple of 8, no MAC (RFC 4253, section 6)."""
    padding = 8 - (len(payload) + 5) % 8
    padding += 8 if padding < 4 else 0
    return struct.pack(">IB", len(payload) + padding + 1, padding) + payload + bytes(padding)


def kexinit() -> bytes:
    """What we offer; always the same."""
    lists = (CURVE + GROUPS, KEYS, CIPHERS, CIPHERS, MACS, MACS, ("none",), ("none",), (), ())
    names = b"".join(string(",".join(some).encode()) for some in lists)
    return sealed(bytes((KEXINIT,)) + COOKIE + names + bytes(5))


def init(curve: bool) -> bytes:
    """Our half of the exchange."""
    half = b"\x09" + bytes(31) if curve else b"\x5a" * 127
    return sealed(bytes((INIT,)) + string(half))


def read_reply(message: bytes) -> SshHostKey:
    """The host key of a reply; Garbled where there is none."""
    payload = message[5 : len(message) - message[4]] if len(message) > 5 else b""
    if payload[:1] != bytes((REPLY,)):
        raise Garbled("the answer to the key exchange is no reply")
    blob, _ = _take(payload, 1)
    raw_type, at = _take(blob, 0)
    key_type = clean(raw_type, 64)
    return SshHostKey(key_type=key_type, key_bits=_bits(key_type, blob, at), sha256=sha256(blob).hexdigest())


def _take(raw: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + int.from_bytes(raw[at : at + 4], "big")
    if at + 4 >= end or end > len(raw):
        raise Garbled("a field of the host key is empty or longer than its message")
    return raw[at + 4 : end], end


def _bits(key_type: str, blob: bytes, at: int) -> int:
    """Size of the key: of the modulus for RSA (behind the exponent), of the prime for DSA."""
    if key_type == "ssh-rsa":
        _, at = _take(blob, at)
    elif key_type != "ssh-dss":
        return FIXED_BITS.get(key_type, 0)
    number, _ = _take(blob, at)
    return int.from_bytes(number, "big").bit_length()


def _answer(line: Line, message: bytes) -> bytes:
    for _ in range(MOST_PASSED_OVER):
        if len(message) < 6 or message[5] not in PASSED_OVER:
            break
        message = line.hear(packet)
    return message


@probe(
    id="ssh-host-key", title="SSH host key", protocol="ssh-host-key", ports=[], gives=SshHostKey,
    impact=Impact.HANDSHAKE, questions=4, order=41, follows="ssh",
    when={"protocol": r"^(2\.0|1\.99)$", "key_exchanges": "'curve25519-sha256|'diffie-hellman-group(14|16|1)-"},
)  # fmt: skip
def ssh_host_key(line: Line) -> SshHostKey:
    """Begins one key exchange, reads the key that the server shows, and says goodbye."""
    line.hear(banner_end)
    offered = name_lists(line.ask(IDENTIFICATION, packet))[0]
    common = next((name for name in CURVE + GROUPS if name in offered), "")
    if not common:
        raise Garbled("it offers no key exchange that we know")
    line.say(kexinit())
    reply = _answer(line, line.ask(init(common in CURVE), packet))
    key = read_reply(reply)
    with suppress(Closed, Silence):
        line.say(DISCONNECT)
    return key
