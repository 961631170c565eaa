"""The assessment by example: credit, caps, population, actions, good things, what was not checked."""

import pytest

from scanner.assess import DECLARED, DOCUMENT, NOT_ASSESSED, Place, assess, when
from scanner.assess.interval import Rule
from scanner.model import RequirementScore, Severity, Strength, Text
from tests.scanner.assess.small import (
    AGAINST,
    CARDS,
    CATALOGUE,
    EVIDENCE,
    HINT,
    MET,
    NOT_MET,
    SEGMENT,
    STOP,
    UNKNOWN,
    assets,
    card,
    finding,
)


def interval(one: RequirementScore) -> tuple[float, float, float]:
    return round(one.lo, 4), round(one.hi, 4), round(one.coverage, 4)


def r1(*found: object, **more: object) -> tuple[float, float, float]:
    result = assess(found, CARDS, assets("a", "b"), CATALOGUE, **more)  # type: ignore[arg-type]
    return interval(result.requirements[0])


def test_without_evidence_nothing_is_proven_and_all_is_possible() -> None:
    result = assess([], CARDS, [], CATALOGUE)
    assert [interval(one) for one in result.requirements] == [(0, 1, 0), (0, 1, 0)]
    assert (result.score.lo, result.score.hi, result.score.coverage) == (0, 1, 0)
    assert result.good == ()


def test_evidence_counts_in_full() -> None:
    assert r1(finding(EVIDENCE, "a", MET), finding(EVIDENCE, "b", NOT_MET)) == (0.5, 0.5, 1)
    assert r1(finding(EVIDENCE, "a", MET), finding(EVIDENCE, "b", UNKNOWN)) == (0.5, 1, 0.5)


def test_a_hint_looks_at_half_of_the_matter() -> None:
    assert r1(finding(HINT, "a", MET)) == (0.5, 1, 0.5)
    assert r1(finding(HINT, "a", NOT_MET)) == (0, 0, 0.5)


def test_a_contradiction_only_ever_lowers() -> None:
    assert r1(finding(AGAINST, "a", MET)) == (0, 1, 0)
    assert r1(finding(AGAINST, "a", NOT_MET)) == (0, 0, 1)


def test_the_worst_service_of_an_asset_speaks_for_it() -> None:
    assert r1(finding(EVIDENCE, "a", MET, 1), finding(EVIDENCE, "a", NOT_MET, 2)) == (0, 0, 1)
    assert r1(finding(EVIDENCE, "a", MET, 1), finding(EVIDENCE, "a", UNKNOWN, 2)) == (0, 1, 0)


def test_a_finding_about_the_segment_counts_for_all_its_assets() -> None:
    # Weight 2 for two assets against weight 1 for one: 4 to 1.
    assert r1(finding(SEGMENT, None, MET), finding(EVIDENCE, "a", NOT_MET)) == (0.8, 0.8, 1)


def test_answers_count_by_what_stands_behind_them() -> None:
    found = [finding(SEGMENT, None, MET)]
    result = assess(found, CARDS, assets("a"), CATALOGUE, answers={"q1": DOCUMENT, "q2": DECLARED})
    assert interval(result.requirements[1]) == (0.825, 1, 1)


def test_a_scan_alone_does_not_prove_what_must_be_asked() -> None:
    result = assess(
        [finding(SEGMENT, None, MET)], CARDS, assets("a"), CATALOGUE, answers={"q1": NOT_ASSESSED}
    )
    assert interval(result.requirements[1]) == (0.5, 1, 0.5)


def test_a_gap_of_a_stop_check_caps_both_ends() -> None:
    good = [finding(EVIDENCE, name, MET) for name in "abcdefgh"]
    result = assess([*good, finding(STOP, "a", NOT_MET)], CARDS, assets(*"abcdefgh"), CATALOGUE)
    one = result.requirements[0]
    assert (one.lo, one.hi, one.capped) == (0.39, 0.39, ("stop",))
    assert result.score.hi <= 0.59
    assert result.requirements[1].capped == (), "a hint caps nothing"


