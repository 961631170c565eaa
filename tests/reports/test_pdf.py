"""The PDF: text, bookmarks and language are in it, and it asks for nothing."""

from io import BytesIO
from typing import Any

import pytest

pytest.importorskip("weasyprint", reason="WeasyPrint is an extra", exc_type=ImportError)

from pypdf import PdfReader

from reports.pdf import PdfReport, _nothing
from tests.reports.samples import factory


@pytest.fixture(scope="module")
def paper() -> PdfReader:
    return PdfReader(BytesIO(PdfReport().render(factory(), "it")))


def test_its_text_can_be_read(paper: PdfReader) -> None:
    assert "Dimostrato 41 su 100" in paper.pages[0].extract_text()


def test_it_says_its_language_and_title_and_is_tagged(paper: PdfReader) -> None:
    root: Any = paper.root_object
    assert root["/Lang"] == "it"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert paper.metadata is not None
    assert "protetta" in str(paper.metadata.title)


def test_its_headings_are_bookmarks(paper: PdfReader) -> None:
    assert len(paper.outline) >= 1


def test_nothing_is_loaded() -> None:
    with pytest.raises(ValueError, match="loads nothing"):
        _nothing("file:///etc/passwd")


def test_a_page_that_asks_for_a_file_does_not_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("reports.pdf._nothing", lambda url, *_, **__: asked.append(url))
    PdfReport().render(factory(), "en")
    assert asked == []
