"""`vaglio questions`: what no scan can see, asked of the owner."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option, engagement_options, lang_option, open_store, store_option

if TYPE_CHECKING:
    from scanner.model import AnswerGiven
    from scanner.requirements import Question, Questions
    from scanner.store import Store

Words = Mapping[str, str]
"""What the terminal says, in the language of the report."""
LETTERS = {"y": "yes", "p": "partly", "n": "no", "d": "dont_know", "a": "not_applicable"}


@click.command()
@config_option
@store_option
@engagement_options
@click.option(
    "--all", "everything", is_flag=True, help="Ask all, also those with an answer that still counts."
)
@click.option("--by", metavar="NAME", default="", help="Who answers; it is kept with each answer.")
@click.option("--list", "listed", is_flag=True, help="Show the questions and what was answered.")
@click.option("--json", "as_json", is_flag=True, help="With --list: one JSON object a line.")
@click.option("--import", "source", type=click.Path(path_type=Path), metavar="FILE",
              help="Take the answers of a TOML file, or of the file that the form saved.")  # fmt: skip
@click.option("--write", "target", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a TOML file with all questions, to fill in.")  # fmt: skip
@click.option("--form", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a form (HTML) that is filled in without a network and saves the answers.")  # fmt: skip
@lang_option
@click.option("--pack", multiple=True, metavar="FOLDER", help="More checks; a pack may bring questions.")
def questions(config_path: Path | None, store: str | None, everything: bool, by: str, listed: bool,
              as_json: bool, source: Path | None, target: Path | None, form: Path | None, lang: str | None,
              pack: Sequence[str]) -> None:  # fmt: skip
    """Answer what no scan can see: sixteen questions, about ten minutes.

    Without options it asks here, in the terminal. An answer counts for a year; "don't know" is no
    shame and counts as not assessed. What a scan sees beats what was answered.
    """
    asked = _questions(config_path, pack)
    language = lang or _language(config_path)
    with open_store(config_path, store, begins=True) as opened:
        if form:
            _form(form, asked, opened.answers(), language)
            return
        told, words = _spoken(asked, language)
        if listed:
            _show(told, opened.answers(), words, as_json=as_json)
        elif target:
            _write(target, told, opened.answers())
        elif source:
            _import(opened, source, asked, words)
        else:
            _ask(opened, told, by, words, everything=everything)


def _language(config_path: Path | None) -> str:
    from scanner.cli.one_off import settings

    return settings({"config_path": config_path}).report_language


def _spoken(asked: "Questions", language: str) -> tuple["Questions", "Words"]:
    from scanner.agent.report_files import questions_in

    return questions_in(asked, language)


def _questions(config_path: Path | None, pack: Sequence[str]) -> "Questions":
    from scanner.agent.compose import requirements_of
    from scanner.agent.owner import questions_of
    from scanner.cli.faults import InputError
    from scanner.cli.one_off import settings
    from scanner.packs import load_checks

    config = settings({"config_path": config_path})
    checks = load_checks([*map(str, config.packs), *pack])
    found = questions_of(checks, requirements_of(checks))
    if found is None:
        raise InputError("no pack brings questions: install the program again")
    return found


def _show(asked: "Questions", answers: Sequence["AnswerGiven"], words: Words, *, as_json: bool) -> None:
    import json

    from scanner.assess import stale
    from scanner.cli.table import table

    known = {one.question: one for one in answers}
    if as_json:
        for one in asked.questions:
            given = known.get(one.id)
            told = (
                given.model_dump(mode="json", exclude={"question", "title", "contradicted_by"})
                if given
                else {}
            )
            click.echo(json.dumps({"question": one.id, "text": one.text} | told))
        return
    today = _today()
    rows = [
        (one.id, one.text, words[known[one.id].answer] if one.id in known else "",
         _age(known[one.id], words["old"] if stale(known[one.id], today) else "") if one.id in known else "")
        for one in asked.questions
    ]  # fmt: skip
    table(("Id", words["question"], words["answer"], words["on"]), rows, "There are no questions.")


def _age(given: "AnswerGiven", old: str) -> str:
    return f"{given.on} ({old})" if old else str(given.on)


def _write(target: Path, asked: "Questions", answers: Sequence["AnswerGiven"]) -> None:
    from scanner.agent.questionnaire import written
    from scanner.agent.report_files import write_file

    click.echo(str(write_file(target, written(asked, answers).encode())))


def _form(form: Path, asked: "Questions", answers: Sequence["AnswerGiven"], language: str) -> None:
    from scanner.agent.report_files import form_of, write_file

    click.echo(str(write_file(form, form_of(asked, answers, language))))


def _import(store: "Store", source: Path, asked: "Questions", words: Words) -> None:
    from scanner.agent.questionnaire import read_answers

    given = read_answers(source, asked, _today())
    store.add_answers(given)
    click.echo(words["kept"].format(n=len(given), all=len(asked.questions)))


def _ask(store: "Store", asked: "Questions", by: str, words: Words, *, everything: bool) -> None:
    """Asks in the terminal. Each answer is kept at once, so that one may stop at any time."""
    from scanner.assess import stale

    today = _today()
    known = {one.question: one for one in store.answers()}
    open_ones = [one for one in asked.questions
                 if everything or one.id not in known or stale(known[one.id], today)]  # fmt: skip
    if not open_ones:
        click.echo(words["done"])
        return
    letters = ", ".join(f"{letter}: {words[answer]}" for letter, answer in LETTERS.items())
    click.echo(f"{letters}. {words['stop']}")
    for number, one in enumerate(open_ones, 1):
        click.echo(f"\n{number}/{len(open_ones)}  {one.text}\n      {one.help}")
        store.add_answers([_answer(one, by, today, words)])
    click.echo("\n" + words["kept"].format(n=len(open_ones), all=len(asked.questions)))


def _answer(question: "Question", by: str, today: date, words: Words) -> "AnswerGiven":
    from scanner.model import AnswerGiven

    letter = click.prompt(f"  {words['answer']}", type=click.Choice(list(LETTERS), case_sensitive=False))
    answer = LETTERS[letter.lower()]
    proof = click.prompt(f"  {words['proof']}", default="", show_default=False) if letter in "yp" else ""
    reason = click.prompt(f"  {words['why']}") if letter == "a" else ""
    return AnswerGiven.model_validate({
        "question": question.id, "title": "", "answer": answer, "on": today, "by": by, "proof": proof,
        "reason": reason,
    })  # fmt: skip


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day of the person who answers
