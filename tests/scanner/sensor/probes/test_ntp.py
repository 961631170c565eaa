"""NTP: one question of a client; what a server of the time says about itself. Answers by hand after RFC 5905."""

import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import TimeServer
from scanner.plugin import Garbled, Silence
from scanner.sensor.probes.ntp import OURS, REQUEST, ntp, read_time
from tests.scanner.sensor.probes.field_replies import DatagramLine

# 2026-06-01 12:00:00 UTC is 3,989,304,000 seconds after 1900 (section 6: 1970 is 2,208,988,800).
NOON = 2_208_988_800 + int(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp())


def answer(first: int = 0x1C, stratum: int = 2, seconds: int = NOON, fraction: int = 0) -> bytes:
    head = bytes((first, stratum, 0, 0xEC)) + bytes(20)
    return head + OURS + bytes(8) + struct.pack(">II", seconds, fraction)


def test_one_datagram_asks_and_tells_nothing_of_our_own_clock() -> None:
    line = DatagramLine("ntp", [answer()])
    assert ntp(line) == TimeServer(stratum=2, synchronised=True, date=datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert line.sent == [REQUEST]
    assert (REQUEST[0], len(REQUEST), REQUEST[40:]) == (0x1B, 48, b"vaglio\0\1")


@pytest.mark.parametrize(("first", "stratum"), [(0xDC, 2), (0x1C, 0), (0x1C, 16), (0xDC, 16)])
def test_an_alarm_or_no_stratum_means_that_it_has_no_time(first: int, stratum: int) -> None:
    assert not read_time(answer(first, stratum)).synchronised


def test_the_second_era_begins_in_2036_and_zero_is_no_time() -> None:
    assert read_time(answer(seconds=1)).date == datetime(2036, 2, 7, 6, 28, 17, tzinfo=UTC)
    assert read_time(answer(seconds=0)).date is None


def test_half_a_second_is_told() -> None:
    date = read_time(answer(fraction=2**31)).date
    assert date
    assert date.microsecond == 500_000


@pytest.mark.parametrize("reply", [answer(0x1B), answer(0x1D), answer(0x1E), answer()[:47], b"", bytes(48)])
def test_only_a_server_that_answers_our_question_is_believed(reply: bytes) -> None:
    with pytest.raises(Garbled):
        read_time(reply)
    with pytest.raises(Garbled):
        read_time(answer().replace(OURS, b"somebody"))


@given(st.binary(max_size=100), st.booleans())
def test_random_bytes_end_in_a_plain_outcome(noise: bytes, ours: bool) -> None:
    reply = b"\x1c" + noise[:23].ljust(23, b"\0") + OURS + noise if ours else noise
    try:
        told = ntp(DatagramLine("ntp", [reply] if reply else []))
    except (Garbled, Silence):
        return
    assert 0 <= told.stratum <= 255
