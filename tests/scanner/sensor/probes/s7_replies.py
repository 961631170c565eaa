"""Replies of S7 controllers: recorded from python-snap7's server, or built in the form of the captures."""

import struct
from collections.abc import Callable

from scanner.evidence.controllers import S7Identity
from scanner.sensor.probes.s7comm import s7_identity
from tests.lines import Reply, ScriptedLine

# python-snap7 3.3's server: connection confirm, setup, lists 0011, 001C and 0232.
CONFIRM = bytes.fromhex("0300001611d00001000100c0010ac1020100c2020102")
SETUP = bytes.fromhex("0300001b02f080320300000001000800000000f0000001000101e0")
MODULE = bytes.fromhex(
    "0300004302f080320700000002000c0026000112081284010000000000ff09002200110000001a00010001"
    "36455337203331352d32454831342d304142300000030300"
)
COMPONENTS = bytes.fromhex(
    "030000f702f080320700000003000c00da000112081284010000000000ff0900d6001c0000000000000000"
    "534e4150372d534552564552" + "00" * 22 + "435055203331352d3220504e2f4450" + "00" * 53
    + "4f726967696e616c205369656d656e732045717569706d656e74" + "00" * 8
    + "5320432d433255523238393232303132" + "00" * 18 + "435055203331352d3220504e2f4450" + "00" * 19
)  # fmt: skip
PROTECTION = bytes.fromhex(
    "0300002f02f080320700000004000c0012000112081284010000000000ff09000e0232000400010000000000000000"
)
SERVER: list[Reply] = [CONFIRM, SETUP, MODULE, COMPONENTS, PROTECTION]
SNAP7 = S7Identity(
    order_number="6ES7 315-2EH14-0AB0",
    firmware="3.3.0",
    system_name="SNAP7-SERVER",
    module_name="CPU 315-2 PN/DP",
    module_type="CPU 315-2 PN/DP",
    serial="S C-C2UR28922012",
)
# A real CPU's "not known here" (frame 42 of the plc-status capture has this form).
DECLINED = bytes.fromhex("0300002102f08032070000000c000c000400011208128401010000d4020a000000")


def to_ours(reply: bytes) -> Callable[[bytes], bytes]:
    """`reply` under the reference of whatever we asked."""
    return lambda sent: reply[:11] + sent[11:13] + reply[13:]


def tpkt(body: bytes) -> bytes:
    return struct.pack("!BBH", 3, 0, len(body) + 4) + body


def answer(
    szl: int, body: bytes, *, length: int, count: int, last: int = 0, head: bool = True
) -> Callable[[bytes], bytes]:
    """A part of a list in the form of the captures."""
    payload = (struct.pack("!4H", szl, 0, length, count) if head else b"") + body
    parameters = bytes.fromhex("000112 08 12 84 01") + bytes((7, 9, last, 0, 0))
    data = struct.pack("!BBH", 0xFF, 9, len(payload)) + payload
    header = struct.pack("!BBHHHH", 0x32, 7, 0, 0, len(parameters), len(data))
    return to_ours(tpkt(b"\x02\xf0\x80" + header + parameters + data))


def asked(*replies: Reply) -> tuple[S7Identity, ScriptedLine]:
    line = ScriptedLine("s7comm", list(replies))
    return s7_identity(line), line


def played(*replies: Reply) -> tuple[S7Identity, ScriptedLine]:
    """As `asked`, after connect and setup; the lists that are left over are declined."""
    return asked(CONFIRM, SETUP, *replies, *[to_ours(DECLINED)] * 3)
