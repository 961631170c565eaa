"""A TLS hello that offers SSL 3.0 and nothing else, as today's libraries no longer can, and what it is answered with.

Sources: RFC 6101, sections 5.2.1 (records), 5.6.1.2 and 5.6.1.3 (hello messages) and appendix A.6; RFC 3268.
"""

import struct

# Cipher suites of SSLv3 by number (RFC 6101, appendix A.6; RFC 3268), named as OpenSSL names them.
SUITES = {
    0x0004: "RC4-MD5", 0x0005: "RC4-SHA", 0x000A: "DES-CBC3-SHA", 0x0016: "DHE-RSA-DES-CBC3-SHA",
    0x002F: "AES128-SHA", 0x0033: "DHE-RSA-AES128-SHA", 0x0035: "AES256-SHA", 0x0039: "DHE-RSA-AES256-SHA",
}  # fmt: skip
SSL_3 = b"\x03\x00"
RANDOM = b"vaglio: which versions? no login"
GOODBYE = b"\x15" + SSL_3 + b"\x00\x02\x01\x00"  # close_notify
ALERT, SERVER_HELLO = 21, 2


def ssl3_hello() -> bytes:
    """The ClientHello (RFC 6101, section 5.6.1.2)."""
    suites = b"".join(struct.pack(">H", number) for number in SUITES)
    body = SSL_3 + RANDOM + b"\x00" + struct.pack(">H", len(suites)) + suites + b"\x01\x00"
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16" + SSL_3 + struct.pack(">H", len(message)) + message


def chosen(answer: bytes) -> str | None:
    """The suite in a record that holds a ServerHello of SSL 3.0; empty for an alert, None for what tells nothing.

    It stands behind version, random and session id (RFC 6101, section 5.6.1.3).
    """
    if answer[0] == ALERT:
        return ""
    if answer[5] != SERVER_HELLO or answer[9:11] != SSL_3:
        return None
    at = 5 + 4 + 2 + 32
    at += 1 + int.from_bytes(answer[at : at + 1], "big")
    number = int.from_bytes(answer[at : at + 2], "big")
    return SUITES.get(number, f"0x{number:04X}")
