"""A few messages written by hand from the specifications named, so that the claims hold where no capture is.

None is made with the product's own code. `lengths` says where a message declares a length: place and size in bytes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Small:
    """One request."""

    protocol: str
    name: str
    text: str
    lengths: tuple[tuple[int, int], ...] = ()

    @property
    def data(self) -> bytes:
        return bytes.fromhex(self.text)


IDENTITY = [
    # RFC 1006, 6; X.224, 13.3: length of the whole at 2, length of the header at 4, of three parameters.
    Small(
        "s7comm",
        "cotp connect",
        "03000016 11e00000000100 c0010a c1020100 c2020102",
        ((2, 2), (4, 1), (12, 1), (15, 1), (19, 1)),
    ),
    # Wireshark's s7comm dissector: lengths of parameters and data in the header.
    Small(
        "s7comm",
        "setup",
        "03000019 02f080 32010000 0001 0008 0000 f00000010001 01e0",
        ((2, 2), (4, 1), (13, 2), (15, 2)),
    ),
    Small(
        "s7comm",
        "list 0011",
        "03000021 02f080 32070000 0002 0008 0008 0001120411440100 ff09 0004 00110000",
        ((2, 2), (4, 1), (13, 2), (15, 2), (20, 1), (27, 2)),
    ),
    Small(
        "s7comm",
        "list 001C",
        "03000021 02f080 32070000 0003 0008 0008 0001120411440100 ff09 0004 001c0000",
        ((2, 2), (4, 1), (13, 2), (15, 2), (20, 1), (27, 2)),
    ),
    # CIP volume 2, 2-3.2: length of what follows the header at 2, little-endian.
    Small("enip", "list identity", "6300 0000 00000000 00000000 0000000000000000 00000000", ((2, 2),)),
    # ASHRAE 135, J.2.11 and 20.1.2: length of the whole at 2; tags bear lengths in their low bits.
    Small("bacnet", "who is", "810a0008 0100 1008", ((2, 2),)),
    Small("bacnet", "read vendor name", "810a0011 0104 0005010c 0c02000001 1979", ((2, 2), (10, 1))),
    # Omron W342, 5-3-13: no length of its own.
    Small("fins", "controller data", "80000200000000630056 0501 00"),
    # Beckhoff's ADS library, AmsHeader and discovery: the count of tags at 20.
    Small("ads", "server information", "03661471 00000000 01000000 000000000000 1027 00000000", ((20, 4),)),
    # nmap's fox-info.nse.
    Small("fox", "hello", b"fox a 1 -1 fox hello\n{\nfox.version=s:1.0\nid=i:1\n};;\n".hex()),
    # HCF_SPEC-085: length of the whole at 6; HCF_SPEC-081: count of data bytes in the frame.
    Small("hart-ip", "open a session", "0100000000 01 000d 01 00002710", ((6, 2),)),
    Small("hart-ip", "command 0", "0100030000 02 000d 0200000002", ((6, 2), (11, 1))),
    Small("hart-ip", "close the session", "0100010000 03 0008", ((6, 2),)),
    # MODBUS Messaging on TCP/IP, 3.1.3: length from the unit on at 4.
    Small("modbus", "device identification", "0001 0000 0005 ff 2b 0e 01 00", ((4, 2),)),
    Small("modbus", "server id", "0002 0000 0002 ff 11", ((4, 2),)),
    # IEC 60870-5-104, 5.1: length of what follows at 1.
    Small("iec104", "test frame", "6804 43000000", ((1, 1),)),
]

REFUSED = [
    Small("modbus", "write a register", "0001 0000 0006 ff 06 0000 0001"),  # V1.1b3, 6.6
    Small("modbus", "write coils", "0001 0000 0008 ff 0f 0000 0001 01 01"),  # 6.11
    Small("modbus", "read inputs", "0001 0000 0006 07 04 0000 0001"),  # 6.4
    Small("modbus", "restart communications", "0001 0000 0006 ff 08 0001 0000"),  # 6.8.1
    # Wireshark's s7comm dissector, functions of a job.
    Small(
        "s7comm",
        "write a variable",
        "03000024 02f080 32010000 0001 000e 0005 0501 120a10020001000083000000 0004000801",
    ),
    Small("s7comm", "stop", "03000021 02f080 32010000 0001 0010 0000 290000000000 09 505f50524f4752414d"),
    Small(
        "s7comm",
        "start",
        "03000025 02f080 32010000 0001 0014 0000 28000000000000fd 0000 09 505f50524f4752414d",
    ),
    Small(
        "s7comm",
        "start an upload",
        "03000023 02f080 32010000 0001 0012 0000 1d00000000000000 09 5f3042303030303041",
    ),
    Small(
        "s7comm",
        "start a download",
        "03000023 02f080 32010000 0001 0012 0000 1a00000000000000 09 5f3042303030303041",
    ),
    Small(
        "s7comm",
        "set the clock",
        "03000027 02f080 32070000 0001 0008 000e 0001120411470200 ff09000a 00192611221500000001",
    ),
    Small(
        "s7comm",
        "diagnostic buffer",
        "03000021 02f080 32070000 0001 0008 0008 0001120411440100 ff09 0004 00a00000",
    ),
    # CIP volume 2, 2-4.4; volume 1, 5-2.3 (reset of the identity object).
    Small("enip", "register a session", "6500 0400 00000000 00000000 0000000000000000 00000000 01000000"),
    Small(
        "enip",
        "reset",
        "6f00 1600 01000000 00000000 0000000000000000 00000000 00000000 0000 0200 0000 0000 b200 0600 05022001 2401",
    ),
    # ASHRAE 135, 15.9, 16.4, J.2.6.
    Small("bacnet", "write a property", "810a0016 0104 0005010f 0c02000001 194d 3e 720061 3f"),
    Small("bacnet", "reinitialise", "810a000e 0104 00050114 0901 1900"),
    Small("bacnet", "register as a foreign device", "81050006 003c"),
    # Omron W342: memory area write, run, stop, force.
    Small("fins", "write memory", "80000200000000630056 0102 820064000001 0001"),
    Small("fins", "run", "80000200000000630056 0401 ffff04"),
    Small("fins", "stop", "80000200000000630056 0402"),
    Small("fins", "force a bit", "80000200000000630056 2301 0001 0001 30006400"),
    # Beckhoff's ADS library: service 6 of the discovery; command 3 over TCP.
    Small("ads", "add a route", "03661471 00000000 06000000 c0a801630101 1027 01000000 0c000200 6100"),
    Small(
        "ads",
        "write",
        "0000 2d000000 050d75600101 1027 c0a801630101 a083 0300 0400 0d000000 00000000 01000000"
        "20f00000 00000000 01000000 01",
    ),
    Small("fox", "login", b"fox a 1 -1 fox rejected\n{\n};;\n".hex()),
    # HCF_SPEC-127 and -151: process variable, write of the polling address, reset.
    Small("hart-ip", "read the process variable", "0100030000 02 000d 0200010003"),
    Small("hart-ip", "write the polling address", "0100030000 02 000e 0200060101 04"),
    Small("hart-ip", "device reset", "0100030000 02 000d 02002a0028"),
    # IEC 60870-5-104, 5.3; IEC 60870-5-101, 7.3 (single command, interrogation).
    Small("iec104", "start of data transfer", "6804 07000000"),
    Small("iec104", "single command", "680e 00000000 2d 01 06 00 0100 010000 01"),
    Small("iec104", "interrogation", "680e 00000000 64 01 06 00 0100 000000 14"),
]
