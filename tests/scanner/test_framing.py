"""Framings find the end of a message, whatever the other side announces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.framing import anything, fixed, length_field, line_end
from scanner.plugin import Garbled


def test_a_fixed_message_has_its_length_before_a_byte_came() -> None:
    assert fixed(7)(b"") == 7


@given(st.binary(max_size=200))
def test_a_length_field_is_read_where_it_stands(body: bytes) -> None:
    message = b"\x03\x00" + (len(body) + 4).to_bytes(2, "big") + body
    assert length_field(2, 2, 0)(message) == len(message)
    assert length_field(2, 2, 0)(message[:3]) is None


def test_bytes_that_the_length_does_not_count_are_added() -> None:
    assert length_field(4, 2, 6)(b"\0\0\0\0\0\x05") == 11


def test_a_length_field_may_be_little_endian() -> None:
    assert length_field(2, 2, 24, little=True)(b"\x63\x00\x10\x00") == 40


@pytest.mark.parametrize("told", [0, 1, 3])
def test_a_message_shorter_than_its_header_is_garbled(told: int) -> None:
    with pytest.raises(Garbled, match=str(told)):
        length_field(2, 2, 0)(b"\x03\x00" + told.to_bytes(2, "big"))


def test_a_message_longer_than_is_sensible_is_garbled() -> None:
    with pytest.raises(Garbled):
        length_field(0, 4, 0, most=1000)(b"\x00\x00\x03\xe9")


def test_65535_bytes_are_the_most_that_a_message_may_announce() -> None:
    assert length_field(0, 2, 0)(b"\xff\xff") == 65_535
    with pytest.raises(Garbled):
        length_field(0, 2, 1)(b"\xff\xff")


def test_a_line_ends_with_its_line_feed() -> None:
    assert line_end()(b"220 hello\r\nmore") == 11
    assert line_end()(b"220 hel") is None


def test_a_line_without_end_is_garbled() -> None:
    with pytest.raises(Garbled, match="16 bytes"):
        line_end(16)(b"x" * 16)


@given(st.binary(max_size=50))
def test_anything_is_what_is_there(data: bytes) -> None:
    assert anything(data) == (len(data) or None)
