"""SNMP that others speak: the version is heard, answers are not, and the community never leaves the reader."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

from scanner.sensor.hearing import overheard
from tests.scanner.sensor.plant_frames import HERE, MAC
from tests.scanner.sensor.probes.it_replies import SNMP_REPORT

# Recorded from the commands of net-snmp 5.9: snmptrap -v1, -v2c and -v3; snmpget -v1, snmpgetnext, snmpbulkget -v2c.
TRAP_1 = bytes.fromhex(
    "302b02010004067075626c6963a41e06092b06010401bf08020340040a63000102010602011143033901b33000"
)
TRAP_2 = bytes.fromhex(
    "3046020101040770726976617465a738020446c3c520020100020100302a300f06082b0601020101030043033901b43017060a2b0601"
    "0603010104010006092b0601060301010501"
)
TRAP_3 = bytes.fromhex(
    "3081a4020103301102046dc9c9f0020300ffe3040103020103043930370408800000000102030402010102033901b5040b6d61696e"
    "74656e616e6365040cc16a2331cea8f126e1daa4a8040871f57b5332e57e53045103b528d507cc31a6f022b8d4903ae1ed23c4baa77f"
    "4677b167be6fd0522e8b6eb6c2bbd9ab460c0b94b52d29bc74e972c3c4f839060f5f0eefa17fd74fc13c9bd58c975c5494861660"
    "64a15cac2bb6ca83"
)
GET_1 = bytes.fromhex(
    "302902010004067075626c6963a01c02046802de3e020100020100300e300c06082b060102010101000500"
)
NEXT_2 = bytes.fromhex(
    "302902010104067075626c6963a11c02045531a263020100020100300e300c06082b060102010101000500"
)
BULK_2 = bytes.fromhex(
    "302902010104067075626c6963a51c0204151127e402010002010a300e300c06082b060102010101000500"
)
OWN_WORD = TRAP_2.replace(b"private", b"vault-7")
REAL = [TRAP_1, TRAP_2, TRAP_3, GET_1, NEXT_2, BULK_2, OWN_WORD]


def frame(payload: bytes, port: int = 162, source: int = 40_000, target: str = "10.0.0.255") -> bytes:
    return bytes(
        Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff")
        / IP(src=HERE, dst=target)
        / UDP(sport=source, dport=port)
        / payload
    )


def details(payload: bytes, port: int = 162) -> dict[str, str]:
    heard = overheard(frame(payload, port))
    assert heard is not None
    assert (heard.address, heard.mac, heard.announcement.protocol) == (HERE, MAC, "snmp")
    return heard.announcement.details


@pytest.mark.parametrize(
    ("payload", "port", "told"),
    [
        (TRAP_1, 162, {"version": "1", "message": "trap", "delivered": "yes"}),
        (TRAP_2, 162, {"version": "2c", "message": "trap", "delivered": "yes"}),
        (OWN_WORD, 162, {"version": "2c", "message": "trap"}),
        (TRAP_3, 162, {"version": "3"}),
        (GET_1, 161, {"version": "1", "message": "request", "delivered": "yes"}),
        (NEXT_2, 161, {"version": "2c", "message": "request", "delivered": "yes"}),
        (BULK_2, 161, {"version": "2c", "message": "request", "delivered": "yes"}),
    ],
)
def test_version_and_kind_are_heard(payload: bytes, port: int, told: dict[str, str]) -> None:
    assert details(payload, port) == told


@pytest.mark.parametrize("payload", [OWN_WORD, OWN_WORD.replace(b"vault-7", b"Public!")])
def test_the_community_is_kept_nowhere(payload: bytes) -> None:
    heard = overheard(frame(payload))
    assert heard is not None
    told = json.dumps(heard.announcement.model_dump()).lower() + repr(heard).lower()
    assert "vault" not in told
    assert "public" not in told
    assert "delivered" not in heard.announcement.details


def test_an_answer_is_no_call_for_it_may_be_one_to_us() -> None:
    response = GET_1.replace(b"\xa0\x1c", b"\xa2\x1c")
    assert overheard(frame(response, 40_001, 161)) is None


def test_a_report_of_version_3_says_no_more_than_its_version() -> None:
    heard = overheard(frame(SNMP_REPORT, 40_001, 161))
    assert heard is None or heard.announcement.details == {"version": "3"}


@pytest.mark.parametrize(
    "wrong",
    [
        GET_1.replace(b"\xa0\x1c", b"\xa5\x1c"),  # version 1 has no GetBulk
        TRAP_1.replace(b"\x02\x01\x00", b"\x02\x01\x01", 1),  # version 2c has no trap of that form
        TRAP_2.replace(b"\xa7\x38", b"\xa4\x38"),
        GET_1.replace(b"\x02\x01\x00", b"\x02\x01\x02", 1),  # a version that was never a standard
        GET_1[:15],
        b"\x30\x80" + GET_1[2:],
        b"\x30\x84\xff\xff\xff\xff" + GET_1[2:],
        b"\x30\x03\x02\x01\x00",
        b"\x30\x0b" + GET_1[2:13],  # the message ends behind its community
        b"GET / HTTP/1.1\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_whole_snmp_is_not_heard(wrong: bytes) -> None:
    assert overheard(frame(wrong, 161)) is None


@pytest.mark.parametrize("payload", REAL)
def test_a_message_cut_at_any_byte_is_not_heard_or_says_the_same(payload: bytes) -> None:
    whole = details(payload)
    for end in range(len(payload)):
        heard = overheard(frame(payload[:end]))
        assert heard is None or heard.announcement.details == whole


@pytest.mark.parametrize("payload", REAL)
def test_a_frame_cut_at_any_byte_is_no_error(payload: bytes) -> None:
    raw = frame(payload)
    for end in range(len(raw)):
        assert overheard(raw[:end]) is None


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(REAL), st.data())
def test_a_message_with_random_bytes_in_it_says_nothing_but_our_own_words(
    payload: bytes, data: st.DataObject
) -> None:
    raw = bytearray(frame(payload, data.draw(st.sampled_from([161, 162]))))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(42, len(raw) - 1))] = data.draw(st.integers(0, 255))
    heard = overheard(bytes(raw))
    if heard is not None:
        assert set(heard.announcement.details.values()) <= {"1", "2c", "3", "request", "trap", "yes"}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_datagram_is_no_error(payload: bytes) -> None:
    heard = overheard(frame(payload, 162))
    assert heard is None or heard.announcement.protocol == "snmp"
