"""report.pdf: the same page on paper, tagged (PDF/UA-1). An extra: `pip install vaglio[pdf]`."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.audience import DEFAULT
from reports.format import ReportError
from reports.html import HtmlReport, style_sheet
from reports.paper import for_paper
from scanner.model import Audit

MISSING = "the PDF needs WeasyPrint: install it with `pip install vaglio[pdf]`, or print the HTML report"


class PdfReport:
    """Made from the HTML report, without the network and without any file."""

    name = "pdf"
    suffix = ".pdf"

    def __init__(self, audience: str = DEFAULT) -> None:
        self.audience = audience

    def for_audience(self, audience: str) -> "PdfReport":
        """The same format for other readers. Raises ReportError when it is rendered for unknown ones."""
        return PdfReport(audience)

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        try:
            from weasyprint import HTML
        except (ImportError, OSError) as error:  # OSError: Pango, which it draws letters with, is not there
            raise ReportError(MISSING) from error
        # It says in dozens of lines which rules for screens it passes over.
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        page = HtmlReport(self.audience).render(audit, language, locales).decode("utf-8")
        page = for_paper(page, style_sheet())
        made: bytes = HTML(string=page, url_fetcher=_nothing, media_type="print").write_pdf(
            pdf_variant="pdf/ua-1", custom_metadata=True
        )
        return made


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    """The page is whole: whatever asks for more is refused."""
    raise ValueError("a report loads nothing")
