"""The read-only tables: what the mechanism matches, and what each table must never let out."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scanner.plugin import Refused
from scanner.sensor.guard.readonly import LengthField, Rule, Table, allowed_request, read_table, tables


def rule(frame: str = "", text: str = "", length: LengthField | None = None) -> Rule:
    return Rule(name="a rule", frame=frame, text=text, length=length)


# The mechanism


def test_a_byte_matches_itself_only() -> None:
    assert rule("2B 0E").matches(b"\x2b\x0e")
    for other in (b"\x2b\x0d", b"\x2b", b"\x2b\x0e\x00", b"", b"\x00\x2b\x0e"):
        assert not rule("2B 0E").matches(other)


@given(st.integers(0, 255))
def test_ranges_and_alternatives_match_what_they_name(byte: int) -> None:
    raw = bytes((byte,))
    assert rule("01-F7|FF").matches(raw) == (1 <= byte <= 0xF7 or byte == 0xFF)
    assert rule("01|02").matches(raw) == (byte in {1, 2})
    assert rule("??").matches(raw)
    assert rule("5B-5D").matches(raw) == (0x5B <= byte <= 0x5D)  # the brackets and the backslash


def test_a_repeated_token_stands_for_exactly_so_many_bytes() -> None:
    repeated = rule("00 ??*3 30-39*2")
    assert repeated.matches(b"\x00\n\r\xff09")
    assert not repeated.matches(b"\x00\n\r09")
    assert not repeated.matches(b"\x00\n\r\xff0a")


def test_a_line_feed_is_a_byte_like_any_other() -> None:
    assert rule("0A ?? 0A").matches(b"\n\n\n")
    assert not rule("0A").matches(b"\n\n")
    assert not rule(text="GET").matches(b"GET\n")


def test_an_open_end_without_a_length_field_is_no_rule() -> None:
    with pytest.raises(ValidationError, match="open end and no length"):
        rule("01 ...")


def test_a_message_that_lies_about_its_length_does_not_match() -> None:
    open_end = rule("01 ?? ...", length=LengthField(at=1, size=1, plus=2))
    assert open_end.matches(b"\x01\x03abc")
    assert open_end.matches(b"\x01\x00")
    assert not open_end.matches(b"\x01\x03abcd")
    assert not open_end.matches(b"\x01\x03ab")


def test_a_length_is_read_in_the_order_that_the_rule_says() -> None:
    assert rule("?? ?? ...", length=LengthField(at=0, size=2, little=True)).matches(b"\x04\x00ab")
    assert rule("?? ?? ...", length=LengthField(at=0, size=2)).matches(b"\x00\x04ab")


@pytest.mark.parametrize(("frame", "text"), [("", ""), ("01", "x")])
def test_a_rule_is_either_a_frame_or_a_text(frame: str, text: str) -> None:
    with pytest.raises(ValidationError, match="either a frame or a text"):
        rule(frame, text)


def test_a_text_must_match_from_end_to_end() -> None:
    assert rule(text="GET /").matches(b"GET /")
    assert not rule(text="GET /").matches(b"GET / HTTP/1.1")
    assert not rule(text="GET /").matches(b" GET /")


def test_a_table_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        read_table('protocol = "x"\nsource = "y"\nalow = []')


def test_a_protocol_without_a_table_may_say_nothing() -> None:
    with pytest.raises(Refused, match="no read-only table"):
        allowed_request("no-such-protocol", b"")


def test_the_name_of_the_rule_is_told_and_a_refusal_names_the_protocol() -> None:
    assert allowed_request("modbus", bytes.fromhex("000100000002ff11")) == "report server id"
    with pytest.raises(Refused, match="modbus"):
        allowed_request("modbus", b"")


# All tables


def never_rules() -> Iterator[tuple[Table, Rule]]:
    for table in sorted(tables().values(), key=lambda table: table.protocol):
        for never in table.never:
            yield table, never


def named(value: object) -> str:
    return value.protocol if isinstance(value, Table) else value.name if isinstance(value, Rule) else ""


def messages_of(never: Rule) -> st.SearchStrategy[bytes]:
    """Messages that a `never` rule stands for: itself, or any that its pattern fits."""
    if never.text:
        return st.from_regex(re.compile(never.text.encode("latin-1"), re.DOTALL), fullmatch=True)
    return st.tuples(*map(bytes_of, never.frame.split())).map(b"".join)


def bytes_of(token: str) -> st.SearchStrategy[bytes]:
    if token == "...":
        return st.binary(max_size=20)
    word, _, times = token.partition("*")
    choices = [bytes((value,)) for value in range(256) if rule(word).matches(bytes((value,)))]
    return st.lists(st.sampled_from(choices), min_size=int(times or 1), max_size=int(times or 1)).map(
        b"".join
    )


@pytest.mark.parametrize(("table", "never"), list(never_rules()), ids=named)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_what_must_never_be_sent_is_refused(table: Table, never: Rule, data: st.DataObject) -> None:
    with pytest.raises(Refused):
        allowed_request(table.protocol, data.draw(messages_of(never)))


@pytest.mark.parametrize("table", tables().values(), ids=named)
def test_every_table_names_its_source_and_tells_its_rules_apart(table: Table) -> None:
    assert table.source.strip()
    for rules in (table.allow, table.never):
        assert len({entry.name for entry in rules}) == len(rules)
