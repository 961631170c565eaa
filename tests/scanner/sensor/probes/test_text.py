"""Text from the wire is bounded, visible and one line."""

from hypothesis import given
from hypothesis import strategies as st

from scanner.sensor.probes.text import clean


def test_plain_text_stays_as_it_is() -> None:
    assert clean(b"Schneider Electric") == "Schneider Electric"
    assert clean("Prüfstand 3".encode()) == "Prüfstand 3"


def test_padding_and_line_ends_become_single_blanks() -> None:
    assert clean(b"6ES7 315-2EH14-0AB0   \x00\x00") == "6ES7 315-2EH14-0AB0"
    assert clean(b"one\r\n two\tthree") == "one two three"


def test_terminal_escapes_and_bidirectional_marks_are_taken_out() -> None:
    assert clean(b"\x1b[31mred\x07") == "[31mred"
    assert clean("evil\u202egnp.exe\u200b".encode()) == "evilgnp.exe"


def test_bytes_that_are_no_utf_8_are_shown_as_replaced() -> None:
    assert clean(b"S7\xff300") == "S7\ufffd300"


def test_what_is_longer_is_cut_and_says_so() -> None:
    assert clean(b"x" * 300) == "x" * 255 + "…"
    assert clean(b"x" * 256) == "x" * 256
    assert clean(b"abcdef", most=3) == "ab…"


@given(st.binary(max_size=2000), st.integers(1, 300))
def test_any_bytes_become_bounded_visible_text(raw: bytes, most: int) -> None:
    shown = clean(raw, most)
    assert len(shown) <= most
    assert shown.isprintable()
