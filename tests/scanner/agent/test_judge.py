"""The judge: what was not heard is never met, and a stranger's check never ends a scan."""

import sys
from dataclasses import replace
from typing import Any

import pytest

from scanner.agent.judge import cards, judge
from scanner.evidence import AssetView, FtpGreeting, SegmentView
from scanner.model import (
    Answer,
    Asset,
    Evidence,
    Finding,
    Outcome,
    Service,
    Severity,
    Text,
    Verdict,
    met,
    not_met,
)
from scanner.plugin import Check
from tests.scanner.agent.things import ASSET, a_check, catalogue, greets, heard, missed, segment, tcp

ASSETS = {"10.0.0.7": ASSET}


def _judged(check: Check[Any], *evidence: Evidence, assets: dict[str, Asset] = ASSETS) -> list[Finding]:
    return judge(catalogue(check), evidence, assets, segment(*evidence))


@pytest.mark.parametrize("answer", [Answer.CLOSED, Answer.FILTERED])
def test_a_closed_or_filtered_door_is_no_finding(answer: Answer) -> None:
    assert _judged(a_check(greets), missed(answer)) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer.SILENT, "gave no whole answer (why)"),
        (Answer.GARBLED, "could not be understood (why)"),
        (Answer.REFUSED, "not let out (why)"),
        (Answer.NOT_ASKED, "It was not asked: why."),
    ],
)
def test_what_was_not_heard_is_one_unknown_with_its_reason(answer: Answer, words: str) -> None:
    (found,) = _judged(a_check(greets), missed(answer, reason="why"), missed(Answer.CLOSED, tcp(2121)))
    assert (found.outcome, found.asset, found.service) == (Outcome.UNKNOWN, "id-1", tcp(21))
    assert words in str(found.why)


def test_a_question_that_nobody_allowed_is_unknown_and_names_the_line_that_allows_it() -> None:
    reason = 'needs your consent: allow_guess = ["ftp-anonymous"]'
    (found,) = _judged(a_check(greets), missed(Answer.NOT_ASKED, reason=reason))
    assert found.outcome is Outcome.UNKNOWN
    assert str(found.why) == 'Not assessed: this needs your consent (allow_guess = ["ftp-anonymous"]).'


def test_several_missed_doors_of_one_asset_are_one_unknown_without_a_door() -> None:
    (found,) = _judged(a_check(greets), missed(Answer.SILENT), missed(Answer.GARBLED, tcp(2121)))
    assert (found.outcome, found.service) == (Outcome.UNKNOWN, None)


def test_each_asset_has_its_own_unknown() -> None:
    other = Asset(id="id-2", addresses=("10.0.0.8",))
    evidence = (missed(Answer.SILENT), missed(Answer.SILENT, asset="10.0.0.8"))
    found = _judged(a_check(greets), *evidence, assets=ASSETS | {"10.0.0.8": other})
    assert [one.asset for one in found] == ["id-1", "id-2"]


def test_heard_on_two_ports_is_two_findings() -> None:
    found = _judged(
        a_check(greets), heard(FtpGreeting(banner="a")), heard(FtpGreeting(banner="b"), tcp(2121))
    )
    assert [(one.service, str(one.why)) for one in found] == [
        (tcp(21), "It says a."),
        (tcp(2121), "It says b."),
    ]


def test_what_was_heard_once_leaves_no_doubt_about_a_second_door() -> None:
    found = _judged(a_check(greets), heard(FtpGreeting(banner="a")), missed(Answer.SILENT, tcp(2121)))
    assert [one.outcome for one in found] == [Outcome.NOT_MET]


def test_a_datagram_without_an_answer_leaves_no_doubt_but_a_garbled_one_does() -> None:
    udp = Service(transport="udp", port=69)
    assert _judged(a_check(greets), missed(Answer.SILENT, udp)) == []
    assert [one.outcome for one in _judged(a_check(greets), missed(Answer.GARBLED, udp))] == [Outcome.UNKNOWN]


def test_evidence_of_another_kind_or_of_nobody_is_not_judged() -> None:
    elsewhere = heard(FtpGreeting(banner="a"), asset="10.9.9.9")
    other = missed(Answer.SILENT).model_copy(update={"wanted": "ssh-server"})
    assert _judged(a_check(greets), elsewhere, other) == []


