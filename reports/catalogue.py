"""Gathers every text that a report can show: `python -m reports.catalogue` writes the .pot files in locales."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from reports.spoken import phrases

_HERE = Path(__file__).parent
TEMPLATE_FILE = _HERE / "locales" / "reports.pot"
ENGINE_FILE = _HERE / "locales" / "engine.pot"

_METHODS = [("**.py", "python"), ("templates/**.html.j2", "jinja2")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"N_": None, "t": None, "nt": (1, 2)}

Entry = tuple[str, int, str | tuple[str, ...]]


def texts() -> Iterator[Entry]:
    """File, line and English template (a pair when there is a plural) of each text."""
    found = extract_from_dir(str(_HERE), _METHODS, {}, _KEYWORDS)
    for file, line, message, _comments, _context in found:
        yield file, line, message


def template() -> Catalog:
    """The catalogue without translations. It names files, not lines: a moved line is no change."""
    catalogue = Catalog(project="vaglio", charset="utf-8")
    for file, _line, message in sorted(texts(), key=lambda entry: entry[:2]):
        catalogue.add(message, locations=[(file, 0)])
    return catalogue


def engine() -> Catalog:
    """The same for what the sensor and the agent say."""
    catalogue = Catalog(project="vaglio", charset="utf-8")
    for message, file in phrases().items():
        catalogue.add(message, locations=[(file, 0)])
    return catalogue


def main() -> None:
    for file, catalogue in ((TEMPLATE_FILE, template()), (ENGINE_FILE, engine())):
        with file.open("wb") as out:
            write_po(out, catalogue, width=0, omit_header=True, include_lineno=False)
        sys.stdout.write(f"{file} written\n")


if __name__ == "__main__":
    main()
