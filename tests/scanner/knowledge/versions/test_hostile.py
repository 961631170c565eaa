"""No text, however made, breaks the reading of versions or takes it long."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import RangeKind, UnreadableVersionError, key, read_range
from tests.timing import assert_quick

ANY_TEXT = st.one_of(
    st.text(max_size=10_000),
    st.lists(
        st.sampled_from(
            [
                "<",
                ">=",
                "1.0",
                "V2.8",
                "2.X",
                " ",
                "|",
                "and",
                "(",
                ")",
                "all versions",
                "SP1",
                "-",
                ":",
                "*",
                "a",
            ]
        )
    ).map("".join),
)


@given(ANY_TEXT, st.sampled_from(Scheme))
@example("(" * 10_000, Scheme.OT)
@example("1." * 5_000, Scheme.OT)
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_it(text: str, scheme: Scheme) -> None:
    read = read_range(text, scheme)
    assert read.text == text
    assert bool(read.intervals) == (read.kind is RangeKind.SOME)


@pytest.mark.parametrize(
    "piece",
    [
        "1.",
        "(",
        "<",
        "1.2 and ",
        "version ",
        "1 SP1 ",
        "and or ",
        "1 - ",
        "0",
        "(1)",
        "x(",
        " ",
        "V",
        "1.2(3",
        "a ",
        "-",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    assert_quick(lambda: [read_range((piece * size)[:size]) for size in (999, 10_000)], 0.5)


def key_or_none(text: str, scheme: Scheme) -> bytes | None:
    try:
        return key(text, scheme)
    except UnreadableVersionError:
        return None


@given(st.text(max_size=300), st.sampled_from(Scheme))
@example("1.0", Scheme.OT)
def test_a_text_has_a_key_or_is_refused_and_blanks_around_it_have_no_weight(
    text: str, scheme: Scheme
) -> None:
    assert key_or_none(text, scheme) == key_or_none(f" {text} ", scheme)


VERSIONS = st.from_regex(r"\A[vV]?[0-9]{1,3}(\.[0-9]{1,3}){0,3}([a-z]|-[0-9]| SP[0-9]| Update [0-9])?\Z")


@given(VERSIONS, VERSIONS, st.sampled_from(["<", "<=", ">", ">="]))
def test_a_bound_and_the_order_of_keys_say_the_same(one: str, other: str, sign: str) -> None:
    mine, bound = key_or_none(one, Scheme.OT), key_or_none(other, Scheme.OT)
    read = read_range(f"{sign} {other}")
    assert (bound is None) == (read.kind is RangeKind.UNPARSED)
    if mine is not None and bound is not None:
        meant = {"<": mine < bound, "<=": mine <= bound, ">": mine > bound, ">=": mine >= bound}
        assert read.holds(mine) is meant[sign]
