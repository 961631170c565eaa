"""Vaglio's own checks, as their package holds them, and every sentence that the code can say."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import checks
import scanner.assess
from scanner.plugin import Check
from scanner.requirements import latest

FOLDER = Path(checks.__path__[0])
CATALOGUE = latest(FOLDER / "requirements")
ITALIAN = FOLDER / "locales" / "it" / "LC_MESSAGES"
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
