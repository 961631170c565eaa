"""Hostile frames of machines: nothing is heard in them, or something short and clean; never an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.sensor.hearing import overheard
from tests.scanner.sensor.harmless import harmless
from tests.scanner.sensor.plant_frames import FRAMES, MATCH, ether, said, udp

SHORT = 400


@pytest.mark.parametrize("protocol", FRAMES)
def test_a_frame_cut_at_any_byte_is_no_error_and_adds_nothing(protocol: str) -> None:
    frame = bytes(FRAMES[protocol])
    whole = " ".join(said(frame).announcement.details.values())
    for end in range(len(frame)):
        harmless(frame[:end], SHORT)
        heard = overheard(frame[:end])
        if heard and protocol in ("profinet", "ethernet-ip", "bacnet"):
            assert all(value in whole for value in heard.announcement.details.values()), end


@settings(max_examples=300)
@given(st.sampled_from(sorted(FRAMES)), st.data())
def test_a_frame_with_random_bytes_in_it_is_no_error(protocol: str, data: st.DataObject) -> None:
    frame = bytearray(bytes(FRAMES[protocol]))
    for _ in range(data.draw(st.integers(1, 6))):
        frame[data.draw(st.integers(12, len(frame) - 1))] = data.draw(st.integers(0, 255))
    harmless(bytes(frame), SHORT)


@settings(max_examples=200)
@given(st.sampled_from([0x8892, 0x88A4, 0x88AB, 0x88CD]), st.binary(max_size=1500))
def test_any_payload_of_a_fieldbus_is_no_error(kind: int, payload: bytes) -> None:
    harmless(bytes(ether(kind, payload)), SHORT)


@settings(max_examples=300)
@given(st.sampled_from([47808, 44818, 3702]), st.binary(max_size=600))
def test_any_datagram_is_no_error(port: int, payload: bytes) -> None:
    harmless(bytes(udp(port, payload)), SHORT)


def test_patterns_of_a_hostile_text_end_soon() -> None:
    for filler in (b"<Types", b"<d:", b"</", b"onvif://www.onvif.org/hardware/", b"<Scopes>", b" "):
        harmless(bytes(udp(3702, MATCH[:200] + filler * (1200 // len(filler)))), SHORT)