def test_an_unknown_of_a_stop_check_caps_what_is_proven_only() -> None:
    good = [finding(EVIDENCE, name, MET) for name in "abcdefgh"]
    result = assess([*good, finding(STOP, "a", UNKNOWN)], CARDS, assets(*"abcdefgh"), CATALOGUE)
    one = result.requirements[0]
    assert (one.lo, one.hi, one.capped) == (0.39, 1, ("stop",))


def test_an_expected_asset_that_was_not_seen_is_not_assessed_for_any_check() -> None:
    result = assess(
        [finding(EVIDENCE, "a", MET)], [EVIDENCE, HINT], assets("a"), CATALOGUE, expected=["a", "z"]
    )
    assert interval(result.requirements[0]) == (0.3333, 1, 0.3333)
    assert [one.asset for one in result.not_checked] == ["z"]


def test_an_expected_asset_is_recognised_by_its_mac_however_written() -> None:
    known = assets("10.0.0.1")[0].model_copy(update={"mac": "00:80:f4:1a:22:10"})
    result = assess([], [EVIDENCE], [known], CATALOGUE, expected=["00-80-F4-1A-22-10"])
    assert result.not_checked == ()


def test_a_place_that_was_judged_before_is_not_forgotten() -> None:
    before = Place(check="plain", asset="b", service=finding(EVIDENCE, "b", NOT_MET).service)
    result = assess([finding(EVIDENCE, "a", MET)], CARDS, assets("a", "b"), CATALOGUE, population=[before])
    assert interval(result.requirements[0]) == (0.5, 1, 0.5)
    assert result.good == ()
    assert [(one.asset, one.check) for one in result.not_checked] == [("b", "plain")]


def test_an_unfinished_audit_says_so_and_counts_silent_assets_as_not_assessed() -> None:
    result = assess([finding(EVIDENCE, "a", MET)], [EVIDENCE], assets("a", "b"), CATALOGUE, complete=False)
    assert interval(result.requirements[0]) == (0.5, 1, 0.5)
    assert [one.asset for one in result.not_checked] == ["", "b"]


def test_a_gap_of_a_check_without_a_card_still_counts() -> None:
    stranger = card("stranger")
    result = assess([finding(stranger, "a", NOT_MET)], [], assets("a"), CATALOGUE)
    assert interval(result.requirements[0]) == (0, 0, 1)
    assert result.actions[0].check == "stranger"


def test_actions_come_by_exposure_then_severity_then_ease() -> None:
    high, slow, quick = (
        card("high", severity=Severity.HIGH, effort="weeks"),
        card("slow", effort="days"),
        card("quick", effort="hours"),
    )
    found = [finding(one, "a", NOT_MET) for one in (slow, quick, high, STOP)]
    result = assess(found, [slow, quick, high, STOP], assets("a"), CATALOGUE)
    assert [one.check for one in result.actions] == ["stop", "high", "quick", "slow"]
    assert [one.rank for one in result.actions] == [1, 2, 3, 4]


def test_no_action_comes_before_one_of_an_earlier_band() -> None:
    mild, critical = card("mild", stop=True), card("critical", severity=Severity.CRITICAL)
    found = [finding(mild, "a", NOT_MET), finding(critical, "a", NOT_MET)]
    result = assess(found, [mild, critical], assets("a"), CATALOGUE)
    assert [(one.check, one.band) for one in result.actions] == [("critical", "now"), ("mild", "next")]


def test_ties_go_to_what_gains_more() -> None:
    more, less = card("z-more", weight=3), card("a-less")
    found = [finding(more, "a", NOT_MET), finding(less, "a", NOT_MET)]
    result = assess(found, [more, less], assets("a"), CATALOGUE)
    assert [one.check for one in result.actions] == ["z-more", "a-less"]
    assert [round(one.gain, 2) for one in result.actions] == [0.45, 0.15]


