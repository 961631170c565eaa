"""A TLS hello that offers nothing but weak ciphers, as today's libraries no longer can: who accepts it has one.

Sources: RFC 5246, sections 7.4.1.2 and 7.4.1.3 (hello messages) and appendix A.5; RFC 8422, section 6 (elliptic
curves); the IANA registry "TLS Cipher Suites" for the numbers, OpenSSL's ciphers(1) for the names.
"""

import struct

# Without encryption, of export strength, DES, 3DES, RC2 and RC4, and those in which the server shows no certificate.
SUITES = {
    0x0001: "NULL-MD5", 0x0002: "NULL-SHA", 0x003B: "NULL-SHA256", 0x0003: "EXP-RC4-MD5", 0x0004: "RC4-MD5",
    0x0005: "RC4-SHA", 0x0006: "EXP-RC2-CBC-MD5", 0x0008: "EXP-DES-CBC-SHA", 0x0009: "DES-CBC-SHA",
    0x000A: "DES-CBC3-SHA", 0x0014: "EXP-DHE-RSA-DES-CBC-SHA", 0x0015: "DHE-RSA-DES-CBC-SHA",
    0x0016: "DHE-RSA-DES-CBC3-SHA", 0x0018: "ADH-RC4-MD5", 0x001A: "ADH-DES-CBC-SHA", 0x001B: "ADH-DES-CBC3-SHA",
    0x0034: "ADH-AES128-SHA", 0x003A: "ADH-AES256-SHA", 0x006C: "ADH-AES128-SHA256", 0x006D: "ADH-AES256-SHA256",
    0x00A6: "ADH-AES128-GCM-SHA256", 0x00A7: "ADH-AES256-GCM-SHA384", 0xC006: "ECDHE-ECDSA-NULL-SHA",
    0xC007: "ECDHE-ECDSA-RC4-SHA", 0xC008: "ECDHE-ECDSA-DES-CBC3-SHA", 0xC010: "ECDHE-RSA-NULL-SHA",
    0xC011: "ECDHE-RSA-RC4-SHA", 0xC012: "ECDHE-RSA-DES-CBC3-SHA", 0xC015: "AECDH-NULL-SHA",
    0xC016: "AECDH-RC4-SHA", 0xC017: "AECDH-DES-CBC3-SHA", 0xC018: "AECDH-AES128-SHA", 0xC019: "AECDH-AES256-SHA",
}  # fmt: skip
RANDOM = b"vaglio: weak ciphers? no login  "
TLS_1_2 = b"\x03\x03"
NO_RENEGOTIATION = 0x00FF  # RFC 5746, section 3.3: some servers want to see it
# Curves P-256, P-384, X25519; points uncompressed; signatures by RSA and ECDSA with SHA-256, SHA-384 and SHA-1.
EXTENSIONS = bytes.fromhex(
    "000a 0008 0006 0017 0018 001d 000b 0002 0100 000d 000e 000c 0401 0403 0501 0503 0201 0203"
)
GOODBYE = b"\x15" + TLS_1_2 + b"\x00\x02\x01\x00"  # close_notify
ALERT, HANDSHAKE, SERVER_HELLO = 21, 22, 2


def weak_hello() -> bytes:
    """A ClientHello for TLS 1.2 and whatever older version the server prefers."""
    suites = b"".join(struct.pack(">H", number) for number in (*SUITES, NO_RENEGOTIATION))
    body = TLS_1_2 + RANDOM + b"\x00" + struct.pack(">H", len(suites)) + suites + b"\x01\x00"
    body += struct.pack(">H", len(EXTENSIONS)) + EXTENSIONS
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + struct.pack(">H", len(message)) + message


def chosen(answer: bytes) -> str | None:
    """The weak suite in a record that holds a ServerHello; empty for an alert, None for what tells nothing."""
    if answer[0] == ALERT:
        return ""
    if answer[0] != HANDSHAKE or answer[5:6] != bytes((SERVER_HELLO,)):
        return None
    at = 5 + 4 + 2 + 32
    at += 1 + int.from_bytes(answer[at : at + 1], "big")
    return SUITES.get(int.from_bytes(answer[at : at + 2], "big"))
