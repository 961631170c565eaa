"""Every string of a report is translated, and every language writes numbers and dates in its way."""

import re
from datetime import UTC, date, datetime
from gettext import NullTranslations
from pathlib import Path
from string import Formatter
from time import perf_counter
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from reports.catalogue import TEMPLATE_FILE, template
from reports.format import ReportError
from reports.glossary import TERMS
from reports.html import HtmlReport, page
from reports.i18n import OURS, Language, available, named
from reports.json import JsonReport
from scanner.model import Audit, Text
from tests.reports.reading import read
from tests.reports.samples import empty_factory, factory, unfinished_factory

OTHERS = [code for code in available() if code != "en"]


def _messages(file: Path) -> dict[Any, Any]:
    with file.open("rb") as source:
        return {_key(message.id): message.string for message in read_po(source) if message.id}


def _key(message: Any) -> Any:
    return tuple(message) if isinstance(message, list | tuple) else message


def _ours(code: str) -> dict[Any, Any]:
    return _messages(OURS / code / "LC_MESSAGES" / "reports.po")


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_template_of_the_catalogues_is_up_to_date() -> None:
    assert set(_messages(TEMPLATE_FILE)) == {_key(message.id) for message in template() if message.id}


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_and_no_translation_is_left_over(code: str) -> None:
    wanted = {_key(message.id) for message in template() if message.id}
    there = _ours(code)
    assert wanted - there.keys() == set()
    assert there.keys() - wanted == set()
    assert [key for key, text in there.items() if not (all(text) if isinstance(text, tuple) else text)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_no_holes_that_its_template_lacks(code: str) -> None:
    for key, text in _ours(code).items():
        templates, translations = (part if isinstance(part, tuple) else (part,) for part in (key, text))
        allowed = set().union(*map(_holes, templates))
        for translation in translations:
            assert _holes(translation) <= allowed, key
        assert _holes(translations[-1]) == _holes(templates[-1]), key


class _Pseudo(NullTranslations):
    """Brackets each translated text, so that one which was forgotten stands out."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def _strings(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_strings, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_strings, value))
    return {value} if isinstance(value, str) else set()


def _untranslated(audit: Audit) -> list[str]:
    pseudo = Language(code="en", catalogue=_Pseudo())
    known = sorted((text for text in _strings(audit.model_dump()) if len(text) > 1), key=len, reverse=True)
    dates = r"(January|February|November|December) \d+, \d+|UTC|Vaglio|×"
    left = []
    for text in read(page(audit, pseudo)).texts:
        rest = text
        for data in known:
            rest = rest.replace(data, "")
        rest = re.sub(dates, "", rest)
        rest = re.sub(r"⟦[^⟦⟧]*…$", "", rest)  # cut short on the map
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", rest)) != rest:
            rest = shorter
        if re.search(r"[A-Za-z]{2}", re.sub(r"\b(tcp|udp)/\d+", "", rest)):
            left.append(text)
    return left


@pytest.mark.parametrize("audit", [empty_factory(), factory(), unfinished_factory(), factory(120)])
def test_no_text_of_a_page_bypasses_the_catalogue(audit: Audit) -> None:
    assert _untranslated(audit) == []


def test_the_glossary_stays_within_twenty_five_terms() -> None:
    assert len(TERMS) <= 25


@pytest.mark.parametrize("report", [HtmlReport(), JsonReport()])
def test_an_unknown_language_is_refused_in_one_sentence_that_names_the_languages(report: Any) -> None:
    with pytest.raises(
        ReportError, match=r"^there is no report in the language 'tlh'; choose one of en, it$"
    ):
        report.render(empty_factory(), "tlh")


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


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "locales"
    (folder / "it" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "it" / "LC_MESSAGES" / "pack.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "It is a {vendor}."\nmsgstr "È un {vendor}."\n\n'
        'msgid "It has {n}."\nmsgstr "Ne ha {wrong}."\n\n'
        'msgid "Machine"\nmsgstr "Presa"\n',
        encoding="utf-8",
    )
    return folder


def test_a_pack_brings_its_own_catalogue_and_ours_comes_first(pack: Path) -> None:
    italian = named("it", [pack])
    assert italian.render(Text.of("It is a {vendor}.", vendor="{x}")) == "È un {x}."
    assert italian.t("Machine") == "Macchina"
    assert named("it").render(Text.of("It is a {vendor}.", vendor="Siemens")) == "It is a Siemens."


def test_a_faulty_translation_falls_back_to_the_english_sentence(pack: Path) -> None:
    assert named("it", [pack]).render(Text.of("It has {n}.", n=3)) == "It has 3."


@pytest.mark.parametrize("template", ["{missing}", "{", "{0}", "{x.y}", "{x[0]}", ""])
def test_a_faulty_template_is_shown_as_it_is(template: str) -> None:
    assert named("en").render(Text.of(template, x=1)) == template


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "it" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "broken.po").write_bytes(b'msgid "a\nmsgstr\xff')
    with pytest.raises(ReportError, match=r"broken\.po can't be read"):
        named("it", [tmp_path])


def test_reading_a_catalogue_is_quick_enough_to_need_no_build_step() -> None:
    from reports.i18n import _read

    start = perf_counter()
    _read(OURS / "it" / "LC_MESSAGES" / "reports.po")
    assert perf_counter() - start < 0.15


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


@pytest.mark.parametrize("code", available())
def test_no_sentence_of_ours_has_more_than_25_words(code: str) -> None:
    keys = [message.id for message in template() if message.id]
    texts = _strings(list(_ours(code).values()) if code != "en" else [_key(key) for key in keys])
    long = [part for text in texts for part in re.split(r"[.!?;:]\s", text) if len(part.split()) > 25]
    assert long == []


def _engine_texts() -> set[str]:
    from scanner.agent.judge import REASONS

    found = extract_from_dir(str(OURS.parents[1] / "scanner"), [("**.py", "python")], {}, {"of": None})
    return {str(message) for _, _, message, *_ in found} | set(REASONS.values())


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_of_the_engine_is_translated(code: str) -> None:
    known = _messages(OURS / code / "LC_MESSAGES" / "engine.po")
    assert {text for text in _engine_texts() if not known.get(text)} == set()
    assert [text for text, translation in known.items() if _holes(text) != _holes(translation)] == []


def test_a_reason_of_the_sensor_is_translated_and_a_name_from_the_wire_never() -> None:
    italian = named("it")
    silent = Text.of("It was asked and gave no whole answer ({reason}).", reason="no answer in time")
    assert (
        italian.render(silent)
        == "Abbiamo chiesto, ma la risposta non è arrivata intera (nessuna risposta in tempo)."
    )
    assert italian.render(Text.of("{name}", name="Machine")) == "Machine"
