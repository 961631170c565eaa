"""The index of many reports: newest first in each segment, comparable points only, hostile files harmless."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reports.json import JsonReport
from reports.portfolio import Portfolio, read
from scanner.model import Audit
from tests.reports.chromium import NEEDED, barriers
from tests.reports.hostile import hostile_factory
from tests.reports.reading import read as read_page
from tests.reports.samples import empty_factory, factory

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def later(days: int, lo: float = 0.6, catalogue: str = "") -> Audit:
    audit = factory()
    score = audit.score.model_copy(update={"lo": lo})
    changed = {"ended": audit.ended + timedelta(days=days), "score": score}
    return audit.model_copy(update=changed | ({"catalogue": catalogue} if catalogue else {}))


def files(**audits: Audit) -> dict[str, bytes]:
    return {
        f"{name.replace('_', '/')}/report.json": JsonReport().render(one, "en")
        for name, one in audits.items()
    }


def links(page: bytes) -> list[str]:
    return [one["href"] for one in read_page(page).all("a") if not one["href"].startswith("#")]


def test_each_segment_stands_once_with_its_newest_result() -> None:
    lines, unreadable = read(files(acme_b=later(30), acme_a=factory(), beta_x=later(1, 0.2)))
    assert unreadable == []
    assert [(line.folder, line.newest.score.lo, len(line.held)) for line in lines] == [
        ("acme", 0.6, 2), ("beta", 0.2, 1),
    ]  # fmt: skip
    assert lines[0].link == "acme/b/report.html"


def test_it_leads_to_a_page_that_is_there() -> None:
    known = files(acme_b=factory())
    for pages, link in (
        ({"acme/b/report-owner.html"}, "acme/b/report-owner.html"),
        ({"acme/b/report-owner.html", "acme/b/report-auditor.html"}, "acme/b/report-auditor.html"),
        ({"acme/b/report-owner.html", "acme/b/report.html"}, "acme/b/report.html"),
        ({"acme/b/report-owner.pdf", "acme/a/report.html"}, "acme/b/report-owner.pdf"),
    ):
        assert links(Portfolio().render(known, "en", pages)[0]) == [link]


def test_it_leads_nowhere_when_there_is_no_page() -> None:
    page = Portfolio().render(files(acme_b=factory()), "en", set())[0]
    assert links(page) == []
    assert factory().segment in read_page(page).text


def test_a_trend_holds_only_what_was_measured_the_same_way() -> None:
    (line,), _ = read(files(acme_a=factory(), acme_b=later(1), acme_c=later(2, 0.7, "Other 2")))
    assert (len(line.held), len(line.comparable), line.points) == (3, 1, "")


def test_points_rise_with_what_is_proven() -> None:
    (line,), _ = read(files(a=later(1, 0.2), b=later(2, 0.9)))
    first, last = (float(point.split(",")[1]) for point in line.points.split())
    assert first > last  # the picture's y grows downwards


def test_a_file_that_is_no_report_is_named_and_left_out() -> None:
    page, unreadable = Portfolio().render({"x/report.json": b"{}", **files(a=factory())}, "en")
    assert unreadable == ["x/report.json"]
    assert "x/report.json" in read_page(page).text


def test_an_empty_folder_says_so() -> None:
    assert "There is no report" in read_page(Portfolio().render({}, "en")[0]).text


def test_a_hostile_report_is_harmless() -> None:
    evil = '"><script>alert(1)</script>'
    page, _ = Portfolio().render(
        {f"{evil}/a/report.json": JsonReport().render(hostile_factory(), "en")}, "en"
    )
    assert b"<script" not in page
    assert all(not one["href"].lower().startswith("javascript") for one in read_page(page).all("a"))


def test_a_number_out_of_bounds_is_no_report() -> None:
    broken = json.loads(JsonReport().render(factory(), "en"))
    broken["score"]["lo"] = 7
    assert read({"a/report.json": json.dumps(broken).encode()})[1] == ["a/report.json"]


class TestInABrowser:
    pytestmark = NEEDED

    def test_it_has_no_barriers_and_fits_a_telephone(self, browser: "Browser", tmp_path: Path) -> None:
        page_file = tmp_path / "index.html"
        many = files(acme_a=factory(), acme_b=later(3), beta_x=empty_factory())
        page_file.write_bytes(Portfolio().render(many, "it")[0])
        for scheme in ("light", "dark"):
            found, passes = barriers(browser, page_file.as_uri(), scheme)
            assert found == []
            assert passes > 10
        page = browser.new_page(viewport={"width": 320, "height": 700})
        page.goto(page_file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.close()
