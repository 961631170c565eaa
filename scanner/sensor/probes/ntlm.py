"""What a server says about itself in an NTLM challenge: names and build. No login follows."""

import struct
from dataclasses import dataclass

from scanner.plugin import Garbled
from scanner.sensor.probes.text import clean

SIGNATURE = b"NTLMSSP\0"
# Unicode, request target, NTLM, always sign, extended session security, version, 128, 56 (MS-NLMP 2.2.2.5).
FLAGS = 0xA208_8205
TARGET_INFO, VERSION = 0x0080_0000, 0x0200_0000
COMPUTER, DOMAIN, END = 1, 2, 0

NEGOTIATE = SIGNATURE + struct.pack("<II", 1, FLAGS) + bytes(16) + bytes((10, 0, 0, 0, 0, 0, 0, 15))
"""NEGOTIATE_MESSAGE (MS-NLMP 2.2.1.1) with neither domain nor workstation."""


@dataclass(frozen=True)
class Challenge:
    computer_name: str = ""
    domain: str = ""
    build: str = ""
    nonce: bytes = b""  # eight bytes, which a login would be computed with
    target: bytes = b""  # the target information as it came


def read_challenge(blob: bytes) -> Challenge:
    """CHALLENGE_MESSAGE (MS-NLMP 2.2.1.2), wherever it stands in `blob`; Garbled where there is none."""
    message = blob[blob.find(SIGNATURE) :] if SIGNATURE in blob else b""
    if len(message) < 48 or message[8:12] != b"\2\0\0\0":
        raise Garbled("no NTLM challenge")
    flags = int.from_bytes(message[20:24], "little")
    target = _target(message) if flags & TARGET_INFO else b""
    pairs = _pairs(target)
    return Challenge(
        computer_name=_name(pairs.get(COMPUTER, b"")),
        domain=_name(pairs.get(DOMAIN, b"")),
        build=_build(message[48:56]) if flags & VERSION else "",
        nonce=message[24:32],
        target=target,
    )


def _target(message: bytes) -> bytes:
    size, _, start = struct.unpack_from("<HHI", message, 40)
    info = message[start : start + size]
    if len(info) != size:
        raise Garbled("the target information is longer than its message")
    return info


def _pairs(info: bytes) -> dict[int, bytes]:
    """The AV_PAIRs of the target information (MS-NLMP 2.2.2.1)."""
    found, at = dict[int, bytes](), 0
    while at + 4 <= len(info):
        kind, length = struct.unpack_from("<HH", info, at)
        if kind == END:
            break
        value = info[at + 4 : at + 4 + length]
        if len(value) != length:
            raise Garbled("a name in the target information is longer than it")
        found.setdefault(kind, value)
        at += 4 + length
    return found


def _name(utf16: bytes) -> str:
    return clean(utf16.decode("utf-16-le", errors="replace").encode("utf-8", errors="replace"), 64)


def _build(version: bytes) -> str:
    """VERSION (MS-NLMP 2.2.2.10); all zeros: not told."""
    if len(version) < 8 or version[:4] == bytes(4):
        return ""
    return f"{version[0]}.{version[1]}.{int.from_bytes(version[2:4], 'little')}"
