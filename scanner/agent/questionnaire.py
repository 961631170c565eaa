"""Answers of the owner as files: TOML that a person writes, JSON that the form saves."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from scanner.model import AnswerGiven
from scanner.requirements import CatalogueError, Question, Questions

MOST_BYTES = 1_000_000
ANSWERS: tuple[str, ...] = get_args(AnswerGiven.model_fields["answer"].annotation)
FIELDS = ("answer", "on", "by", "proof", "reason")


def read_answers(path: Path, questions: Questions, today: date) -> tuple[AnswerGiven, ...]:
    """The answers of a file, dated today where it does not say when. Raises CatalogueError, in one sentence."""
    entries = _entries(path)
    known = [one.id for one in questions.questions]
    given = []
    for name, entry in entries.items():
        if name not in known:
            raise CatalogueError(f"{path}: there is no question {name!r}; there are {', '.join(known)}.")
        if isinstance(entry, Mapping) and not entry.get("answer"):
            continue  # left open
        given.append(_answer(path, name, entry, today))
    return tuple(given)


def _entries(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise CatalogueError(f"{path}: is larger than {MOST_BYTES:,} bytes; name a file with answers.")
        text = content.decode("utf-8-sig")
        whole = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except OSError as error:
        raise CatalogueError(f"{path}: can't be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"{path}: is neither TOML nor the form's file ({error}).") from error
    entries = whole.get("answers")
    if not isinstance(entries, Mapping):
        raise CatalogueError(f"{path}: has no table [answers]; `vaglio questions --write FILE` makes one.")
    return entries


def _answer(path: Path, name: str, entry: Any, today: date) -> AnswerGiven:
    fields = entry if isinstance(entry, Mapping) else {"answer": entry}
    if strange := sorted(set(fields) - set(FIELDS)):
        raise CatalogueError(f"{path}: answers.{name} has {strange[0]!r}; allowed are {', '.join(FIELDS)}.")
    try:
        given = AnswerGiven.model_validate({"question": name, "title": "", "on": today} | dict(fields))
    except ValidationError as error:
        place = error.errors(include_url=False)[0]["loc"][0]
        allowed = ", ".join(ANSWERS) if place == "answer" else "a date such as 2026-11-20"
        raise CatalogueError(f"{path}: answers.{name}.{place}: allowed is {allowed}.") from error
    return checked(given, path, today)


def checked(given: AnswerGiven, place: object, today: date) -> AnswerGiven:
    """The answer; raises CatalogueError where it is of tomorrow, or does not apply without a reason."""
    if given.on and given.on > today:
        raise CatalogueError(f"{place}: answers.{given.question}.on: {given.on} is still to come.")
    if given.answer == "not_applicable" and not given.reason.strip():
        raise CatalogueError(f"{place}: answers.{given.question}: say in `reason` why it does not apply.")
    return given


def written(questions: Questions, answers: Sequence[AnswerGiven]) -> str:
    """A TOML file with every question and what was answered, to fill in and to import."""
    known = {one.question: one for one in answers}
    head = (
        "# Answer yes, partly, no, dont_know or not_applicable (with a reason). A proof makes an answer weigh",
        '# more: "minutes of 3 May", "drawing in folder 7". Then: vaglio questions --import THIS-FILE',
    )
    return "\n".join([*head, *(_block(one, known.get(one.id)) for one in questions.questions)]) + "\n"


def _block(question: Question, given: AnswerGiven | None) -> str:
    lines = [
        f"\n# {question.text}",
        f"#   {question.help}" if question.help else "",
        f"[answers.{question.id}]",
    ]
    known: dict[str, Any] = given.model_dump(include=set(FIELDS)) if given else {}
    for field in FIELDS:
        value = known.get(field) or ""
        shown = value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{field} = {shown}" if value or field == "answer" else f"# {field} =")
    return "\n".join(line for line in lines if line)
