"""Good answers of controllers with protocols of their makers, made byte by byte after the sources named."""

import struct
from dataclasses import dataclass, field
from ipaddress import IPv4Interface
from typing import Any

from scanner.evidence.plcs import (
    CodesysV2Identity,
    CodesysV3Identity,
    CrimsonIdentity,
    FinsIdentity,
    MelsecIdentity,
    PcomIdentity,
    PcworxIdentity,
    ProconosIdentity,
    SrtpIdentity,
    UmasIdentity,
)
from scanner.model import Fact
from scanner.plugin import Probe
from scanner.sensor.probes.codesys_v2 import codesys_v2
from scanner.sensor.probes.codesys_v3 import codesys_v3
from scanner.sensor.probes.crimson import crimson_identity
from scanner.sensor.probes.fins import fins_identity
from scanner.sensor.probes.ge_srtp import srtp_identity
from scanner.sensor.probes.melsec import melsec_identity, melsec_identity_udp
from scanner.sensor.probes.pcom import pcom_identity
from scanner.sensor.probes.pcworx import pcworx_identity
from scanner.sensor.probes.proconos import proconos
from scanner.sensor.probes.slmp import slmp_identity
from scanner.sensor.probes.umas import umas_identity
from tests.lines import Reply, ScriptedLine

OWN = IPv4Interface("192.168.190.1/24")


@dataclass
class PlacedLine(ScriptedLine):
    """A scripted line that knows the sensor's own address."""

    own: IPv4Interface = field(default=OWN)


@dataclass(frozen=True)
class Case:
    """A probe, what a controller answers, and what is then known."""

    probe: Probe[Any]
    replies: tuple[bytes, ...]
    fact: Fact

    def asked(self, *replies: Reply) -> tuple[Any, PlacedLine]:
        line = PlacedLine(self.probe.protocol, list(replies))
        return self.probe(line), line


def put(size: int, start: bytes, texts: dict[int, bytes]) -> bytes:
    """`size` zeros, with `start` at their beginning and texts at their places."""
    raw = bytearray(start.ljust(size, b"\0"))
    for at, text in texts.items():
        raw[at : at + len(text)] = text
    return bytes(raw)


# The form of the CP1L's answer in the capture omron-fins, under our node and service id.
FINS = bytes.fromhex("c0000200630000c8005605010000") + (
    b"CJ2M-CPU32".ljust(20) + b"02.01".ljust(20) + bytes(40) + bytes.fromhex("001417800008010000000000")
)
# Header after the capture melsec (frame 2), length and echo for our request, model at byte 41.
MELSEC_REST = (
    bytes.fromhex("9c080a0800000000000000040101010000000001") + b"Q03UDECPU".ljust(16, b"\0") + bytes(4)
)
MELSEC = bytes.fromhex("d70000000011117f000000a80300ffff030000") + struct.pack("<H", 40) + MELSEC_REST
# Mitsubishi, FX5 User's Manual (SLMP), "Processor type read": model filled with blanks, code 4A23.
SLMP = bytes.fromhex("d000 00ffff0300 1400 0000") + b"FX5U-64MR/ES    " + bytes.fromhex("234a")


