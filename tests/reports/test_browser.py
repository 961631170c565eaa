"""The page in a real browser: silent, alone, readable on every width, and without barriers."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from reports.html import HtmlReport
from reports.i18n import available
from scanner.model import Audit
from tests.reports.chromium import NEEDED, SHEET, barriers, visit
from tests.reports.hostile import HOSTILE, hostile_factory
from tests.reports.samples import empty_factory, factory, unfinished_factory
from tests.reports.told import told, told_factory

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = NEEDED

LANGUAGES = available()
AUDITS = {
    "empty": empty_factory(),
    "small": told_factory(),
    "unfinished": told(unfinished_factory()),
    "large": told_factory(500),
    "hostile": hostile_factory(HOSTILE),
}
CASES = [
    *((name, "technician", "it") for name in AUDITS),
    *(
        (name, "technician", other)
        for name in ("empty", "small", "large")
        for other in LANGUAGES
        if other != "it"
    ),
    *((name, audience, "it") for name in ("small", "large", "hostile") for audience in ("owner", "auditor")),
]
"""Audit, reader, language."""
BARRIERS = [
    *((name, "technician", language) for name in ("empty", "small") for language in LANGUAGES),
    *(("small", audience, "en") for audience in ("owner", "auditor")),
    ("unfinished", "technician", "it"),
]


def _written(audit: Audit, language: str, folder: Path, audience: str = "technician") -> str:
    file = folder / f"{len(audit.assets)}-{audience}-{language}.html"
    file.write_bytes(HtmlReport(audience).render(audit, language))
    return file.as_uri()


@pytest.mark.parametrize(("name", "audience", "language"), CASES)
def test_the_page_says_nothing_to_the_console_asks_for_nothing_and_never_scrolls_sideways(
    name: str, audience: str, language: str, browser: "Browser", tmp_path: Path
) -> None:
    address = _written(AUDITS[name], language, tmp_path, audience)
    seen = visit(browser, address)
    assert (seen.said, seen.asked, seen.too_wide) == ([], [address], [])
    assert name == "hostile" or seen.torn == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "audience", "language"), BARRIERS)
def test_axe_finds_no_barrier(  # noqa: PLR0917 - one more than usual: what a page can be seen as
    name: str, audience: str, language: str, scheme: Any, browser: "Browser", tmp_path: Path
) -> None:
    found, passes = barriers(browser, _written(AUDITS[name], language, tmp_path, audience), scheme)
    assert found == []
    assert passes > 10


def test_axe_finds_no_barrier_among_five_hundred_machines(browser: "Browser", tmp_path: Path) -> None:
    found, passes = barriers(browser, _written(AUDITS["large"], "it", tmp_path))
    assert found == []
    assert passes > 10


def test_the_page_is_whole_without_scripts(browser: "Browser", tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(_written(factory(), "en", tmp_path))
    assert page.get_by_role("heading", level=1).inner_text() == "How well are we protected?"
    assert page.get_by_role("img").first.get_attribute("aria-label") == "Proven 41 of 100, could be up to 72"
    context.close()


def test_a_link_to_a_machine_opens_its_entry(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(_written(factory(), "en", tmp_path))
    page.locator("article a[href='#m1']").first.click()
    page.locator("details.machine[open]").first.wait_for()
    assert page.locator("details.machine").first.evaluate("entry => entry.open")
    page.close()


def test_page_one_fits_one_sheet_of_paper(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": SHEET, "height": 960})
    page.goto(_written(AUDITS["unfinished"], "it", tmp_path))
    page.emulate_media(media="print")
    assert page.locator("section.answer").evaluate("part => part.getBoundingClientRect().bottom") <= 990
    page.close()


def test_cards_are_not_torn_apart_on_paper(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(_written(factory(), "en", tmp_path))
    page.emulate_media(media="print")
    rule = "cards => cards.map(card => getComputedStyle(card).breakInside)"
    assert set(page.locator(".card").evaluate_all(rule)) == {"avoid"}
    page.close()


def test_the_owners_report_fits_two_sheets_of_paper(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(_written(told_factory(), "it", tmp_path, "owner"))
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 2
    page.close()


def test_no_name_on_the_map_leaves_its_node(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 800})
    page.goto(_written(AUDITS["large"], "it", tmp_path))
    wide = """[...document.querySelectorAll('.map.wide g')].filter(node =>
        [...node.querySelectorAll('text')].some(text =>
            text.getBBox().x + text.getBBox().width > node.querySelector('rect').getBBox().width))
        .map(node => node.textContent)"""
    assert page.evaluate(wide) == []
    page.close()
