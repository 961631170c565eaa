"""What the grammar reads in the texts of advisories, and what it refuses to guess."""

from dataclasses import replace

import pytest

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import Interval, Range, RangeKind, key, named_scheme, read_range

INTERVALS = {
    "<V2.8": "< 2.8",
    "<= V2.8": "<= 2.8",
    "=< 2.8": "<= 2.8",
    "≤ 2.8": "<= 2.8",
    "<=(R4.10)": "<= 4.10",
    "vers:all/<V2.8": "< 2.8",
    "vers:all/<V5.2 SP 3 HF 13": "< 5.2 SP3 HF13",
    "vers:all/%3C2.8": "< 2.8",
    "vers:intdot/<=1.4": "<= 1.4",
    "All versions < V2.8": "< 2.8",
    "All versions prior to V2.8": "< 2.8",
    "prior to version 2.8": "< 2.8",
    "Firmware versions earlier than 2.8": "< 2.8",
    "All versions up to 2.8": "<= 2.8",
    "All versions prior to and including 2.8": "<= 2.8",
    "Versions 3.1 and earlier": "<= 3.1",
    "Versions 3.1 and all prior versions": "<= 3.1",
    "Firmware Version 1.5 or prior": "<= 1.5",
    "20.011 and below": "<= 20.11",
    "2.3.6 and  below": "<= 2.3.6",
    "Version 2.8 or later": ">= 2.8",
    "V17 Update 5 or higher": ">= 17 Update 5",
    "> 1.5": "> 1.5",
    "V2.8": "= 2.8",
    "Version 2.8": "= 2.8",
    "FW 01": "= 1",
}
PAIRS = {
    "vers:all/>=2.3<V3.0": ("2.3", "3.0)"),
    ">=1.3|<1.3.1": ("1.3", "1.3.1)"),
    ">= 1.0 | <= 1.12": ("1.0", "1.12"),
    "=> 5.0 | =< 5.0.5.31": ("5.0", "5.0.5.31"),
    "All versions >= V2.0 and < V2.2": ("2.0", "2.2)"),
    ">= V2.0 < V2.2": ("2.0", "2.2)"),
    "All versions V14 < V14 SP3": ("14", "14 SP3)"),
    "V4.7: < V4.7 HF27": ("4.7", "4.7 HF27)"),
    "v1.0 through v2.3": ("1.0", "2.3"),
    "Versions 2.00 to 6.11": ("2.0", "6.11"),
    "from 1.0 to 2.0": ("1.0", "2.0"),
    "V1.81.01 - V1.81.03": ("1.81.1", "1.81.3"),
    "1.275M—1.280S": ("1.275M", "1.280S"),
    "12.0.1-12.0.13": ("12.0.1", "12.0.13"),
    "1.2 up to and including 1.9": ("1.2", "1.9"),
    "2.0.3.00.016 (including) and 2.0.6 (excluding)": ("2.0.3.0.16", "2.0.6)"),
    "All versions between V2.5 (including) and V2.7 (excluding)": ("2.5", "2.7)"),
}
CONDITIONS = {
    "All versions < V4.5 (only affected by CVE-2020-1)": "only affected by CVE-2020-1",
    "< V2.0 with CP 1543-1": "with CP 1543-1",
    "All versions only when running on ROX II < V2.15.1": "only when running on ROX II < V2.15.1",
    "* (with option G28)": "with option G28",
    "All versions <= V2.2.2 and Function State (FS) <= 8": "Function State (FS) <= 8",
    "All BIOS versions < V1.4.0": "BIOS",
    "<= 8.1 (Standard DC HC Editions)": "Standard DC HC Editions",
    "<=11.2 on Windows 8.1 with IIS 7.5": "on Windows 8.1 with IIS 7.5",
}
NOT_UNDERSTOOD = {
    "catalogue numbers": ["1763-L16AWA", "2700291", "750-823 | 750-832/xxx-xxx", "620 | 650 | 650c",
                          "2131 and 2141", "3002", "SW5100"],
    "dates": ["< 20210204", "<= 2019-09-21", "< March 13, 2019 | < 4.003", "<May 2018", "2009-2010"],
    "serial numbers": ["<= 21081", "<=the_first_5_digits_of_serial_number_20082",
                       "<= first 2  digits of serial number are 01"],
    "release lines whose bound is not ours to choose": [
        "<= 5.0.27 | <= 5.1.19 | <= 6.0.16", "<= 3.14.25 | 3.15.18", "<= 2.0.11 / 3.0.11", "< 1.28.16 | < 1.24.69",
        "1.0, 1.1 and prior", "All versions < V1.0 or < V2.0",
    ],
    "no order between letters": ["A10 < A11", "B.02", ">= A1.5.3 | <= B1.2.4", "< VX.2.11", "<= R12",
                                 "< V3.X.17", "< 8.1x"],
    "bounds that contradict": [">= 1.0 | >= 2.4", ">= 4.5.0 | =< 3.5.20304.x", "V2.X: < 3.8.1", "> 2.0 < 2.0"],
    "cut off": ["<", ">=", "3.0 and <", "V5.00.204, V5.00.260, and", "< 17 | SP4", "| |", "", "  ", "V"],
    "exceptions": ["All versions except 3.2", "< 3.2 (3.2 not affected)", "<= 9.6 (excluding 9.4.2.6)", "!= 2.0",
                   "< 3.2 (including 3.2)"],
    "what a note takes away": ["<= 4.11.00 (Versions removed from the scope of this advisory)",
                               "<= 2.0 (RES670 2.0.4 and prior)"],
    "words": ["unspecified", "n/a", "TCP", "None", "Windows 10 Professional", "All versions of 4.x",
              "between 1.0 and 2.0"],
    "two things at once": ["All versions V15", "7.x 8.x", "2.51 2.52", "< 3.0 and earlier", ">= 1.0 or later"],
    "an unknown address": ["vers:unheard-of/<1.0", "vers:all/", "vers:all"],
}  # fmt: skip


