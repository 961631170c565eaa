"""Text at fixed places, and answers whose length no source tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.plugin import Garbled
from scanner.sensor.probes.fields import up_to_zero, zero_ended

WHOLE = up_to_zero(4, 10, starts=b"\xbb\xcc", what="that of a test")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"..abc\0def", "abc"),
        (b"..abcdefgh", "abcd"),
        (b"..", ""),
        (b"..\0abc", ""),
        (b"..a\xff\0", "a\ufffd"),
        (b"", ""),
    ],
)
def test_a_text_ends_with_a_zero_its_place_or_the_answer(raw: bytes, text: str) -> None:
    assert zero_ended(raw, 2, 4) == text


@pytest.mark.parametrize(
    ("so_far", "length"),
    [
        (b"\xbb", None), (b"\xbb\xcc", None), (b"\xbb\xcc\0\0", None), (b"\xbb\xcc\0\0\0", 5),
        (b"\xbb\xcc..abc", None), (b"\xbb\xcc..abc\0\0", 8), (b"\xbb\xcc..abcde\0", 10),
    ],
)  # fmt: skip
def test_a_message_ends_with_the_first_zero_at_or_behind_its_place(so_far: bytes, length: int | None) -> None:
    assert WHOLE(so_far) == length


@pytest.mark.parametrize(
    ("so_far", "where"),
    [(b"\xbc", "that of a test"), (b"\xbb\xcd", "that of a test"), (b"\xbb\xcc........\0", "no end")],
)
def test_another_start_and_a_text_without_end_are_garbled(so_far: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        WHOLE(so_far)


@given(st.binary(min_size=1, max_size=40))
def test_a_message_is_whole_garbled_or_not_yet_known(so_far: bytes) -> None:
    try:
        length = WHOLE(so_far)
    except Garbled:
        return
    assert length is None or 5 <= length <= 10
