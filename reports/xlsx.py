"""Machines and findings as a workbook. Every cell is text: nothing is a formula, nothing is a link."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from reports import rows
from reports.i18n import Language, named
from reports.lookup import Lookup
from reports.words import N_
from scanner.model import Audit

if TYPE_CHECKING:
    from xlsxwriter import Workbook

PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDEST = 60
MACHINES, FINDINGS = N_("Machines"), N_("Findings")
"""The two sheets."""


class XlsxReport:
    """One workbook with two sheets."""

    name = "xlsx"
    suffix = ".xlsx"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        from xlsxwriter import Workbook

        speak = named(language, locales)
        known, out = Lookup(audit, speak), BytesIO()
        with Workbook(out, PLAIN) as book:
            # A date of its own would make two workbooks of one audit differ.
            book.set_properties({"title": "Vaglio", "created": audit.ended.replace(tzinfo=None)})
            _sheet(book, speak, MACHINES, rows.ASSET_COLUMNS, rows.assets(known))
            _sheet(book, speak, FINDINGS, rows.FINDING_COLUMNS, rows.findings(known))
        return out.getvalue()


def _sheet(
    book: "Workbook",
    language: Language,
    title: str,
    columns: tuple[rows.Column, ...],
    held: Iterable[rows.Row],
) -> None:
    sheet, heads = book.add_worksheet(language.t(title)[:31]), rows.heads(columns, language)
    sheet.write_row(0, 0, heads, book.add_format({"bold": True, "bottom": 1}))
    sheet.freeze_panes(1, 1)
    last, widths = 0, [len(head) for head in heads]
    for last, row in enumerate(rows.spoken(columns, held, language), 1):
        for at, text in enumerate(row):
            sheet.write_string(last, at, text)
            widths[at] = min(WIDEST, max(widths[at], len(text)))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width + 2)
    sheet.autofilter(0, 0, last, len(heads) - 1)
