"""The program's reading of real texts against a person's: the gold set, and a second set that it was not made for."""

import pytest

from scanner.knowledge.versions import RangeKind, read_range
from tests.scanner.knowledge.versions.labels import GOLD, HOLDOUT, Label, Outcome, judged, labels


def outcomes(found: list[Label]) -> list[tuple[Outcome, str]]:
    return [(judged(label, read_range(label.text)), label.text) for label in found]


def test_there_are_300_labelled_texts_and_150_more() -> None:
    gold, holdout = ({label.text for label in labels(path)} for path in (GOLD, HOLDOUT))
    assert (len(gold), len(holdout), gold & holdout) == (300, 150, set())


def test_of_the_gold_set_95_percent_of_what_a_person_can_read_is_read() -> None:
    readable = [label for label in labels(GOLD) if label.kind is not RangeKind.UNPARSED]
    missed = [text for outcome, text in outcomes(readable) if outcome is Outcome.MISSED]
    assert 1 - len(missed) / len(readable) >= 0.95, missed


@pytest.mark.parametrize("path", [GOLD, HOLDOUT], ids=["gold", "holdout"])
def test_of_what_is_read_99_percent_is_right(path: object) -> None:
    found = outcomes(labels(GOLD if path == GOLD else HOLDOUT))
    wrong = [text for outcome, text in found if outcome is Outcome.WRONG]
    read = [text for outcome, text in found if outcome in (Outcome.RIGHT, Outcome.WRONG)]
    assert 1 - len(wrong) / len(read) >= 0.99, wrong


def test_of_the_second_set_9_in_10_are_read() -> None:
    readable = [label for label in labels(HOLDOUT) if label.kind is not RangeKind.UNPARSED]
    read = [text for outcome, text in outcomes(readable) if outcome is not Outcome.MISSED]
    assert len(read) / len(readable) >= 0.9


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (Label("< 2", RangeKind.SOME, ("(,2]",)), "< 2"),
        (Label("< 2", RangeKind.SOME, ("(,2)",), outside=("1.9",)), "< 2"),
        (Label("< 2", RangeKind.SOME, ("(,2)",), condition="with CP"), "< 2"),
        (Label("< 2", RangeKind.UNPARSED), "< 2"),
        (Label("*", RangeKind.SOME), "*"),
    ],
)
def test_a_reading_that_differs_in_anything_is_wrong(label: Label, text: str) -> None:
    assert judged(label, read_range(text)) is Outcome.WRONG
