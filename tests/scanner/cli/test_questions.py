"""`vaglio questions`: in the terminal, from a file, and by the form."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from scanner.store import Store
from tests.scanner.cli.running import Home, Person

LATER = date.today() + timedelta(days=9)  # noqa: DTZ011


def stored(home: Home) -> dict[str, str]:
    with Store.open(home.store) as store:
        return {one.question: one.answer for one in store.answers()}


def test_the_list_shows_all_sixteen(home: Home) -> None:
    lines = home("questions", "--list", "--json").out.splitlines()
    assert len(lines) == 16
    assert json.loads(lines[0])["text"].endswith("?")


def test_a_file_with_all_questions_can_be_written_filled_and_taken_in(home: Home) -> None:
    file = home.path / "answers.toml"
    home("questions", "--write", str(file))
    filled = file.read_text("utf-8").replace('answer = ""', 'answer = "partly"', 1)
    file.write_text(filled, "utf-8")
    told = home("questions", "--import", str(file))
    assert (told.code, stored(home)) == (0, {"responsible-person": "partly"})
    assert "Answers kept: 1 of 16" in told.out


def test_what_was_answered_stands_in_the_file_the_next_time(home: Home) -> None:
    file = home.path / "answers.toml"
    file.write_text('[answers]\ntraining = "yes"\n', "utf-8")
    days = {date.today()}  # noqa: DTZ011
    home("questions", "--import", str(file))
    home("questions", "--write", str(file))
    text = file.read_text("utf-8")
    # At midnight the day of the answer is one of two.
    days.add(date.today())  # noqa: DTZ011
    assert any(f'answer = "yes"\non = {day}' in text for day in days)
    home("questions", "--import", str(file))
    assert stored(home) == {"training": "yes"}


def test_the_file_that_the_form_saves_is_taken_in(home: Home) -> None:
    saved = home.path / "vaglio-answers.json"
    saved.write_text(json.dumps({"answers": {"leavers": {"answer": "no", "by": "Anna"}}}), "utf-8")
    home("questions", "--import", str(saved))
    assert stored(home) == {"leavers": "no"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[answers]\nschool = "yes"\n', "no question 'school'"),
        ('[answers]\ntraining = "maybe"\n', "answers.training.answer: allowed is yes, partly, no"),
        (f'[answers.training]\nanswer = "yes"\non = {LATER}\n', "is still to come"),
        ('[answers]\ntraining = "not_applicable"\n', "why it does not apply"),
        ('[answers.training]\nanswer = "yes"\nwhen = 2026-01-01\n', "'when'"),
        ("training = 1\n", "no table [answers]"),
        ("{", "neither TOML nor the form's file"),
    ],
)
def test_a_faulty_file_is_refused_in_one_sentence_and_nothing_is_kept(
    home: Home, text: str, told: str
) -> None:
    file = home.path / "answers.toml"
    file.write_text('[answers]\nleavers = "yes"\n' + text if text.startswith("[answers.t") else text, "utf-8")
    assert told in home("questions", "--import", str(file)).sentence
    assert stored(home) == {}


def test_a_missing_file_is_named(home: Home) -> None:
    assert "nowhere.toml" in home("questions", "--import", str(home.path / "nowhere.toml")).sentence


def test_the_form_is_written_in_the_language_asked_for(home: Home) -> None:
    file = home.path / "form.html"
    assert home("questions", "--form", str(file), "--lang", "it").code == 0
    page = file.read_text("utf-8")
    assert '<html lang="it">' in page
    assert page.count("<fieldset>") == 16
    assert file.stat().st_mode & 0o077 == 0


def test_in_the_terminal_each_answer_is_kept_at_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Person("y\nminutes of 3 May\nn\n"))
    told = home("questions", "--by", "Anna")
    assert "1/16" in told.out
    assert stored(home) == {"responsible-person": "yes", "device-list": "no"}


def test_the_terminal_asks_in_the_language_of_the_report(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Person("y\nverbale del 3 maggio\nn\n"))
    asked = home("questions", "--lang", "it").out
    assert "y: Sì, p: " in asked
    assert "Risposta (y, p, n, d, a)" in asked
    listed = home("questions", "--list", "--lang", "it").out
    assert listed.splitlines()[0].split() == ["Id", "Domanda", "Risposta", "Del"]
    assert "Is one person named" not in asked + listed
    assert stored(home) == {"responsible-person": "yes", "device-list": "no"}
    file = home.path / "answers.toml"
    home("questions", "--write", str(file), "--lang", "it")
    assert "Is one person named" not in file.read_text("utf-8")
    assert home("questions", "--list", "--lang", "xx").sentence.startswith(
        "There is no report in the language"
    )


def test_the_terminal_asks_only_what_is_open(home: Home) -> None:
    file = home.path / "answers.toml"
    home("questions", "--write", str(file))
    file.write_text(file.read_text("utf-8").replace('answer = ""', 'answer = "yes"'), "utf-8")
    home("questions", "--import", str(file))
    assert "All questions are answered" in home("questions").out


def test_answers_count_when_the_last_audit_is_judged_again(scanned: Home) -> None:
    file: Path = scanned.path / "answers.toml"
    file.write_text('[answers.training]\nanswer = "yes"\nproof = "list of 3 May"\n', "utf-8")
    scanned("questions", "--import", str(file))
    scanned("judge")
    with Store.open(scanned.store) as store:
        audit = store.audit_of("s1")
    assert audit is not None
    (line,) = [one for one in audit.requirements if one.id == "R3"]
    assert (line.lo, audit.answers[0].title) == (0.8, "Were your people trained in the last 12 months?")