def codesys_v3_reply(
    node: str = "PRESS-7", device: str = "CODESYS Control Win V3", vendor: str = "3S", serial: bytes = b"7AA78BA7",
    *, version: int = 0x0400, request: int = 0x56614749, order: int = 1, package: int = 0xC280,
    lengths: tuple[int, int, int] | None = None, parent: bytes = b"", asker: bytes = b"\0\1",
) -> bytes:  # fmt: skip
    """In the layout of the example capture beside Microsoft's CodeSysV3.lua."""
    texts = [text.encode("utf-16-le") for text in (node, device, vendor)]
    header = bytes((0xC5, 0x73, 0x40, 4, 0, 0x10 | len(asker) // 2)) + asker + b"\0\xaf"
    fixed = struct.pack("<HHI", package, version, request) + struct.pack("<HBBH", 4, order, 0, len(parent))
    fixed += struct.pack("<HHH", *(lengths or [len(text) // 2 for text in texts]))
    fixed += struct.pack("<IIII", 0x1000, 1, 0x03050E14, 1) + bytes((len(serial), 0, 5, 0)) + bytes(8)
    return (
        header
        + bytes(-len(header) % 4)
        + fixed
        + parent
        + b"".join(t + b"\0\0" for t in texts)
        + serial
        + b"\0"
    )


CODESYS_V2 = put(160, b"\xbb\xbb", {64: b"Nucleus PLUS", 96: b"unknown", 128: b"WAGO 750-841"})


def pcom_reply(
    text: bytes = b"/A00ID13T38 A00300941B00200215P00000000F00000102F4\r", number: int = 0x5643
) -> bytes:
    return struct.pack(">H", number) + b"\x65\0" + struct.pack("<H", len(text)) + text


def umas_reply(pdu: bytes, number: int = 0x5655) -> bytes:
    return struct.pack(">HHHB", number, 0, len(pdu) + 1, 255) + pdu


# Apache PLC4X, umas.mspec, UmasPDUPlcIdentResponse: 22 bytes of numbers, then length and name.
UMAS = umas_reply(
    bytes.fromhex("5a00fe 0000 01010106 0b03 6002 0000 0301 0c00 00000000 0000 0d") + b"BMX P34 2000\0\0"
)


def crimson_reply(register: str, text: bytes, kind: str = "0300") -> bytes:
    rest = bytes.fromhex(register + kind) + text
    return struct.pack(">H", len(rest)) + rest


CRIMSON = (crimson_reply("012b", b"Red Lion Controls\0"), crimson_reply("012a", b"G310C2\0"))

# GE GFK-0529C, table 6-17: the text buffer of a Series 90-30 331 CPU; the frame after ge_srtp.spicy.
SRTP_TEXT = bytes.fromhex("33333130314100001023010045535333333100000100a30700009a019bcd0000d6062201c8eb0000")
SRTP_OPENED = b"\1" + bytes(7) + b"\x0f" + bytes(47)


def srtp_reply(
    text: bytes = SRTP_TEXT, *, box: int = 0x94, number: int = 2, told: int | None = None, status: int = 0
) -> bytes:
    frame = bytearray(56)
    frame[0], frame[2], frame[31], frame[42] = 3, number, box, status
    frame[4:6] = struct.pack("<H", len(text) if told is None else told)
    return bytes(frame) + text


# The texts of the example in Digital Bond's nmap script proconos-info, at the places that it reads.
PROCONOS = put(
    78, b"\xcc\1\0\x3a\x40\2\0\0", {12: b"ProConOS V3.0.1040 Oct 29 2002", 44: b"ADAM5510KW 1.24 Build 005"}
)[:77] + b"510-projec\0"  # fmt: skip

# The texts of the example in nmap's script pcworx-info, at the places that it reads.
PCWORX = (
    put(20, b"\x81\1\0\x14", {17: b"\x42"}),
    put(22, b"\x81\5\0\x16", {}),
    put(
        200, b"\x81\6\0\xc8",
        {30: b"ILC 330 ETH", 66: b"3.95T", 79: b"Mar  2 2012", 91: b"09:39:02", 152: b"2737193"},
    ),
)  # fmt: skip

CASES = {
    "fins": Case(fins_identity, (FINS,), FinsIdentity(model="CJ2M-CPU32", version="02.01", node=0xC8)),
    "melsec": Case(melsec_identity, (MELSEC,), MelsecIdentity(model="Q03UDECPU")),
    "melsec over UDP": Case(melsec_identity_udp, (MELSEC,), MelsecIdentity(model="Q03UDECPU")),
    "slmp": Case(slmp_identity, (SLMP,), MelsecIdentity(model="FX5U-64MR/ES", code="4a23", frame="3e")),
    "codesys v3": Case(
        codesys_v3, (codesys_v3_reply(),),
        CodesysV3Identity(
            node_name="PRESS-7", device_name="CODESYS Control Win V3", vendor="3S", version="3.5.14.20",
            target_type=0x1000, target_id="00000001", serial="7AA78BA7",
        ),
    ),
    "codesys v2": Case(
        codesys_v2, (CODESYS_V2,),
        CodesysV2Identity(operating_system="Nucleus PLUS", system_version="unknown", product="WAGO 750-841"),
    ),
    "pcom": Case(
        pcom_identity, (pcom_reply(),),
        PcomIdentity(model="V130-33-T38", model_code="13T38", hardware="A", version="3.9 (41)"),
    ),
    "umas": Case(umas_identity, (UMAS,), UmasIdentity(model="BMX P34 2000", hardware_id="06010101")),
    "crimson": Case(crimson_identity, CRIMSON, CrimsonIdentity(vendor="Red Lion Controls", model="G310C2")),
    "ge srtp": Case(
        srtp_identity, (SRTP_OPENED, srtp_reply()),
        SrtpIdentity(
            controller_id="33101A", family="Series 90-30", major_type=0x10, minor_type=0x23, program="ESS331"
        ),
    ),
    "proconos": Case(
        proconos, (PROCONOS,),
        ProconosIdentity(
            runtime="ProConOS V3.0.1040 Oct 29 2002", version="3.0.1040", model="ADAM5510KW 1.24 Build 005",
            project="510-projec",
        ),
    ),
    "pcworx": Case(
        pcworx_identity, PCWORX,
        PcworxIdentity(model="ILC 330 ETH", order_number="2737193", version="3.95T", built="Mar 2 2012 09:39:02"),
    ),
}  # fmt: skip
