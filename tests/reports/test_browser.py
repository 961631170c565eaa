"""The page in a real browser: silent, alone, readable on every width, and without barriers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reports.html import HtmlReport
from scanner.model import Audit
from tests.reports.chromium import NEEDED, barriers, unfold
from tests.reports.hostile import HOSTILE, hostile_factory
from tests.reports.samples import empty_factory, factory, unfinished_factory

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = NEEDED

AUDITS = {
    "empty": empty_factory(),
    "small": factory(),
    "unfinished": unfinished_factory(),
    "large": factory(500),
    "hostile": hostile_factory(HOSTILE),
}


def _written(audit: Audit, language: str, folder: Path) -> str:
    file = folder / "report.html"
    file.write_bytes(HtmlReport().render(audit, language))
    return file.as_uri()


@pytest.mark.parametrize("name", AUDITS)
def test_the_page_says_nothing_to_the_console_asks_for_nothing_and_never_scrolls_sideways(
    name: str, browser: "Browser", tmp_path: Path
) -> None:
    context = browser.new_context()
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    address = _written(AUDITS[name], "it", tmp_path)
    page.goto(address)
    unfold(page)
    for width in (320, 768, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    assert asked == [address]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("name", ["empty", "small", "unfinished"])
def test_axe_finds_no_barrier(
    name: str, language: str, scheme: Any, browser: "Browser", tmp_path: Path
) -> None:
    address = _written(AUDITS[name], language, tmp_path)
    found, passes = barriers(browser, address, scheme)
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
    assert page.locator("details.machine").first.evaluate("entry => entry.open")
    page.close()


def test_page_one_fits_one_sheet_of_paper(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 680, "height": 960})  # A4 within its margins, 96 to the inch
    page.goto(_written(unfinished_factory(), "it", tmp_path))
    page.emulate_media(media="print")
    assert page.locator("section.answer").evaluate("part => part.getBoundingClientRect().bottom") <= 990
    page.close()


def test_cards_are_not_torn_apart_on_paper(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(_written(factory(), "en", tmp_path))
    page.emulate_media(media="print")
    rule = "card => [getComputedStyle(card).breakInside, getComputedStyle(card).marginBottom]"
    assert page.locator(".card").first.evaluate(rule) == ["avoid", "20px"]
    page.close()
