"""MySQL and MariaDB: the greeting, and, as a guess that somebody has allowed by name, root without a password.

The greeting is heard and nothing is said. The guess is one login as root with an empty password; a server that wants
to hear it in another form is told the same nothing once more. No query is ever sent. A server blocks a host whose
connections were broken off 100 times in a row (max_connect_errors); an audit makes one or two.

Sources: MySQL internals, "Connection Phase" (HandshakeV10, HandshakeResponse41, AuthSwitchRequest), "Generic Response
Packets"; MariaDB, "Connecting" (prefix 5.5.5-); Wireshark's mysql dissector; answers recorded from MariaDB 10.11.
"""

import re
import struct

from scanner.evidence.stores import MysqlRoot, MysqlServer
from scanner.framing import length_field
from scanner.plugin import Garbled, Impact, Line, Tcp, probe
from scanner.sensor.probes.text import clean

PORT, MOST = 3306, 4096
VERSION_10, OK, SWITCH, ERROR = 10, 0x00, 0xFE, 0xFF
CLIENT_SSL = 0x0800
LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH = 1, 0x200, 0x8000, 0x80000
DENIED = frozenset(
    {1044, 1045, 1130, 1698}
)  # access denied, also to a database, a host, and without a password
MARIADB = re.compile(r"^5\.5\.5-(?=1[0-9]\.)")


def packet(number: int, payload: bytes) -> bytes:
    """A packet: three bytes of length, its number, the payload."""
    return len(payload).to_bytes(3, "little") + bytes((number,)) + payload


_WHO = struct.pack("<IIB23x", LONG_PASSWORD | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH, 1 << 20, 33)
LOGIN = packet(1, _WHO + b"root\0" + b"\0" + b"mysql_native_password\0")
NOTHING, QUIT = packet(3, b""), packet(0, b"\x01")
packet_end = length_field(0, 3, 4, little=True, most=MOST)


@probe(
    id="mysql", title="Which MySQL or MariaDB it is", protocol="mysql", ports=[Tcp(PORT)], gives=MysqlServer,
    questions=0, order=48, office_only=True,
)  # fmt: skip
def mysql(line: Line) -> MysqlServer:
    """Hears the greeting and hangs up."""
    return read_greeting(line.hear(packet_end))


@probe(
    id="mysql-empty-root", title="Whether MySQL lets in root without a password", protocol="mysql", ports=[Tcp(PORT)],
    gives=MysqlRoot, impact=Impact.GUESS, questions=3, order=62, office_only=True,
)  # fmt: skip
def mysql_empty_root(line: Line) -> MysqlRoot:
    """One attempt, and the goodbye where it worked."""
    greeting = read_greeting(line.hear(packet_end))
    if greeting.refusal:
        return MysqlRoot(without_login=False if greeting.refusal in DENIED else None, code=greeting.refusal)
    answer = line.ask(LOGIN, until=packet_end)
    if answer[4:5] == bytes((SWITCH,)) and answer[3] == 2:
        answer = line.ask(NOTHING, until=packet_end)
    told = read_result(answer)
    if told.without_login:
        line.say(QUIT)
    return told


def read_greeting(message: bytes) -> MysqlServer:
    """HandshakeV10, or the error instead of it; Garbled for anything else."""
    if len(message) < 6 or message[3] != 0:
        raise Garbled("the greeting is no packet with the number 0")
    payload = message[4:]
    if payload[0] == ERROR:
        return MysqlServer(refusal=_code(payload))
    end = payload.find(b"\0", 1, 65)
    if payload[0] != VERSION_10 or end < 2 or len(payload) < end + 1 + 4 + 8 + 1 + 2:
        raise Garbled("the greeting is no MySQL greeting of version 10")
    version = clean(payload[1:end], 64)
    offers = int.from_bytes(payload[end + 14 : end + 16], "little")
    product = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    return MysqlServer(product=product, version=MARIADB.sub("", version), encrypts=bool(offers & CLIENT_SSL))


def read_result(message: bytes) -> MysqlRoot:
    """What came of the login; Garbled for anything else."""
    payload = message[4:]
    if payload[:1] == bytes((OK,)) and len(payload) >= 5:
        return MysqlRoot(without_login=True)
    if payload[:1] == bytes((ERROR,)):
        code = _code(payload)
        return MysqlRoot(without_login=False if code in DENIED else None, code=code)
    if payload[:1] in (bytes((1,)), bytes((SWITCH,))):  # it wants more than an empty password
        return MysqlRoot(without_login=False)
    raise Garbled("the answer to the login is of no kind that there is")


def _code(payload: bytes) -> int:
    if len(payload) < 3:
        raise Garbled("an error without a code")
    return int.from_bytes(payload[1:3], "little")
