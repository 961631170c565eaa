"""The languages that tests hold our catalogues to."""

from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.pofile import read_po

import checks
from reports.i18n import OURS
from scanner.config import LANGUAGES

CHECKS = Path(checks.__path__[0]) / "locales"
OTHERS = tuple(code for code in LANGUAGES if code != "en")
FULL = "it"
"""The language that is always whole: what files it has, the others need."""


def catalogues(locales: Path, code: str) -> list[Path]:
    """The .po files of one language in one folder of locales."""
    return sorted((locales / code / "LC_MESSAGES").glob("*.po"))


def messages(file: Path) -> dict[Any, Any]:
    """Every message of a catalogue: text to text, and a pair to a tuple where there is a plural."""
    with file.open("rb") as source:
        read = read_po(source, abort_invalid=True)
    return {
        tuple(one.id) if isinstance(one.id, list | tuple) else one.id: one.string for one in read if one.id
    }


def holes(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _absent(code: str) -> list[str]:
    """The files that a language lacks: it is not done yet, and reports in it would be half English."""
    return [
        file.name
        for locales in (CHECKS, OURS)
        for file in catalogues(locales, FULL)
        if not (locales / code / "LC_MESSAGES" / file.name).is_file()
    ]


def _param(code: str) -> Any:
    absent = _absent(code)
    why = f"the catalogues of {code} are not done: {', '.join(absent)}"
    return pytest.param(code, marks=pytest.mark.skipif(bool(absent), reason=why))


each_language = pytest.mark.parametrize("code", [_param(code) for code in OTHERS])
