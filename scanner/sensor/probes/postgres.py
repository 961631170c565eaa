"""PostgreSQL: whether it lets in the user postgres without a password. A guess, so only where it is allowed by name.

One start-up message that names the user postgres and the database postgres; no password is ever sent. Sources:
PostgreSQL documentation, "Message Formats" (StartupMessage, Authentication*, ErrorResponse, Terminate) and
"Trust Authentication"; both answers as Debian's PostgreSQL 15 gives them; Wireshark's pgsql dissector.
"""

import struct

from scanner.evidence.stores import PostgresServer
from scanner.framing import length_field
from scanner.plugin import Garbled, Impact, Line, Tcp, probe

PARAMETERS = b"user\0postgres\0database\0postgres\0\0"
STARTUP = struct.pack(">ii", 8 + len(PARAMETERS), 3 << 16) + PARAMETERS
TERMINATE = b"X\0\0\0\4"
AUTHENTICATION, ERROR, TRUSTED = b"R", b"E", 0
NO_ENTRY = b"C28000\0"  # invalid_authorization_specification: no line of pg_hba.conf lets us in
ASKS = frozenset({2, 3, 5, 6, 7, 9, 10})
MOST = 4096


@probe(
    id="postgres-trust", title="Whether PostgreSQL lets in postgres without a password", protocol="postgres",
    ports=[Tcp(5432)], gives=PostgresServer, impact=Impact.GUESS, questions=2, order=62, office_only=True,
)  # fmt: skip
def postgres_trust(line: Line) -> PostgresServer:
    """One attempt, then the goodbye."""
    told = read_authentication(line.ask(STARTUP, until=message_end))
    if told.without_login:
        line.say(TERMINATE)
    return told


def message_end(so_far: bytes) -> int | None:
    """One message: its type, and a length that counts itself."""
    if so_far[:1] not in (AUTHENTICATION, ERROR):
        raise Garbled("the answer is no PostgreSQL answer to a start-up")
    return length_field(1, 4, 1, most=MOST)(so_far)


def read_authentication(message: bytes) -> PostgresServer:
    """What it asks for; Garbled for a message of another form."""
    if message[:1] == ERROR:
        return PostgresServer(without_login=False if NO_ENTRY in message[5:] else None)
    if message[:1] != AUTHENTICATION or len(message) < 9:
        raise Garbled("the answer is no Authentication message")
    method = int.from_bytes(message[5:9], "big")
    if method != TRUSTED and method not in ASKS:
        raise Garbled(f"the way to log in {method}")
    return PostgresServer(without_login=method == TRUSTED, method=method)