def interval(text: str) -> Interval:
    sign, version = text.split(" ", 1)
    at = key(version, Scheme.OT)
    if sign == "=":
        return Interval(at, at, True, True)
    return (
        Interval(None, at, False, sign == "<=") if sign[0] == "<" else Interval(at, None, sign == ">=", False)
    )


def points(text: str) -> list[str]:
    """Which of some versions a text means."""
    read = read_range(text)
    return [
        version
        for version in ("1.9", "2.0", "2.8", "3.0", "3.0.4", "3.1", "4.0")
        if read.holds(key(version, Scheme.OT))
    ]


@pytest.mark.parametrize(("text", "expected"), INTERVALS.items())
def test_one_bound_is_read(text: str, expected: str) -> None:
    assert read_range(text) == Range(RangeKind.SOME, (interval(expected),), "", text)


@pytest.mark.parametrize(("text", "expected"), PAIRS.items())
def test_a_pair_of_bounds_is_one_interval(text: str, expected: tuple[str, str]) -> None:
    low, high = key(expected[0], Scheme.OT), key(expected[1].rstrip(")"), Scheme.OT)
    assert read_range(text).intervals == (Interval(low, high, True, not expected[1].endswith(")")),)


@pytest.mark.parametrize(
    "text", ["vers:all/*", "All versions", "all versions", "*", "All firmware versions", "Any version"]
)
def test_all_versions_have_no_bound(text: str) -> None:
    assert read_range(text) == Range(RangeKind.ALL, (), "", text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2.8 | 3.0", ["2.8", "3.0"]),
        ("Versions V2.8, V3.0, and V3.1", ["2.8", "3.0", "3.1"]),
        ("3.x", ["3.0", "3.0.4", "3.1"]),
        ("3.0.*", ["3.0", "3.0.4"]),
        ("2.X | 4.X", ["2.0", "2.8", "4.0"]),
        ("All versions <= V3.0.x", ["1.9", "2.0", "2.8", "3.0", "3.0.4"]),
        ("V2.X: < 2.8; V3.X: < 3.0.4", ["2.0", "3.0"]),
        ("<2.8|>=3.0|<3.1", ["1.9", "2.0", "3.0", "3.0.4"]),
        ("> 1.9 | < 2.8 | > 3.0 | < 3.1", ["2.0", "3.0.4"]),
        ("V1.9 and all versions >= V3.0 < 3.0.4", ["1.9", "3.0"]),
    ],
)
def test_lists_mean_each_of_their_parts(text: str, meant: list[str]) -> None:
    assert points(text) == meant