def test_one_action_for_all_assets_that_need_it() -> None:
    found = [finding(EVIDENCE, name, NOT_MET, port) for name in "ab" for port in (1, 2)]
    (action,) = assess([*found, finding(EVIDENCE, "c", MET)], CARDS, assets(*"abc"), CATALOGUE).actions
    assert action.assets == ("a", "b")
    assert action.findings == tuple(one.key for one in found)


def test_the_severity_of_an_action_is_that_of_its_worst_finding() -> None:
    found = [finding(EVIDENCE, "a", NOT_MET), finding(EVIDENCE, "b", NOT_MET, severity=Severity.CRITICAL)]
    (action,) = assess(found, CARDS, assets("a", "b"), CATALOGUE).actions
    assert (action.severity, action.band, action.deadline_days) == (Severity.CRITICAL, "now", 7)


@pytest.mark.parametrize(
    ("severity", "stop", "days", "planned", "band"),
    [
        (Severity.CRITICAL, False, 15, True, "now"),
        (Severity.HIGH, True, 15, True, "now"),
        (Severity.MEDIUM, True, 3, True, "next"),
        (Severity.HIGH, False, 3, True, "next"),
        (Severity.HIGH, False, 15, False, "next"),
        (Severity.HIGH, False, 15, True, "plan"),
        (Severity.MEDIUM, False, 0.5, False, "next"),
        (Severity.MEDIUM, False, 3, False, "plan"),
        (Severity.MEDIUM, False, 0.5, True, "plan"),
        (Severity.LOW, False, 0.5, False, "plan"),
        (Severity.INFO, False, 0.5, False, "watch"),
        (Severity.INFO, True, 0.5, False, "watch"),
    ],
)
def test_bands_follow_a_rule(severity: Severity, stop: bool, days: float, planned: bool, band: str) -> None:
    rule = Rule({"R1": Strength.EVIDENCE}, stop=stop, days=days, planned_stop=planned)
    deadlines = {"now": 7, "next": 90, "plan": 365, "watch": None}
    assert when(severity, rule) == (band, deadlines[band])


def test_only_what_is_wholly_in_order_is_praised_and_the_weightiest_first() -> None:
    light, heavy, spoilt, doubtful = (
        card("light", severity=Severity.LOW),
        card("heavy", severity=Severity.HIGH),
        card("spoilt"),
        card("doubtful"),
    )
    found = [finding(one, "a", MET) for one in (light, heavy, spoilt, doubtful)]
    found += [finding(spoilt, "b", NOT_MET), finding(doubtful, "b", UNKNOWN)]
    result = assess(found, [light, heavy, spoilt, doubtful, card("unheard")], assets("a", "b"), CATALOGUE)
    assert [str(text) for text in result.good] == ["heavy is well.", "light is well."]


def test_at_most_three_things_are_praised_and_none_without_words() -> None:
    cards = [card(f"c{number}", praise="" if number == 0 else "Well.") for number in range(6)]
    result = assess([finding(one, "a", MET) for one in cards], cards, assets("a"), CATALOGUE)
    assert [str(text) for text in result.good] == ["Well."] * 3


def test_one_reason_at_one_place_is_told_once() -> None:
    silent = Text.of("It gave no answer.")
    found = [finding(one, "a", UNKNOWN, why=silent) for one in (EVIDENCE, HINT)]
    found.append(finding(EVIDENCE, "b", UNKNOWN, why=silent))
    result = assess(found, CARDS, assets("a", "b"), CATALOGUE)
    assert [(one.asset, one.check, str(one.reason)) for one in result.not_checked] == [
        ("a", "", "It gave no answer."),
        ("b", "plain", "It gave no answer."),
    ]


def test_findings_are_counted() -> None:
    found = [finding(EVIDENCE, "a", NOT_MET), finding(HINT, "a", UNKNOWN), finding(HINT, "b", MET)]
    score = assess(found, CARDS, assets("a", "b"), CATALOGUE).score
    assert (score.gaps, score.unknown) == (1, 1)
