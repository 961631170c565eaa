"""Debian's Chromium, quiet, for tests that look at a page."""

import os
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

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

NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed as /usr/bin/chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]


WIDTHS = (320, 768, 1024)
SHEET = 680
"""Pixels across an A4 sheet within its margins, 96 to the inch."""
TALL = 800
TORN = """names => [...document.querySelectorAll(names)].flatMap(cell => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), torn = [];
    while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/\\p{L}{2,}/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const lines = [...range.getClientRects()].filter(one => one.width > 0.5).map(one => Math.round(one.top));
        if (new Set(lines).size > 1) torn.push(word[0]);
    }
    return torn;
})"""


@dataclass
class Visit:
    """What a page said and asked for, how it fits, and its visible text with everything unfolded."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    """Words of heads of tables, badges and headings that are broken over two lines, except on a telephone."""
    text: str = ""

    def dialog(self, shown: "Dialog") -> None:
        """A box that some script opened."""
        self.said.append(shown.message)
        shown.dismiss()


def visit(browser: "Browser", address: str) -> Visit:
    """Opens a page as a telephone, a tablet, a desk and a printer show it.

    With `VAGLIO_SCREENSHOTS=folder` in the environment, a light and a dark picture of each is left there.
    """
    context, seen = browser.new_context(), Visit()
    page = context.new_page()
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("dialog", seen.dialog)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.goto(address)
    unfold(page)
    for width in (*WIDTHS, SHEET):
        page.emulate_media(media="print" if width == SHEET else "screen")
        page.set_viewport_size({"width": width, "height": TALL})
        found = page.evaluate("document.documentElement.scrollWidth")
        seen.too_wide += [f"{found} at {width}"] if found > width else []
        seen.torn += page.evaluate(TORN, "thead th, .badge, h1, h2, h3") if width > min(WIDTHS) else []
        _keep_pictures(page, f"{Path(address).stem}-{'print' if width == SHEET else width}")
    seen.text = page.evaluate("document.body.innerText")
    context.close()
    return seen


def _keep_pictures(page: "Page", name: str) -> None:
    if folder := os.environ.get("VAGLIO_SCREENSHOTS"):
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png")


def unfold(page: "Page") -> None:
    """Opens whatever is folded."""
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def barriers(browser: "Browser", address: str, scheme: Any = "light") -> tuple[list[str], int]:
    """What axe-core finds wrong with a page, unfolded, and how many of its rules passed."""
    # axe measures with a script of its own, which the page's policy rightly refuses.
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, viewport={"width": 1024, "height": 800}
    )
    page = context.new_page()
    page.goto(address)
    unfold(page)
    page.evaluate(_axe())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    context.close()
    found = [
        f"{fault['id']}: {node['html'][:200]}" for fault in result["violations"] for node in fault["nodes"]
    ]
    return found, len(result["passes"])


def _axe() -> str:
    place = find_spec("axe_core_python")
    if place is None or place.origin is None:
        pytest.skip("axe-core-python is not installed")
    return (Path(place.origin).parent / "axe.min.js").read_text(encoding="utf-8")
