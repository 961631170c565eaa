"""`vaglio checks`."""

import json

import pytest

from scanner.agent.compose import locales_of
from scanner.agent.explain import COST, EFFORT, SEVERITY, STOPS, WHO, translator
from scanner.model import Severity
from scanner.packs import load_checks
from scanner.plugin import Actor, Cost, Effort, Stops
from tests.scanner.cli.running import Home


def test_every_check_is_listed_with_its_severity_and_origin(home: Home) -> None:
    lines = home("checks", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(load_checks().checks)
    assert all("(vaglio " in line for line in lines)
    assert {line.split()[1] for line in lines} <= {"info", "low", "medium", "high", "critical"}


def test_the_list_is_valid_json_lines(home: Home) -> None:
    rows = [json.loads(line) for line in home("checks", "list", "--json").out.splitlines()]
    assert {row["id"] for row in rows} == load_checks().checks.keys()


def test_a_check_is_explained(home: Home) -> None:
    out = home("checks", "show", "ftp-cleartext").out
    for words in (
        "ftp-cleartext 1, high, from vaglio",
        "Why it matters: ",
        "What to do: ",
        "Requirements: R",
    ):
        assert words in out
    assert json.loads(home("checks", "show", "ftp-cleartext", "--json").out)["id"] == "ftp-cleartext"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("ftp-cleartex", "did you mean ftp-cleartext?"), ("zzz", "`vaglio checks list` shows all")],
)
def test_an_unknown_check_is_told_with_the_nearest(home: Home, typed: str, words: str) -> None:
    assert words in home("checks", "show", typed).sentence


def test_a_pack_that_is_not_there_is_one_sentence(home: Home) -> None:
    assert "is not there" in home("checks", "list", "--pack", "/nonexistent").sentence


def test_a_check_is_explained_in_plain_words(home: Home) -> None:
    out = home("checks", "explain", "ftp-cleartext", "--lang", "en").out
    assert out.startswith(
        "Files and passwords travel in clear over FTP\n(ftp-cleartext: High)\n\nWhy it matters\n"
    )
    headings = ["What to do", "Who does it", "Work", "Cost", "Does production stop?", "A message ready to send",
                "How you see that it is done"]  # fmt: skip
    assert [line for line in out.splitlines() if line in headings] == headings
    assert "The FTP server … offers no encryption." in out
    assert "{" not in out
    assert max(map(len, out.splitlines())) <= 88


def test_an_explanation_speaks_italian_from_its_headings_to_its_codes(home: Home) -> None:
    out = home("checks", "explain", "ftp-cleartext", "--lang", "it").out
    headings = ["Perché conta", "Cosa fare", "Chi lo fa", "Lavoro", "Costo", "Si ferma la produzione?",
                "Un messaggio pronto da inviare", "Come si vede che è fatto"]  # fmt: skip
    assert [line for line in out.splitlines()[3:] if line and line[0] != " "] == headings
    italian = translator("it", locales_of(load_checks()))
    codes = [text for words in (WHO, EFFORT, COST, STOPS, SEVERITY) for text in words.values()]
    assert [text for text in codes if italian(text) == text] == []
    assert translator("en", ())("Cost") == "Cost"


def test_every_code_of_a_check_has_a_word() -> None:
    assert [set(WHO), set(EFFORT), set(COST), set(STOPS), set(SEVERITY)] == [
        {str(code) for code in codes} for codes in (Actor, Effort, Cost, Stops, Severity)
    ]


def test_an_explanation_in_a_language_that_is_not_there_is_one_sentence(home: Home) -> None:
    assert "choose one of" in home("checks", "explain", "ftp-cleartext", "--lang", "xx").sentence
    assert "did you mean ftp-cleartext?" in home("checks", "explain", "ftp-cleartex").sentence
