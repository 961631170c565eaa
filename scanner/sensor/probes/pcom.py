"""Unitronics PCOM over TCP: which controller it is (ASCII command ID, unit 0, the one connected).

Asked: one frame of 14 bytes. Returned: "/A", unit, "ID", model code (6), hardware (1), operating system
as major (3), minor (3) and build (2), then what is not read here.

Sources: Unitronics "PCOM Protocol", command ID; Wireshark's packet-pcomtcp.c (fields pcomtcp.*,
pcomascii.*) and scapy's layer of the same author; the nmap script pcom-discover (places of the answer's
fields; model codes, which come from Unitronics' .NET driver).
"""

import re

from scapy.contrib.scada.pcom import PCOMAsciiRequest, PCOMRequest

from scanner.evidence.plcs import PcomIdentity
from scanner.framing import length_field
from scanner.plugin import Garbled, Line, Tcp, probe

NUMBER, ASCII = 0x5643, b"\x65\0"
REQUEST = bytes(PCOMRequest(transId=NUMBER) / PCOMAsciiRequest(unitId=b"00", command=b"ID"))
HEADER = 6
TOLD = re.compile(
    rb"/A[0-9A-F]{2}ID(?P<code>[ -~]{6})(?P<hardware>[ -~])"
    rb"(?P<major>[0-9]{3})(?P<minor>[0-9]{3})(?P<build>[0-9A-Z]{2})[ -~]*\r"
)
MODELS = {
    "B1": "M90-19-B1", "R1": "M90-R1", "T": "M90-T", "T1": "M90-T1", "1TC2": "M91-19-TC2", "1UN2": "M91-19-UN2",
    "1R1": "M91-19-R1", "1R2": "M91-19-R2", "1T1": "M91-19-T1", "1T38": "M91-19-T38", "8R1": "M91-2-R1",
    "8R2": "M91-2-R2", "8R34": "M91-2-R34", "8T1": "M91-2-T1", "8T38": "M91-2-T38", "8UN2": "M91-2-UN2",
    "JR10": "JZ10-11-R10", "JR16": "JZ10-11-R16", "JR31": "JZ10-11-R31", "JT10": "JZ10-11-T10",
    "JT17": "JZ10-11-T17", "JT40": "JZ10-11-T40", "JN20": "JZ10-11-UN20", "2320": "V230-13-B20",
    "2620": "V260-16-B20", "2820": "V280-18-B20", "2920": "V290-19-B20", "VR1": "V120-12-R1",
    "VR2C": "V120-12-R2C", "VT1": "V120-12-T1", "VT38": "V120-12-T38", "WR1": "V120-22-R1",
    "WR2C": "V120-22-R2C", "WT38": "V120-22-T38", "WUN2": "V120-22-UN2", "5320": "V530-53-B20B",
    "57C3": "V570-57-C30", "57T2": "V570-57-T20", "57T4": "V570-57-T40", "56T2": "V560-56-T25B",
    "13R2": "V130-33-R2", "13R34": "V130-33-R34", "13R6": "V130-33-R6", "13T2": "V130-33-T2",
    "13T38": "V130-33-T38", "13T40": "V130-33-T40", "13RA22": "V130-33-RA22", "13TA24": "V130-33-TA24",
    "13B1": "V130-33-B1", "13TR20": "V130-33-TR20", "13TR34": "V130-33-TR34", "13TR6": "V130-33-TR6",
    "35R2": "V350-35-R2", "35R34": "V350-35-R34", "35R6": "V350-35-R6", "35T2": "V350-35-T2",
    "35T38": "V350-35-T38", "35T40": "V350-35-T40", "35RA22": "V350-35-RA22", "35TA24": "V350-35-TA24",
    "35B1": "V350-35-B1", "35TR20": "V350-35-TR20", "35TR34": "V350-35-TR34", "35TR6": "V350-35-TR6",
    "S3T20": "SM35-J-T20", "S3R20": "SM35-J-R20", "S4T20": "SM43-J-T20", "S4R20": "SM43-J-R20",
    "70T2": "V700-T20BJ", "10T2": "V1040", "12T2": "V1210",
}  # fmt: skip


@probe(
    id="pcom-identity",
    title="Which Unitronics controller it is",
    protocol="pcom",
    ports=[Tcp(20256)],
    gives=PcomIdentity,
    controller=True,
    order=22,
    questions=1,
)
def pcom_identity(line: Line) -> PcomIdentity:
    """One question on one connection."""
    reply = line.ask(REQUEST, until=whole)
    told = TOLD.fullmatch(reply[HEADER:])
    if not told:
        raise Garbled("the answer is not one to the command ID")
    code, hardware, major, minor, build = (part.decode("ascii").strip() for part in told.groups())
    return PcomIdentity(
        model=MODELS.get(code, ""), model_code=code, hardware=hardware,
        version=f"{int(major)}.{int(minor)} ({build})",
    )  # fmt: skip


def whole(so_far: bytes) -> int | None:
    """Framing: our number, ASCII mode, and the length of the rest, low byte first."""
    start = NUMBER.to_bytes(2, "big") + ASCII
    if so_far[: len(start)] != start[: len(so_far)]:
        raise Garbled("the answer does not bear our header")
    return _length(so_far)


_length = length_field(4, 2, HEADER, little=True, most=512)
