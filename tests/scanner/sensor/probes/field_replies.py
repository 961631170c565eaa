"""Replies of building, field and grid devices: recorded on loopback, or written after the documents named.

None is made with a probe's own functions.
"""

import struct
from dataclasses import dataclass

from scanner.plugin import Framing, Garbled, Silence
from tests.lines import ScriptedLine


@dataclass
class DatagramLine(ScriptedLine):
    """Gives out whole datagrams, as a line over UDP does: the framing sees all of one at once."""

    def hear(self, until: Framing) -> bytes:
        if not self.replies:
            raise Silence("the script has ended")
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        datagram = reply if isinstance(reply, bytes) else reply(self.sent[-1])
        length = until(datagram)
        if length is None or length > len(datagram):
            raise Garbled("the datagram is shorter than it says")
        return datagram[:length]


# bacpypes3 0.0.110: Who-Is, then vendor name, model name, firmware, application software, object name.
BACNET = [
    bytes.fromhex(text)
    for text in (
        "810a001501001000c40200126722040091002203e7",
        "810a0021010030010c0c0200126719793e750d004c616220436f6e74726f6c733f",
        "810a001b010030020c0c0200126719463e7507004c432d3130303f",
        "810a001a010030030c0c02001267192c3e750600322e342e313f",
        "810a0017010030040c0c02001267190c3e7400312e393f",
        "810a001a010030050c0c02001267194d3e7506004148552d313f",
    )
]

# The same device, which takes messages of 206 bytes only, and so is asked for one name at a time.
BACNET_SMALL = [BACNET[0].replace(b"\x22\x04\x00\x91", b"\x22\x00\xce\x91"), *BACNET[1:]]

# bacpypes3 0.0.110: the five names in one answer.
BACNET_NAMES = bytes.fromhex(
    "810a0051010030010e0c020012671e29794e750d004c616220436f6e74726f6c734f29464e7507004c432d3130304f"
    "292c4e750600322e342e314f290c4e7400312e394f294d4e7506004148552d314f1f"
)

# knxd 0.14.54 with the name "Hall lighting" and the address 1.1.4.
KNX = bytes.fromhex(
    "0610020400443601020011040000000000000000e000170c02fc0000000148616c6c206c69676874696e67"
    "00000000000000000000000000000000000802020103010401"
)

# Apache Qpid Proton 0.37: its ways to log in.
AMQP_1_0 = bytes.fromhex("414d5150030100000000001c02010000005340c00f01e00c01a309414e4f4e594d4f5553")

# garagemq 0.1.
AMQP = bytes.fromhex(
    "0100000000014f000a000a0009000001330770726f6475637453000000086761726167656d710776657273696f6e5300"
    "000003302e3109636f707972696768745300000019416c6578616e6465722056616c696e75726f762c20323031380870"
    "6c6174666f726d5300000005616d6436340c6361706162696c697469657346000000b513636f6e73756d65725f707269"
    "6f72697469657374001c61757468656e7469636174696f6e5f6661696c7572655f636c6f73657401107065725f636f6e"
    "73756d65725f716f737401127075626c69736865725f636f6e6669726d7374011a65786368616e67655f65786368616e"
    "67655f62696e64696e677374000a62617369632e6e61636b740116636f6e73756d65725f63616e63656c5f6e6f746966"
    "79740112636f6e6e656374696f6e2e626c6f636b6564740004686f73745300000002766d00000005504c41494e000000"
    "05656e5f5553ce"
)

# aiocoap 0.4.17; the message id (two bytes at 2) is the request's.
COAP_LINKS = (
    b'</.well-known/core>;ct="40",</sensors/temperature>;rt="temperature-c";title="a <b> c",'
    b'</actuators/fan>;rt="temperature-c"'
)


def coap(request: bytes) -> bytes:
    return b"\x60\x45" + request[2:4] + b"\xc1\x28\xff" + COAP_LINKS


# The same as a message of its own, as RFC 7252, 5.2.3, allows; its number is the server's.
coap_apart = b"\x50\x45\x7d\x34\xc1\x28\xff" + COAP_LINKS


# c104 2.2.1.
IEC104 = bytes.fromhex("680483000000")

