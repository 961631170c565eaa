"""Machines and findings as a workbook. Every cell is text: nothing is a formula, nothing is a link."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from reports import rows
from reports.i18n import named
from reports.lookup import Lookup
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
            _sheet(book, speak.t("Machines"), rows.ASSET_COLUMNS, rows.assets(known))
            _sheet(book, speak.t("Findings"), rows.FINDING_COLUMNS, rows.findings(known))
        return out.getvalue()


def _sheet(book: "Workbook", title: str, columns: Sequence[str], held: Iterable[rows.Row]) -> None:
    sheet = book.add_worksheet(title[:31])
    sheet.write_row(0, 0, columns, book.add_format({"bold": True, "bottom": 1}))
    sheet.freeze_panes(1, 1)
    last, widths = 0, [len(column) for column in columns]
    for last, row in enumerate(held, 1):
        for at, text in enumerate(row):
            sheet.write_string(last, at, text)
            widths[at] = min(WIDEST, max(widths[at], len(text)))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width + 2)
    sheet.autofilter(0, 0, last, len(columns) - 1)
