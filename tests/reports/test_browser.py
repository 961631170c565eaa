"""The page in a real browser: silent, alone, readable on every width, and without barriers."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reports.html import HtmlReport
from scanner.model import Audit
from tests.reports.hostile import HOSTILE, hostile_factory
from tests.reports.samples import empty_factory, factory, unfinished_factory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed as /usr/bin/chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]

AUDITS = {
    "empty": empty_factory(),
    "small": factory(),
    "unfinished": unfinished_factory(),
    "large": factory(500),
    "hostile": hostile_factory(HOSTILE),
}


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


def _written(audit: Audit, language: str, folder: Path) -> str:
    file = folder / "report.html"
    file.write_bytes(HtmlReport().render(audit, language))
    return file.as_uri()


def _unfold(page: "Page") -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


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
    _unfold(page)
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
    # axe measures with a script of its own, which the page's policy rightly refuses.
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, viewport={"width": 1024, "height": 800}
    )
    page = context.new_page()
    page.goto(_written(AUDITS[name], language, tmp_path))
    _unfold(page)
    page.evaluate(_axe())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [
        f"{fault['id']}: {node['html'][:200]}" for fault in result["violations"] for node in fault["nodes"]
    ]
    assert found == []
    assert len(result["passes"]) > 10
    context.close()


def _axe() -> str:
    place = find_spec("axe_core_python")
    if place is None or place.origin is None:
        pytest.skip("axe-core-python is not installed")
    return (Path(place.origin).parent / "axe.min.js").read_text(encoding="utf-8")


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
