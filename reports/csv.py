"""Tables as CSV (RFC 4180, UTF-8 with a mark, so that a spreadsheet reads the letters right).

In English the names of the columns and the codes in them are those that programs rely on; in any other language a
person reads the table, in words (docs/decisions/0015-tables.md).
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from reports import rows
from reports.i18n import SOURCE, Language, named
from reports.lookup import Lookup
from scanner.model import Audit

FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula."""


class AssetsCsv:
    """The machines, one a row."""

    name = "assets-csv"
    suffix = "-assets.csv"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        known = Lookup(audit, named(language, locales))
        return _table(rows.ASSET_COLUMNS, rows.assets(known), known.language)


class FindingsCsv:
    """The findings, one a row, met and unknown ones too."""

    name = "findings-csv"
    suffix = "-findings.csv"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        known = Lookup(audit, named(language, locales))
        return _table(rows.FINDING_COLUMNS, rows.findings(known), known.language)


def _table(columns: tuple[rows.Column, ...], held: Iterable[rows.Row], language: Language) -> bytes:
    if language.code == SOURCE:
        return written([column.key for column in columns], held)
    return written(rows.heads(columns, language), rows.spoken(columns, held, language))


def written(columns: Sequence[str], held: Iterable[rows.Row]) -> bytes:
    """A table as CSV in which no cell begins a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(tuple(map(harmless, row)) for row in held)
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