def _raises(_: FtpGreeting) -> Verdict:
    raise ZeroDivisionError("secret \x1b[31m")


def _leaves(_: FtpGreeting) -> Verdict:
    sys.exit(0)


@pytest.mark.parametrize(
    ("judge_it", "error"),
    [
        (_raises, "ZeroDivisionError"),
        (_leaves, "SystemExit"),
        (lambda _: None, "TypeError"),
        (lambda _: True, "TypeError"),
        (lambda _: not_met("It is a {maker}."), "KeyError"),
        (lambda _: not_met("It is a {maker}.", model="x"), "KeyError"),
        (lambda _: not_met("It is a {model", model="x"), "ValueError"),
        (lambda _: not_met("It is a {model.nothing}.", model="x"), "AttributeError"),
    ],
)
def test_a_check_that_fails_does_not_know(
    judge_it: Any, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = _judged(a_check(judge_it), heard(FtpGreeting(banner="a")))
    assert found.outcome is Outcome.UNKNOWN
    assert str(found.why) == f"The check itself failed ({error}); tell its author."
    assert capsys.readouterr().out == ""


def test_a_failing_check_does_not_keep_the_others_from_judging() -> None:
    both = catalogue(a_check(_raises, id="breaks"), a_check(greets))
    evidence = heard(FtpGreeting(banner="a"))
    found = judge(both, [evidence], ASSETS, segment(evidence))
    assert [(one.check, one.outcome) for one in found] == [
        ("breaks", Outcome.UNKNOWN), ("greets", Outcome.NOT_MET),
    ]  # fmt: skip


HOSTILE = [
    "{0.__class__}",
    "{banner}",
    "{",
    "}}{{",
    "%s%n",
    "{banner!r:>99999999}",
    "\x1b[31m\u202e",
    "{}" * 9,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_and_never_interpreted(text: str) -> None:
    (found,) = _judged(a_check(greets), heard(FtpGreeting(banner=text)))
    assert found.outcome is Outcome.NOT_MET
    assert str(found.why) == f"It says {text}."
    assert str(Finding.model_validate_json(found.model_dump_json()).why) == f"It says {text}."


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_reason_of_a_missing_answer_is_shown_as_it_is(text: str) -> None:
    (found,) = _judged(a_check(greets), missed(Answer.GARBLED, reason=text))
    assert text in str(found.why)


def test_a_translation_is_filled_with_the_parameters_as_they_are() -> None:
    text = Text.of("It says {banner}.", banner="{banner.__class__}")
    assert text.render(lambda _: "Dice {banner}.") == "Dice {banner.__class__}."


def test_a_verdict_may_be_worse_than_its_check() -> None:
    worse = a_check(lambda _: not_met("Bad.", severity=Severity.CRITICAL))
    usual = a_check(lambda _: not_met("Bad."))
    evidence = heard(FtpGreeting(banner=""))
    assert [_judged(one, evidence)[0].severity for one in (worse, usual)] == [Severity.CRITICAL, Severity.LOW]


def test_a_finding_says_which_check_judged_it_and_on_which_evidence() -> None:
    evidence = heard(FtpGreeting(banner="a"))
    (found,) = _judged(a_check(greets), evidence)
    assert (found.check, found.check_version, found.origin) == ("greets", "1", "acme 2.1")
    assert found.evidence == (evidence.id,)


def _counts(view: AssetView) -> Verdict:
    return met("{count} pieces of {asset}.", count=len(view.evidence), asset=view.asset.id)


def test_a_view_of_an_asset_holds_its_own_evidence_under_all_its_addresses() -> None:
    one = Asset(id="id-1", addresses=("10.0.0.7", "10.0.0.8"), mac="00:1b:1b:00:00:01")
    two = Asset(id="id-2", addresses=("10.0.0.9",))
    keys = ("10.0.0.7", "10.0.0.8", "00:1b:1b:00:00:01", "10.0.0.9")
    evidence = [heard(FtpGreeting(banner=key), asset=key) for key in keys]
    assets = {"10.0.0.7": one, "10.0.0.8": one, "10.0.0.9": two}
    found = judge(catalogue(a_check(_counts, AssetView)), evidence, assets, segment(*evidence))
    assert [str(each.why) for each in found] == ["3 pieces of id-1.", "1 pieces of id-2."]


def test_a_view_of_a_segment_is_judged_once_and_names_no_asset() -> None:
    check = a_check(lambda view: met("{count} machines.", count=len(view.assets)), SegmentView)
    (found,) = judge(catalogue(check), [], {}, segment())
    assert (found.asset, found.service, str(found.why)) == (None, None, "1 machines.")


def _applies(check: Check[Any], says: Any) -> Check[Any]:
    return replace(check, applies=says)


def test_where_there_is_nothing_to_judge_there_is_no_finding() -> None:
    check = _applies(a_check(greets), lambda greeting: greeting.banner == "a")
    evidence = [heard(FtpGreeting(banner="a")), heard(FtpGreeting(banner="b"), tcp(2121))]
    assert [str(one.why) for one in _judged(check, *evidence)] == ["It says a."]
    about = _applies(a_check(_counts, AssetView), lambda view: bool(view.heard(FtpGreeting)))
    assert _judged(about) == []
    assert len(_judged(about, *evidence)) == 1


def test_what_was_heard_and_does_not_apply_leaves_no_doubt() -> None:
    check = _applies(a_check(greets), lambda _: False)
    assert _judged(check, heard(FtpGreeting(banner="a")), missed(Answer.SILENT, tcp(2121))) == []


def test_a_second_question_at_the_same_door_that_got_no_answer_leaves_a_doubt() -> None:
    check = _applies(a_check(greets), lambda greeting: greeting.banner == "a")
    lost = missed(Answer.SILENT)
    (found,) = _judged(check, heard(FtpGreeting(banner="b")), lost)
    assert (found.outcome, found.service, found.evidence) == (Outcome.UNKNOWN, tcp(21), (lost.id,))
    (found,) = _judged(check, heard(FtpGreeting(banner="b")), heard(FtpGreeting(banner="a")), lost)
    assert found.outcome is Outcome.NOT_MET
    assert _judged(check, heard(FtpGreeting(banner="b")), missed(Answer.CLOSED)) == []


@pytest.mark.parametrize("answer", [Answer.SILENT, Answer.GARBLED])
def test_a_check_of_a_whole_asset_does_not_know_where_what_it_reads_was_lost(answer: Answer) -> None:
    about = _applies(a_check(_counts, AssetView), lambda view: bool(view.heard(FtpGreeting)))
    lost = [missed(answer), missed(answer, tcp(2121))]
    assert _judged(about, *lost) == []
    (found,) = _judged(replace(about, reads=(FtpGreeting,)), *lost)
    assert (found.outcome, found.asset, found.service) == (Outcome.UNKNOWN, "id-1", None)
    assert found.evidence == (lost[0].id,)


@pytest.mark.parametrize("answer", [Answer.CLOSED, Answer.FILTERED, Answer.REFUSED, Answer.NOT_ASKED])
def test_a_check_of_a_whole_asset_has_no_place_where_nothing_was_asked(answer: Answer) -> None:
    about = _applies(a_check(_counts, AssetView), lambda view: bool(view.heard(FtpGreeting)))
    assert _judged(replace(about, reads=(FtpGreeting,)), missed(answer)) == []


def test_what_a_check_of_a_whole_asset_heard_once_leaves_no_doubt_about_another_door() -> None:
    about = replace(_applies(a_check(_counts, AssetView), lambda _: False), reads=(FtpGreeting,))
    assert _judged(about, heard(FtpGreeting(banner="a")), missed(Answer.SILENT, tcp(2121))) == []


def test_a_segment_with_nothing_to_judge_has_no_finding() -> None:
    check = _applies(a_check(lambda _: met("Fine."), SegmentView), lambda view: bool(view.evidence))
    assert judge(catalogue(check), [], {}, segment()) == []


def test_a_check_that_cannot_tell_whether_it_applies_is_called() -> None:
    check = _applies(a_check(greets), lambda _: 1 // 0)
    assert [str(one.why) for one in _judged(check, heard(FtpGreeting(banner="a")))] == ["It says a."]


def test_a_card_says_the_words_of_its_check_and_where_it_comes_from() -> None:
    (card,) = cards(catalogue(a_check(greets)))
    assert (card.id, card.title, card.origin, card.severity) == (
        "greets",
        "It greets",
        "acme 2.1",
        Severity.LOW,
    )
