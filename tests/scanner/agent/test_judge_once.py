"""The judge says a weakness of a place once, however often and in whatever words the machine showed it."""

import pytest

from scanner.agent.judge import judge
from scanner.evidence import FtpGreeting
from scanner.model import Finding, Severity, Verdict, met, not_met, unknown
from scanner.plugin import Check
from tests.scanner.agent.things import ASSET, a_check, catalogue, greets, heard, segment

VERDICTS = {
    "good": met("Good."), "mute": unknown("Mute."), "bad": not_met("Bad."),
    "worse": not_met("Worse.", Severity.CRITICAL),
}  # fmt: skip


def says(told: FtpGreeting) -> Verdict:
    return VERDICTS[told.banner]


def judged(check: Check[FtpGreeting], *words: str) -> tuple[list[Finding], tuple[str, ...]]:
    """The findings, and the ids of the evidence."""
    said = [heard(FtpGreeting(banner=word)) for word in words]
    found = judge(catalogue(check), said, {"10.0.0.7": ASSET}, segment(*said))
    return found, tuple(one.id for one in said)


def test_what_a_machine_says_in_several_words_is_one_finding_with_all_that_it_rests_on() -> None:
    (found,), said = judged(a_check(greets), "a", "b", "c")
    assert found.evidence == said


@pytest.mark.parametrize(
    ("words", "stands"),
    [(["good", "mute"], "Mute."), (["good", "bad", "mute"], "Bad."), (["worse", "bad", "good"], "Worse.")],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_of_several_verdicts_about_one_place_the_worst_stands(
    words: list[str], stands: str, turn: int
) -> None:
    (found,), _ = judged(a_check(says), *words[::turn])
    assert str(found.why) == stands
