"""System status lists of S7 controllers: their records, and what the records say.

Source: Siemens, System Software for S7-300/400, System and Standard Functions, chapter "System
status lists" (SZL 0011, 001C, 0232); record layouts compared with the s7comm dissector on captures
of a CPU 315-2 PN/DP and an IM151-8 (lists 0011, 001C, 0132).
"""

import struct
from collections.abc import Mapping

from scanner.plugin import Garbled
from scanner.sensor.probes.text import clean

MODULE, COMPONENTS, PROTECTION = 0x0011, 0x001C, 0x0232
PROTECTION_INDEX = 4
HIGHEST_PROTECTION = 4  # 1 to 3 on S7-300/400; newer families know a fourth
COMPONENT_RECORD = 34
COMPONENT_ORDER = (1, 2, 3, 4, 5, 7)
COMPONENT_NAMES = {1: "system_name", 2: "module_name", 3: "plant_id", 5: "serial", 7: "module_type"}

Records = Mapping[int, bytes]
"""A list's records by their index, each with its index in front; of a repeated index the first."""


def records(szl: int, payload: bytes) -> Records:
    """Cuts one list (from its id on). A count or length that the bytes do not bear is not believed."""
    if len(payload) < 8:
        raise Garbled(f"the list {szl:04x} is shorter than its header")
    told, _, length, count = struct.unpack("!4H", payload[:8])
    if told != szl:
        raise Garbled(f"the list {told:04x} came where {szl:04x} was asked")
    if szl == COMPONENTS and not length and not count:
        return _without_header(payload[8:])
    return _cut(payload[8:], length, count)


def _cut(body: bytes, length: int, count: int) -> Records:
    found: dict[int, bytes] = {}
    for start in range(0, min(len(body), length * count), max(length, 1)):
        record = body[start : start + length]
        if len(record) == length and length > 2:
            found.setdefault(int.from_bytes(record[:2], "big"), record)
    return found


def _without_header(body: bytes) -> Records:
    """Servers built on python-snap7 leave length, count and every index zero, and keep the places.

    Believed only when all indices are zero and all six records of 34 bytes are there.
    """
    rows = [body[at : at + COMPONENT_RECORD] for at in range(0, len(body), COMPONENT_RECORD)]
    whole = [row for row in rows if len(row) == COMPONENT_RECORD and not any(row[:2])]
    return dict(zip(COMPONENT_ORDER, whole, strict=True)) if len(whole) == len(COMPONENT_ORDER) else {}


def module_facts(found: Records) -> dict[str, str]:
    """Order number, hardware and firmware version from list 0011."""
    module, hardware, firmware = (found.get(index, b"") for index in (1, 6, 7))
    return {
        "order_number": clean(module[2:22] or hardware[2:22]),
        "hardware_version": _hardware(hardware or module),
        "firmware": _firmware(firmware) or _short_firmware(module),
    }


def _hardware(record: bytes) -> str:
    """The release, a plain number after order number and type id."""
    release = int.from_bytes(record[24:26], "big") if len(record) >= 28 else 0
    return str(release) if 0 < release < 256 else ""


def _firmware(record: bytes) -> str:
    """'V', then three numbers, over the release and the version of the description file."""
    if len(record) < 28 or record[24:25] != b"V":
        return ""
    return ".".join(str(number) for number in record[25:28])


def _short_firmware(record: bytes) -> str:
    """Records of 26 bytes (servers built on python-snap7): a zero, then three numbers."""
    if len(record) != 26 or record[22] or not any(record[23:]):
        return ""
    return ".".join(str(number) for number in record[23:])


def component_facts(found: Records) -> dict[str, str]:
    """Names, plant id and serial number from list 001C."""
    return {
        name: clean(found[index][2:COMPONENT_RECORD])
        for index, name in COMPONENT_NAMES.items()
        if index in found
    }


def protection_level(found: Records) -> int:
    """The level in force (`sch_rel`, third number of the record): 1 none, 2 write, 3 read and write.

    0 when it was not told.
    """
    record = found.get(PROTECTION_INDEX, b"")
    level = int.from_bytes(record[6:8], "big") if len(record) >= 8 else 0
    return level if level <= HIGHEST_PROTECTION else 0
