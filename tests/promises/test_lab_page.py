"""The lab's own report in a real browser: silent, alone, whole on every width, without barriers, in each language."""

from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reports.html import HtmlReport
from reports.i18n import available
from scanner.model import Audit
from tests.promises.lab_audit import LabAudit
from tests.reports.chromium import NEEDED, barriers, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.lab, *NEEDED]

LANGUAGES = available()
SEEN = list(zip(LANGUAGES, cycle(("light", "dark")), strict=False))
READERS = [*(("technician", language) for language in LANGUAGES), ("owner", "it"), ("auditor", "ru")]


@pytest.fixture(scope="module")
def audit(lab: LabAudit) -> Audit:
    return lab.stored()


def _written(audit: Audit, audience: str, language: str, folder: Path) -> str:
    file = folder / f"lab-{audience}-{language}.html"
    file.write_bytes(HtmlReport(audience).render(audit, language))
    return file.as_uri()


@pytest.mark.parametrize(("audience", "language"), READERS)
def test_it_is_silent_alone_and_fits_every_width(
    audience: str, language: str, audit: Audit, browser: "Browser", tmp_path: Path
) -> None:
    address = _written(audit, audience, language, tmp_path)
    seen = visit(browser, address)
    assert (seen.said, seen.asked, seen.too_wide, seen.torn) == ([], [address], [], [])


@pytest.mark.parametrize(("language", "scheme"), SEEN)
def test_axe_finds_no_barrier_in_it(
    language: str, scheme: Any, audit: Audit, browser: "Browser", tmp_path: Path
) -> None:
    found, passes = barriers(browser, _written(audit, "technician", language, tmp_path), scheme)
    assert found == []
    assert passes > 10
