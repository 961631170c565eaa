"""No table lacks what must never be sent: each forbidden code of each protocol has its example.

The codes are those of the protocols' own documents, written here a second time: (places of the bytes, codes). That
each example is refused is held in `test_readonly`.
"""

from collections.abc import Iterator

import pytest

from scanner.packs import load_probes
from scanner.sensor.guard.readonly import Rule, Table, tables

FORBIDDEN: dict[str, list[tuple[tuple[int, ...], str]]] = {
    "modbus": [((7,), "01 02 03 04 05 06 08 0F 10 15 16 17 5A"), ((7, 8), "2B0D"), ((6,), "00")],
    "umas": [
        ((9,), "01 0A 10 11 12 20 21 22 23 24 25 30 31 32 33 34 35 39 40 41 50 58 70 71"),
        ((7,), "06"), ((6,), "00"),
    ],
    "s7comm": [
        ((8, 17), "0104 0105 011A 011B 011C 011D 011E 011F 0128 0129"),
        ((8, 22), "0740 0741 0742 0743 0745 0746 0747 074F"), ((22, 23), "4402 4403"), ((7,), "72"),
    ],
    "enip": [((0, 1), "6500 6F00 7000")],
    "bacnet": [
        ((1,), "01 02 05 06 08 09 0B"),
        ((6, 9), "0007 0008 0009 000A 000B 000F 0010 0011 0012 0014 001B 0005 001C 001E"),
        ((6, 7), "1004 1006 1009 100A"),
    ],
    "bacnet-bbmd": [((1,), "01 04 05 06 08 09 0A 0B")],
    "opcua": [((26, 27), "CD01 D301 7702 0F02 A102 C802 E801 EE01 F401 FA01 B501")],
    "dnp3": [((3,), "C0 C1"), ((12,), "02 03 06 07 0C 0D 0E 0F 15 18 1F"), ((4, 5), "F0FF FFFF")],
    "iec104": [((2,), "07 13"), ((6,), "2D 2E 32 64 67 69 6E 7F")],
    "mms": [((25,), "A5"), ((25, 26), "BF28 BF29 BF2B BF24 BF48 BF4C BF2E")],
    "fins": [
        ((10, 11), "0102 0103 0105 0202 0203 0221 0304 0305 0306 0307 0308 0401 0402 0403 0702 0803 0C01 0C02 0C03"),
        ((10, 11), "2101 2102 2103 2201 2202 2203 2204 2205 2301 2302 2601 2602 2603"),
    ],
    "melsec": [((33, 34), "1401 1402 1001 1002 1003 1005 1006 1630 1631 0114 0214 0110 0210 0310 0510 0610 3016 3116")],
    "slmp": [((11, 12), "0114 0214 0110 0210 0310 0410 0510 0610 3016 3116")],
    "ge-srtp": [((42,), "07 08 09 20 21 22 23 24 39 3F 40 44")],
    "ads": [((8,), "06")],
    "dcp": [((2, 3), "0400 0300"), ((0, 1), "FEFD")],
    "hart-ip": [((10,), "06 11 12 23 28 2A")],
    "knxip": [((2, 3), "0205 0310 0420 0530")],
    "moxa": [((0,), "00 02 10 16 29 FF")],
    "lantronix": [((3,), "F8 FA FC FD 00 F5 F7 FF")],
    "codesys-v3": [((8, 9), "01C2 03C2 80C2"), ((12, 13), "C300 C400")],
    "codesys-v2": [((6,), "00 02 FF"), ((0, 1), "CCCC")],
    "focas": [((6, 7), "1501 1101"), ((6, 7, 19), "210105 210116 210146")],
    "mqtt": [((0,), "30 82")],
    "amqp": [((9, 10), "000B 0014 0028 0032 003C")],
    "coap": [((1,), "02 03 04 05 06 07")],
    "snmp": [((13,), "A3 A5")],
    "snmp-system": [((13,), "A3 A5")],
}  # fmt: skip
SPOKEN: dict[str, tuple[str, ...]] = {
    "pcom": ("SA", "SS", "SB", "SW", "SF", "SNL", "SNH", "SDJ", "SND", "CCR", "CCS", "CCE"),
}
STREAMS = tuple(
    word + b" rtsp://10.0.0.7:554/ RTSP/1.0\r\nCSeq: 2\r\n\r\n"
    for word in (b"SETUP", b"PLAY", b"PAUSE", b"RECORD", b"ANNOUNCE", b"TEARDOWN", b"REDIRECT", b"SET_PARAMETER",
                 b"GET_PARAMETER")
)  # fmt: skip
WRITTEN: dict[str, tuple[bytes, ...]] = {
    "http": (b"POST /", b"PUT /", b"DELETE /", b"PATCH /"),
    "fox": (b"fox a 2 -1 fox login\n{\nusername=s:a\npassword=s:a\n};;\n",),
    "ur-dashboard": tuple(
        word + b"\n"
        for word in (b"play", b"stop", b"pause", b"power on", b"power off", b"brake release", b"load a", b"shutdown",
                     b"unlock protective stop", b"popup a", b"restart safety")
    ),
    "atg": (b"\x01S60201" + b"A" * 20 + b"\n", b"\x01S00300\n"),
    "lsv2": (b"\0\0\0\0R_VR", b"x"),
    "rtsp": (b"DESCRIBE rtsp://10.0.0.7:554/ RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n", *STREAMS),
    "rtsp-stream": STREAMS,
}  # fmt: skip


def tokens(frame: str) -> list[str]:
    """A frame's tokens, one a byte."""
    words = [token.partition("*") for token in frame.split() if token != "..."]
    return [word for word, _, times in words for _ in range(int(times or 1))]


def stands_for(frame: list[str], places: tuple[int, ...], code: bytes) -> bool:
    return all(
        place < len(frame) and Rule(name="a byte", frame=frame[place]).matches(code[at : at + 1])
        for at, place in enumerate(places)
    )


def forbidden() -> Iterator[tuple[str, tuple[int, ...], str]]:
    for protocol, rows in FORBIDDEN.items():
        for places, codes in rows:
            yield from ((protocol, places, code) for code in codes.split())


@pytest.mark.parametrize(("protocol", "places", "code"), list(forbidden()))
def test_each_forbidden_code_has_its_example(protocol: str, places: tuple[int, ...], code: str) -> None:
    shown = [tokens(rule.frame) for rule in tables()[protocol].never if rule.frame]
    assert any(stands_for(frame, places, bytes.fromhex(code)) for frame in shown)


@pytest.mark.parametrize(
    ("protocol", "word"), [(name, word) for name, all_ in SPOKEN.items() for word in all_]
)
def test_each_forbidden_word_in_a_frame_has_its_example(protocol: str, word: str) -> None:
    assert any(word in "".join(chr(int(t, 16)) for t in tokens(rule.frame) if len(t) == 2 and t != "??")
               for rule in tables()[protocol].never)  # fmt: skip


@pytest.mark.parametrize(
    ("protocol", "text"), [(name, text) for name, all_ in WRITTEN.items() for text in all_]
)
def test_each_forbidden_text_has_its_example(protocol: str, text: bytes) -> None:
    assert any(rule.matches(text) for rule in tables()[protocol].never)


@pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.protocol)
def test_no_table_lacks_what_must_never_be_sent(table: Table) -> None:
    assert table.never
    assert table.tested.strip()


def test_every_probe_has_a_table_and_every_table_a_probe() -> None:
    spoken = {probe.protocol for probe in load_probes("scanner.sensor.probes")}
    assert spoken <= tables().keys()
    assert {name for name in tables() if name not in spoken and not tables()[name].allow} == set()
