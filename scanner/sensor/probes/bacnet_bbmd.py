"""BACnet/IP: whether a device that passes broadcasts on to other networks lists those to anyone. One question.

Such a device is a BBMD (BACnet broadcast management device). Its table of peers is read; nothing is written to it,
nobody registers with it, and the table of foreign devices is not asked for. A device that is no BBMD, or that keeps
its table to itself, answers with the result 0x0020 (Read-Broadcast-Distribution-Table NAK).

Sources: ASHRAE 135 annex J.2.1 (BVLC-Result), J.2.3 and J.2.4 (the question, its answer), J.4.3 (entries of the
table); the same fields in Wireshark's bvlc dissector; bacpypes3's BBMD and its normal device.
"""

import struct
from functools import partial
from ipaddress import IPv4Address

from scanner.evidence.building import BacnetBroadcastTable
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.bacnet_frames import whole

READ_TABLE = bytes.fromhex("81020004")
RESULT, TABLE = 0x00, 0x03
FUNCTIONS = range(0x0D)  # all there are (J.2): messages to others may come in between
DECLINED = 0x0020
HEADER, ENTRY = 4, 10  # type, function, length; address, port, mask
MOST_STRAY = 3  # messages that are no answer to us and are passed over
MOST_PEERS = 32
MESSAGE = partial(whole, functions=FUNCTIONS, least=HEADER)


@probe(
    id="bacnet-bbmd", title="To whom a BACnet device passes broadcasts on", protocol="bacnet-bbmd",
    ports=[Udp(47808, source=47808)], gives=BacnetBroadcastTable, order=7, opt_in=True, follows="bacnet-device",
    questions=1,
)  # fmt: skip
def bacnet_bbmd(line: Line) -> BacnetBroadcastTable:
    """One datagram, to a device that has said that it speaks BACnet."""
    answer = line.ask(READ_TABLE, until=MESSAGE)
    for _ in range(MOST_STRAY):
        if answer[1] in (RESULT, TABLE):
            break
        answer = line.hear(MESSAGE)
    return read_answer(answer)


def read_answer(answer: bytes) -> BacnetBroadcastTable:
    """The table, or that it was declined; Garbled for anything else."""
    told = answer[HEADER:]
    if answer[1] == RESULT and told == DECLINED.to_bytes(2, "big"):
        return BacnetBroadcastTable(declined=True)
    if answer[1] != TABLE or len(told) % ENTRY:
        raise Garbled("the answer is no broadcast distribution table")
    entries = [struct.unpack_from("!4sH", told, at) for at in range(0, len(told), ENTRY)]
    peers = tuple(f"{IPv4Address(address)}:{port}" for address, port in entries[:MOST_PEERS])
    return BacnetBroadcastTable(entries=len(entries), peers=peers)
