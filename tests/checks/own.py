"""Vaglio's own checks, as their package holds them, and every sentence that the code can say."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import checks
import scanner.assess
from scanner.plugin import Check
from scanner.requirements import frameworks, latest, load_questions

FOLDER = Path(checks.__path__[0])
CATALOGUE = latest(FOLDER / "requirements")
QUESTIONS = FOLDER / "questions.toml"
SUMMARY = ("title", "why", "what_to_do", "praise")
SPOKEN = {"met", "not_met", "unknown"}


def homes() -> dict[str, str]:
    """The module that each check stands in, by its id; a family of like checks shares one."""
    modules = [import_module(f"checks.{module.name}") for module in iter_modules(checks.__path__)]
    return {
        value.id: module.__name__.removeprefix("checks.")
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Check)
    }


def own_checks() -> list[Check[Any]]:
    modules = [import_module(f"checks.{module.name}") for module in iter_modules(checks.__path__)]
    return [value for module in modules for value in vars(module).values() if isinstance(value, Check)]


def sources() -> list[Path]:
    folders = [FOLDER, *(Path(place) for place in scanner.assess.__path__)]
    return sorted(path for folder in folders for path in folder.glob("*.py"))


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call that makes a sentence: met, not_met, unknown, Text.of."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _speaks(node.func):
            yield node


def _speaks(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr == "of" and isinstance(function.value, ast.Name) and function.value.id == "Text"
    return isinstance(function, ast.Name) and function.id in SPOKEN


def templates() -> set[str]:
    return {
        call.args[0].value
        for path in sources()
        for call in calls(path)
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def words_of(check: Check[Any]) -> list[str]:
    """All that a check says to a reader beside its verdicts."""
    return [text for field in (*SUMMARY, "message", "recheck") if (text := getattr(check, field))]


def catalogue_words() -> list[str]:
    """What the requirements and the questions to the owner say."""
    parts = [(one.title, one.explanation) for one in CATALOGUE.requirements]
    asked = [(one.text, one.help) for one in load_questions(QUESTIONS, CATALOGUE).questions]
    return [theme.title for theme in CATALOGUE.themes] + [text for pair in parts + asked for text in pair]


def crosswalk_words() -> list[str]:
    """Names, versions and references of laws and standards that hold words; mere numbers stay as they are."""
    known = frameworks([FOLDER / "crosswalks"], CATALOGUE)
    texts = [
        text for one in known for text in (one.name, one.version, *(link.reference for link in one.links))
    ]
    return [text for text in texts if re.search(r"[a-z]{3,}", text)]
