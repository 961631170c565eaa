"""Every string of a report is translated, and every language writes numbers and dates in its way."""

import re
from datetime import UTC, date, datetime
from gettext import NullTranslations
from string import Formatter
from typing import Any

import pytest
from babel.messages.pofile import read_po

from reports.catalogue import TEMPLATE_FILE, template
from reports.format import ReportError
from reports.glossary import TERMS
from reports.html import HtmlReport
from reports.i18n import OURS, Language, available, named
from reports.json import JsonReport
from scanner.config import LANGUAGES
from scanner.model import Text
from tests.languages import OTHERS, each_language, messages
from tests.reports.reading import read
from tests.reports.samples import empty_factory, factory
from tests.timing import assert_quick

EVERY = template()


def _ours(code: str) -> dict[Any, Any]:
    return messages(OURS / code / "LC_MESSAGES" / "reports.po")


def _key(message: Any) -> Any:
    return tuple(message) if isinstance(message, list | tuple) else message


WANTED = {_key(message.id) for message in EVERY if message.id}


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_template_of_the_catalogues_is_up_to_date() -> None:
    assert set(messages(TEMPLATE_FILE)) == WANTED


@each_language
def test_every_text_is_translated_and_no_translation_is_left_over(code: str) -> None:
    there = _ours(code)
    assert WANTED - there.keys() == set()
    assert there.keys() - WANTED == set()
    assert [key for key, text in there.items() if not (all(text) if isinstance(text, tuple) else text)] == []


@each_language
def test_a_translation_has_no_holes_that_its_template_lacks(code: str) -> None:
    for key, text in _ours(code).items():
        templates, translations = (part if isinstance(part, tuple) else (part,) for part in (key, text))
        allowed = set().union(*map(_holes, templates))
        for translation in translations:
            assert _holes(translation) <= allowed, key
        assert _holes(translations[-1]) == _holes(templates[-1]), key


@each_language
def test_a_plural_has_all_the_forms_of_its_language(code: str) -> None:
    with (OURS / code / "LC_MESSAGES" / "reports.po").open("rb") as source:
        forms = read_po(source).num_plurals
    plurals = [text for text in _ours(code).values() if isinstance(text, tuple)]
    assert plurals
    assert [text for text in plurals if len(text) != forms] == []
    assert forms == {"it": 2, "ru": 3, "uz_Latn": 2}[code]


def test_the_glossary_stays_within_twenty_five_terms() -> None:
    assert len(TERMS) <= 25


@pytest.mark.parametrize("report", [HtmlReport(), JsonReport()])
def test_an_unknown_language_is_refused_in_one_sentence_that_names_the_languages(report: Any) -> None:
    with pytest.raises(ReportError) as refused:
        report.render(empty_factory(), "tlh")
    known = ", ".join(available())
    assert str(refused.value) == f"there is no report in the language 'tlh'; choose one of {known}"
    assert {"en", "it", "ru"} <= set(available()) <= set(LANGUAGES)


def test_a_language_is_no_path() -> None:
    with pytest.raises(ReportError):
        named("../it")


def test_dates_and_numbers_follow_the_language() -> None:
    italian, english = named("it"), named("en")
    assert italian.day(date(2026, 11, 22)) == "22 novembre 2026"
    assert english.day(date(2026, 11, 22)) == "November 22, 2026"
    assert italian.moment(datetime(2026, 11, 22, 9, 5, tzinfo=UTC)) == "22 novembre 2026, 09:05 UTC"
    assert italian.number(1234.5) == "1.234,5"
    assert italian.render(Text.of("{share}", share=0.5)) == "0,5"
    assert italian.render(Text.of("{port}", port=44818)) == "44818"


def test_the_tag_of_a_language_is_the_one_of_the_web() -> None:
    assert Language(code="uz_Latn", catalogue=NullTranslations()).tag == "uz-Latn"


def test_a_share_is_never_rounded_up() -> None:
    english = named("en")
    assert english.points(0.999) == "99"
    assert english.percent(0.4999) == "49%"
    assert english.points(0.29) == "29"
    assert english.percent(1.0) == "100%"


def test_plurals_follow_the_language() -> None:
    italian = named("it")
    assert italian.nt("{n} machine", "{n} machines", 1) == "1 macchina"
    assert italian.nt("{n} machine", "{n} machines", 2) == "2 macchine"
    assert italian.nt("{n} machine", "{n} machines", 1000) == "1.000 macchine"


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 машин"), (1, "1 машина"), (2, "2 машины"), (5, "5 машин"), (11, "11 машин"), (12, "12 машин"),
     (21, "21 машина"), (22, "22 машины"), (111, "111 машин"), (1001, "1\u00a0001 машина")],
)  # fmt: skip
def test_russian_counts_in_three_forms(n: int, said: str) -> None:
    assert named("ru").nt("{n} machine", "{n} machines", n) == said


def test_russian_writes_dates_and_numbers_in_its_way() -> None:
    russian = named("ru")
    assert russian.day(date(2026, 11, 22)) == "22 ноября 2026\u202fг."
    assert russian.moment(datetime(2026, 5, 3, 9, 5, tzinfo=UTC)) == "3 мая 2026\u202fг., 09:05 UTC"
    assert russian.number(1234.5) == "1\u00a0234,5"
    assert russian.percent(0.5) == "50\u00a0%"


def test_uzbek_dates_stand_in_latin_letters() -> None:
    uzbek = Language(code="uz_Latn", catalogue=NullTranslations())
    days = [uzbek.day(date(2026, month, 22)) for month in range(1, 13)]
    assert days[10] == "22-noyabr, 2026"
    assert [day for day in days if not day.isascii()] == []
    assert uzbek.number(1234.5) == "1\u00a0234,5"


@pytest.mark.parametrize("template", ["{missing}", "{", "{0}", "{x.y}", "{x[0]}", ""])
def test_a_faulty_template_is_shown_as_it_is(template: str) -> None:
    assert named("en").render(Text.of(template, x=1)) == template


def test_reading_a_catalogue_is_quick_enough_to_need_no_build_step() -> None:
    from reports.i18n import _read

    assert_quick(lambda: _read(OURS / "it" / "LC_MESSAGES" / "reports.po"), 0.5)


def _gulpease(text: str) -> float:
    words = re.findall(r"\w+", text)
    sentences = max(1, len(re.findall(r"[.!?:;]+(?=\s|$)", text)))
    letters = sum(len(word) for word in words)
    return 89 + (300 * sentences - 10 * letters) / len(words)


def test_the_italian_of_page_one_is_easy_to_read() -> None:
    audit = factory().model_copy(update={"good": (), "actions": ()})
    text = read(HtmlReport().render(audit, "it")).text
    first = text[text.index("Dimostrato 41 su 100, possibile fino a 72; ") : text.index("In questo rapporto")]
    assert _gulpease(first) >= 60


def _sentences(value: Any) -> list[str]:
    texts = value if isinstance(value, tuple) else (value,)
    return [part for text in texts for part in re.split(r"[.!?;:]\s", text)]


@pytest.mark.parametrize("code", ["en", *OTHERS])
def test_no_sentence_of_ours_has_more_than_25_words(code: str) -> None:
    if code not in available():
        pytest.skip(f"there is no catalogue of {code}")
    texts = WANTED if code == "en" else _ours(code).values()
    assert [part for text in texts for part in _sentences(text) if len(part.split()) > 25] == []