# libiec61850 1.5.2: connection, association, Identify, Conclude.
MMS = [
    bytes.fromhex(text)
    for text in (
        "0300001611d00001000100c0010ac2020001c1020100",
        "0300008f02f0800e8605061301001601021402000234020001c1743172a003800101a26b830400000001a51230078001"
        "0081025101300780010081025101614f304d020101a0486146a107060528ca220203a203020100a305a103020100be2f"
        "282d020103a028a926800300800081010182010183010aa416800101810305f100820c03ee1c00000002000040ed18",
        "0300003602f0800100010061293027020103a022a120020101a21b800a4c61622052656c61797381064c522d36373082"
        "05322e322e31",
        "0300001602f0800100010061093007020103a0028c00",
    )
]

# Written after the 24 bytes of header and the tags that Beckhoff's ADS library and ads-rs read.
OS_VERSION = struct.pack("<5I", 276, 10, 0, 19045, 2) + "SP 1".encode("utf-16-le").ljust(256, b"\0")


def tag(number: int, value: bytes) -> bytes:
    return struct.pack("<HH", number, len(value)) + value


def ads(*tags: bytes, count: int | None = None, net_id: bytes = bytes((5, 45, 219, 226, 1, 1))) -> bytes:
    head = struct.pack("<III", 0x71146603, 0, 0x80000001) + net_id + struct.pack("<H", 10000)
    return head + struct.pack("<I", len(tags) if count is None else count) + b"".join(tags)


ADS = ads(
    tag(5, b"CX-5DB8E2\0"), tag(4, OS_VERSION), tag(3, b"\x03\x01\xb8\x0f"), tag(18, b"dd2326d2" * 8 + b"\0")
)

# The example in the notes of nport-scan, with a whole MAC address.
MOXA = bytes.fromhex("8100001800000000005555551a510090e81a2b3cc0a87ffe")

# The user guides' table: 16 bytes of firmware image (type at 4, checksum at 14), 4 bytes of device, MAC.
LANTRONIX = bytes.fromhex("000000f7" + "0000b6e6" + "58320000" + "06800000" + "0000a5c3" + "00001234")
LANTRONIX += bytes.fromhex("00204a141234")

# After the keys of a station's hello in nmap's documentation of fox-info.
FOX = (
    b"fox a 0 -1 fox hello\n{\nfox.version=s:1.0.1\nid=i:2\nhostName=s:jace-1\nhostAddress=s:10.0.0.9\n"
    b"app.name=s:Station\napp.version=s:4.10.1\nvm.name=s:J9\nvm.version=s:2.3\nos.name=s:QNX\n"
    b"os.version=s:6.5\nstation.name=s:Hall_2\nlang=s:en\nhostId=s:Qnx-TITAN-1\nbrandId=s:vykon\n"
    b'sysInfo=o:bog 61[<bog version="1.0">\nhostName=s:inside\n</bog>\n]\n};;\n'
)


def hart(body: bytes, kind: int, number: int, status: int = 0) -> bytes:
    return struct.pack("!BBBBHH", 1, 1, kind, status, number, 8 + len(body)) + body


def hart_frame(data: bytes, status: bytes = b"\0\0", command: int = 0) -> bytes:
    """Start of an answer, address, command, count, status, data, exclusive-or of all."""
    frame = bytes((6, 0x80, command, 2 + len(data))) + status + data
    check = 0
    for byte in frame:
        check ^= byte
    return frame + bytes((check,))


# HCF_SPEC-127, 6.1: the identifier as revision 7 and as revision 5 give it.
HART_7 = bytes.fromhex("fe 264e 05 07 04 01 0e 0c 0000d3 05 02 0002 00 0026 0026 84")
HART_5 = bytes.fromhex("fe 11 17 05 05 03 02 08 00 0a0b0c")
HART = [hart(bytes.fromhex("0100002710"), 0, 1), hart(hart_frame(HART_7), 3, 2)]

# IEEE 1815's header with the check code that Wireshark calls right (see the test of the request).
DNP3 = bytes.fromhex("0564050b00040100")
DNP3_STATUS = DNP3 + bytes.fromhex("5a96")  # the check code as tshark finds it correct

TANKS = (
    b"\x01\r\nI20100\r\nJAN 22, 2026  3:06 PM\r\n\r\nDEPOT NORTH\r\nVIA ROMA 1\r\n\r\n\r\nIN-TANK INVENTORY\r\n\r\n"
    b"TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
    b"  1  DIESEL                2428      2540     4465    39.88     6.62    53.74\r\n"
    b"  2  ADBLUE                7457      7543     7874    65.59     8.10    58.17\r\n\r\n\x03"
)
