"""The languages of reports: four codes, and the other ways in which people write them."""

import pytest

from scanner.config import LANGUAGES
from scanner.config.languages import NAMES, full_code
from tests.scanner.config.texts import read


def test_there_are_four_and_each_has_a_name() -> None:
    assert LANGUAGES == ("en", "it", "ru", "uz_Latn")
    assert tuple(NAMES) == LANGUAGES


@pytest.mark.parametrize("typed", ["uz", "UZ", "uz_Latn", "uz-Latn", "uz_latn", "uz-latn"])
def test_uzbek_is_the_one_in_latin_letters_however_it_is_written(typed: str) -> None:
    assert full_code(typed) == "uz_Latn"


@pytest.mark.parametrize("typed", ["ru", "RU"])
def test_a_code_is_known_in_capitals_too(typed: str) -> None:
    assert full_code(typed) == "ru"


@pytest.mark.parametrize("typed", ["", "uz_Cyrl", "../ru", "tlh", None, 7])
def test_what_is_no_code_stays_as_it_is(typed: object) -> None:
    assert full_code(typed) == typed


@pytest.mark.parametrize(
    ("typed", "code"), [("ru", "ru"), ("uz", "uz_Latn"), ("uz-Latn", "uz_Latn"), ("it", "it")]
)
def test_a_configuration_may_name_any_of_them(typed: str, code: str) -> None:
    config = read(f'language = "{typed}"\n')
    assert config.language == code
    assert config.report_language == code


def test_reports_may_have_another_language_than_the_messages() -> None:
    config = read('language = "ru"\n[report]\nlanguage = "uz"\n')
    assert (config.language, config.report_language) == ("ru", "uz_Latn")
