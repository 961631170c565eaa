"""The PDF: text, bookmarks and language are in it, and it asks for nothing."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

pytest.importorskip("weasyprint", reason="WeasyPrint is an extra", exc_type=ImportError)

from pypdf import PdfReader

from reports.pdf import PdfReport, _nothing
from tests.reports.samples import factory
from tests.reports.told import told_factory

ACCENT, PARTLY = (0x0A, 0x67, 0x61), (0x85, 0x56, 0x00)
COLOUR = re.compile(r"([\d.]+ [\d.]+ [\d.]+) (?:rg|RG|scn|SCN)\b")


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
    titles = [str(one.title) for one in _flat(paper.outline)]
    assert titles[0] == "Quanto siamo protetti?"
    assert "Cosa facciamo, e come?" in titles
    assert "A controller answers anyone" in titles


def _flat(outline: Any) -> Iterator[Any]:
    for one in outline:
        yield from _flat(one) if isinstance(one, list) else (one,)


def test_its_drawings_have_colours(paper: PdfReader) -> None:
    """A drawing without a style of its own is filled with black."""
    drawn = paper.pages[0].get_contents()
    assert drawn is not None
    found = COLOUR.findall(drawn.get_data().decode("latin-1"))
    used = {tuple(round(float(part) * 255) for part in colour.split()) for colour in found}
    assert {ACCENT, PARTLY} <= used


@pytest.mark.parametrize(("audience", "pages"), [("owner", 2), ("technician", 20), ("auditor", 20)])
def test_each_reader_gets_no_more_paper_than_fits(audience: str, pages: int) -> None:
    made = PdfReader(BytesIO(PdfReport(audience).render(told_factory(), "it")))
    assert 2 <= len(made.pages) <= pages
    assert "Dimostrato 41 su 100" in made.pages[0].extract_text()


def test_nothing_is_loaded() -> None:
    with pytest.raises(ValueError, match="loads nothing"):
        _nothing("file:///etc/passwd")


def test_a_page_that_asks_for_a_file_does_not_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("reports.pdf._nothing", lambda url, *_, **__: asked.append(url))
    PdfReport().render(factory(), "en")
    assert asked == []


def test_the_map_is_drawn_for_many_machines_too() -> None:
    for size in (12, 80):
        pages = PdfReader(BytesIO(PdfReport().render(told_factory(size), "en"))).pages
        (page,) = [one for one in pages if "What is on our network?" in one.extract_text()]
        assert "Controller" in page.extract_text() or "Press 1" in page.extract_text()
        assert "Production network" in page.extract_text()
