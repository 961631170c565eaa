"""The two apostrophes of Uzbek are right whatever a translator's keyboard has."""

import pytest

from reports.i18n import OURS
from reports.shown import visible
from reports.uzbek import spelled
from tests.languages import CHECKS, catalogues, messages


@pytest.mark.parametrize("typed", ["'", "`", "´", "\u2018", "\u2019", "\u02bb", "\u02bc"])
def test_each_apostrophe_becomes_the_one_of_its_place(typed: str) -> None:
    text = f"O{typed}zbekcha to{typed}g{typed}ri ma{typed}lumot, san{typed}at, kutilyapti: bog{typed}"
    assert spelled(text) == "Oʻzbekcha toʻgʻri maʼlumot, sanʼat, kutilyapti: bogʻ"


def test_the_sign_that_parts_two_sounds_follows_a_letter_with_its_own_sign() -> None:
    assert spelled("mo'jiza no'ma'lum e'lon") == "moʻjiza noʻmaʼlum eʼlon"


@pytest.mark.parametrize("text", ["'ha' degan", "R7, 'S7'", "", "{line}", "5' va 7'"])
def test_quotes_and_holes_stay_as_they_are(text: str) -> None:
    assert spelled(text) == text


def test_both_signs_can_be_seen_in_a_report() -> None:
    assert visible("toʻgʻri maʼlumot") == "toʻgʻri maʼlumot"


def test_our_own_catalogues_are_spelled_right_in_the_files_themselves() -> None:
    """The terminal reads them without the reports."""
    files = [file for locales in (CHECKS, OURS) for file in catalogues(locales, "uz_Latn")]
    texts = [part for file in files for said in messages(file).values() for part in _parts(said)]
    assert [text for text in texts if spelled(text) != text] == []


def _parts(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
