"""A pack of a stranger brings its own words, in any language of the reports; ours come first."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from reports.format import ReportError
from reports.html import HtmlReport
from reports.i18n import named
from reports.json import JsonReport
from scanner.agent.compose import locales_of
from scanner.agent.explain import page, translator
from scanner.agent.judge import cards
from scanner.model import Audit, Text
from scanner.packs import load_checks
from tests.reports.reading import read
from tests.reports.samples import factory

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
CHECK = '''"""The question of a stranger."""

from scanner import Severity, Verdict, check, not_met
from scanner.evidence import FtpGreeting


@check(id="mill-greets", title="The saw mill greets strangers", why="It says more than it must.",
       what_to_do="Shorten the greeting.", who="it", needs=FtpGreeting, severity=Severity.INFO,
       requirements={"R7": "hint"})
def greets(greeting: FtpGreeting) -> Verdict:
    return not_met("It says {text}.", text=greeting.banner)
'''
RUSSIAN = {
    "The saw mill greets strangers": "Лесопилка приветствует посторонних",
    "It says more than it must.": "Она говорит больше, чем нужно.",
    "Shorten the greeting.": "Сократите приветствие.",
    "It says {text}.": "Она говорит {text}.",
}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _catalogue(pack: Path, code: str, said: Mapping[str, str], name: str = "pack.po") -> Path:
    file = pack / "locales" / code / "LC_MESSAGES" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    pairs = (f"msgid {_quoted(text)}\nmsgstr {_quoted(other)}\n" for text, other in said.items())
    file.write_text(HEADER + "\n".join(pairs), encoding="utf-8")
    return pack / "locales"


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    pack = tmp_path / "mill"
    pack.mkdir()
    (pack / "greets.py").write_text(CHECK)
    _catalogue(pack, "ru", RUSSIAN)
    return pack


def _audit_with(pack: Path) -> tuple[Audit, list[Path]]:
    """The sample factory with a finding of the pack's check, and where its words are."""
    loaded = load_checks([str(pack)])
    card = next(one for one in cards(loaded) if one.id == "mill-greets")
    audit = factory()
    why = Text.of("It says {text}.", text="220 mill")
    gap = audit.findings[0].model_copy(update={"check": card.id, "why": why})
    return audit.model_copy(update={"findings": (gap,), "checks": (*audit.checks, card)}), locales_of(loaded)


def test_a_pack_in_a_folder_speaks_russian_in_every_report(mill: Path) -> None:
    audit, locales = _audit_with(mill)
    html = " ".join(read(HtmlReport().render(audit, "ru", locales)).text.split())
    assert "Лесопилка приветствует посторонних" in html
    assert "Она говорит 220 mill." in html
    finding = json.loads(JsonReport().render(audit, "ru", locales))["findings"][0]
    assert (finding["title"], finding["why"]) == (
        "Лесопилка приветствует посторонних",
        "Она говорит 220 mill.",
    )


def test_a_pack_without_a_language_speaks_english_in_it(mill: Path) -> None:
    audit, locales = _audit_with(mill)
    finding = json.loads(JsonReport().render(audit, "it", locales))["findings"][0]
    assert (finding["title"], finding["why"]) == ("The saw mill greets strangers", "It says 220 mill.")


def test_a_check_of_a_pack_is_explained_in_its_language(mill: Path) -> None:
    loaded = load_checks([str(mill)])
    card = next(one for one in cards(loaded) if one.id == "mill-greets")
    told = dict(page(card, translator("ru", locales_of(loaded))))
    assert told["Почему это важно"] == "Она говорит больше, чем нужно."
    assert told["Что делать"] == "Сократите приветствие."


def test_a_probe_of_a_pack_has_its_phrases_translated(tmp_path: Path) -> None:
    said = {"the saw answered with {0} teeth": "пила ответила, зубьев: {0}"}
    russian = named("ru", [_catalogue(tmp_path, "ru", said, "engine.po")])
    assert russian.phrase("the saw answered with 40 teeth") == "пила ответила, зубьев: 40"
    assert russian.phrase("no answer in time") == "нет ответа вовремя"


def test_our_words_come_first_and_a_hole_from_the_wire_stays_a_text(tmp_path: Path) -> None:
    said = {"It is a {vendor}.": "È un {vendor}.", "Machine": "Presa"}
    italian = named("it", [_catalogue(tmp_path, "it", said)])
    assert italian.render(Text.of("It is a {vendor}.", vendor="{x}")) == "È un {x}."
    assert italian.t("Machine") == "Macchina"
    assert named("it").render(Text.of("It is a {vendor}.", vendor="Siemens")) == "It is a Siemens."


def test_a_faulty_translation_falls_back_to_the_english_sentence(tmp_path: Path) -> None:
    locales = _catalogue(tmp_path, "it", {"It has {n}.": "Ne ha {wrong}."})
    assert named("it", [locales]).render(Text.of("It has {n}.", n=3)) == "It has 3."


def test_a_phrase_whose_translation_is_faulty_stays_english(tmp_path: Path) -> None:
    locales = _catalogue(tmp_path, "it", {"it has {0} legs": "ha {1} gambe"}, "engine.po")
    assert named("it", [locales]).phrase("it has 3 legs") == "it has 3 legs"


def test_uzbek_words_get_their_apostrophes_whatever_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locales = _catalogue(tmp_path, "uz_Latn", {"A town": "O'zbek ma’lumoti to`g‘ri"})
    monkeypatch.setattr("reports.i18n.available", lambda: ("en", "uz_Latn"))
    assert named("uz_Latn", [locales]).t("A town") == "Oʻzbek maʼlumoti toʻgʻri"


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "it" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "broken.po").write_bytes(b'msgid "a\nmsgstr\xff')
    with pytest.raises(ReportError, match=r"broken\.po can't be read"):
        named("it", [tmp_path])