@pytest.mark.parametrize(("text", "condition"), CONDITIONS.items())
def test_a_condition_is_kept_in_the_sources_words(text: str, condition: str) -> None:
    read = read_range(text)
    assert (read.kind is RangeKind.UNPARSED, read.condition) == (False, condition)


@pytest.mark.parametrize(
    "text", [">= R4.01.00 | <= R6.07.00 (Including CENTUM VP Entry Class)", "1.x (formerly Power Manager)"]
)
def test_a_note_that_takes_nothing_away_is_no_condition(text: str) -> None:
    assert (read_range(text).kind, read_range(text).condition) == (RangeKind.SOME, "")


@pytest.mark.parametrize("text", [text for texts in NOT_UNDERSTOOD.values() for text in texts])
def test_what_can_be_read_in_two_ways_is_not_read(text: str) -> None:
    assert read_range(text) == Range(RangeKind.UNPARSED, (), "", text)


@pytest.mark.parametrize(
    ("text", "scheme", "inside", "outside"),
    [
        ("vers:deb/>=1.0-1|<1.2-3+deb12u1", Scheme.DPKG, "1.2-3", "1.2-3+deb12u1"),
        ("vers:npm/>=1.0.0|<2.0.0-rc.1", Scheme.SEMVER, "2.0.0-beta", "2.0.0-rc.1"),
        ("vers:semver/<2.0.0-rc.1", Scheme.OT, "2.0.0-beta", "2.0.0"),
        ("vers:rpm/<1.0-2.el9", Scheme.RPM, "1.0-1.el9", "1.0-2.el9"),
        ("vers:alpine/<1.2-r3", Scheme.APK, "1.2-r2", "1.2-r10"),
    ],
)
def test_a_vers_address_is_read_in_the_order_asked_for(
    text: str, scheme: Scheme, inside: str, outside: str
) -> None:
    read = read_range(text, scheme)
    assert (read.holds(key(inside, scheme)), read.holds(key(outside, scheme))) == (True, False)


def test_a_vers_address_that_needs_another_order_is_not_read() -> None:
    assert read_range("vers:deb/<1.2-3", Scheme.OT).kind is RangeKind.UNPARSED
    assert [named_scheme(text) for text in ("vers:deb/<1.2-3", "vers:all/<2", "< 2")] == [
        Scheme.DPKG,
        None,
        None,
    ]


def test_a_source_may_say_in_which_order_its_versions_stand() -> None:
    read = read_range("< 10.0.19045.4412", Scheme.WINDOWS)
    assert read.holds(key("19045.4291", Scheme.WINDOWS)) is True
    assert read.holds(key("19045.4412", Scheme.WINDOWS)) is False


@pytest.mark.parametrize(
    "text",
    [
        "<2.8", "<=2.8.0", "4.5.1", ">=1.0", ">=1.0|<2.0", ">=1.0|<=1.0", ">=2.0|<1.0", ">=1.0|<1.0", "2022.05.11",
        "<11.05.2022", "3.5.14.20", "1.2.3.4.5.6", "<123456.1", "<2017.1",
    ],
)  # fmt: skip
def test_bare_numbers_mean_the_same_without_the_grammar(text: str) -> None:
    spaced = text.replace("|", " | ").replace("<", "< ").replace("< =", "<= ").replace(">=", ">= ")
    by_grammar = read_range(f" {spaced} " if spaced != text else f"{text} ")
    assert read_range(text) == replace(by_grammar, text=text)
