"""On paper every drawing carries its own lines and colours, for it sees nothing else."""

import re

import pytest

from reports.html import HtmlReport, style_sheet
from reports.paper import for_paper
from tests.reports.reading import read
from tests.reports.told import told_factory


@pytest.fixture(scope="module")
def paper() -> str:
    return for_paper(HtmlReport("auditor").render(told_factory(), "it").decode(), style_sheet())


def test_no_drawing_refers_to_another(paper: str) -> None:
    assert "<use" not in paper
    assert "<symbol" not in paper


def test_no_rule_of_a_drawing_waits_for_a_colour(paper: str) -> None:
    own = re.findall(r"<svg[^>]*><style>(.*?)</style>", paper)
    assert len(own) > 10
    assert [rules for rules in own if "var(" in rules or "@" in rules] == []
    assert all("{" in rules for rules in own)


def test_where_a_drawing_stands_is_left_to_the_page(paper: str) -> None:
    own = " ".join(re.findall(r"<svg[^>]*><style>(.*?)</style>", paper))
    assert "display" not in own
    assert "width:" not in own.replace("stroke-width:", "")


def test_an_icon_has_the_colour_of_its_level() -> None:
    style = style_sheet()
    weak = re.search(r"--weak: (#[0-9a-f]+)", style)
    assert weak is not None
    drawn = for_paper(
        '<svg class="icon critical" aria-hidden="true"><use href="#i-severity-critical"/></svg>', style
    )
    assert f'fill="{weak[1]}"' in drawn
    assert 'class="fill"' not in drawn


def test_the_map_keeps_its_icons_in_their_places() -> None:
    page = HtmlReport().render(told_factory(), "it").decode()
    places = re.findall(r'<use class="[^"]*" href="[^"]*" (x="[^"]*" y="[^"]*")', page)
    drawn = for_paper(page, style_sheet())
    assert len(places) > 20
    assert [place for place in places if place not in drawn] == []


def test_the_words_of_the_page_stay_as_they_are(paper: str) -> None:
    page = HtmlReport("auditor").render(told_factory(), "it")
    without_style = re.sub(r"(<svg[^>]*>)<style>.*?</style>", r"\1", paper)
    assert read(without_style.encode()).texts == read(page).texts
