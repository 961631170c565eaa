"""The order of OT firmware versions, as their makers mean it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import UnreadableVersionError, key, numbered_by_year
from tests.scanner.knowledge.versions.orders import ORDERS, SAME

NO_VERSIONS = {
    "catalogue numbers": [
        "1763-L16AWA",
        "1766-L32BXB",
        "2700291",
        "82000684",
        "750-823",
        "6ES7 511-1AK01",
        "PM554-TP-ETH",
    ],
    "serial numbers": ["21081", "180806", "4714432222"],
    "dates": ["2019-12-13", "20210204", "2021.05.01", "29.03.2007", "01/2019", "May 2018"],
    "release lines without a place in the order": [
        "B.02",
        "A10",
        "D25",
        "VX.2.11",
        "V3.X.17",
        "7.2x",
        "R12",
        "HD 16",
    ],
    "Cisco's trains": ["15.2(7)E2", "15.2(4a)EA5", "15.3(3) JC1"],
    "files and words": [
        "cesne_r2d14_03.esw",
        "7_SR620",
        "TCP",
        "IPv6",
        "first",
        "1.0 final",
        "4.x",
        "*",
        "-",
        "n/a",
        "V",
    ],
    "two versions": ["12.0.1-12.0.13", "5.21a-1.18b", "1.0 1.1", "1.0, 1.1", "4.04E_10.95.210.01"],
    "nothing or too much": ["", "   ", "1." * 200 + "1", "1.2.3.4.5.6.7.8.9.10.11.12.13"],
    "no ASCII": ["٢.٤", "²", "1.０", "1.0ſ", "1.0é"],
    "commits": ["3e8345112034", "1e23456f7890", "09854ba94c6a"],
}
NUMBERS = st.lists(st.integers(0, 30000), min_size=1, max_size=6).map(
    lambda found: [found[0] % 9999, *found[1:]]
)
SUFFIXES = ["rc1", "", " Build 7", "b", " HF2", " P035", " Update 3", " SP1", " SP1 HF2", " SP10", " R2"]


def ot(text: str) -> bytes:
    return key(text, Scheme.OT)


@pytest.mark.parametrize("versions", ORDERS.values(), ids=ORDERS.keys())
def test_versions_stand_in_their_makers_order(versions: list[str]) -> None:
    wrong = [(lower, higher) for lower, higher in pairwise(versions) if not ot(lower) < ot(higher)]
    assert wrong == []


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spelling_has_no_weight(one: str, other: str) -> None:
    assert ot(one) == ot(other)


@pytest.mark.parametrize("text", [text for texts in NO_VERSIONS.values() for text in texts])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(UnreadableVersionError):
        ot(text)


def _padded(numbers: list[int]) -> list[int]:
    return numbers + [0] * (6 - len(numbers))


def _text(numbers: list[int]) -> str:
    return ".".join(map(str, numbers))


@given(NUMBERS, st.sampled_from(range(len(SUFFIXES))), NUMBERS, st.sampled_from(range(len(SUFFIXES))))
def test_the_order_is_that_of_the_numbers_and_then_of_what_follows(
    one: list[int], after_one: int, other: list[int], after_other: int
) -> None:
    expected = (_padded(one), after_one) < (_padded(other), after_other)
    assert (ot(_text(one) + SUFFIXES[after_one]) < ot(_text(other) + SUFFIXES[after_other])) == expected


@given(NUMBERS, st.integers(0, 3), st.integers(0, 4))
def test_equal_keys_are_equal_versions(numbers: list[int], zeros: int, width: int) -> None:
    spelt = "V" + ".".join(str(part).zfill(width) for part in [*numbers, *[0] * zeros])
    assert ot(spelt) == ot(_text(numbers))
    assert ot(spelt) != ot(_text([*numbers[:-1], numbers[-1] + 1]))


@pytest.mark.parametrize(
    ("text", "by_year"),
    [("2017 R2", True), ("V2020.1", True), ("4.2", False), ("1988", False), ("20.17", False)],
)
def test_a_version_that_begins_with_a_year_is_known_by_its_key(text: str, by_year: bool) -> None:
    assert numbered_by_year(ot(text)) is by_year
