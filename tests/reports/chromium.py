"""Debian's Chromium, quiet, for tests that look at a page."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

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

NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed as /usr/bin/chromium"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]


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
