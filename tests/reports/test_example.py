"""The example in docs/: whole, harmless, and silent about the computer that it was made on."""

import re
from pathlib import Path

import pytest

from tests.reports.reading import read

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
PAGES = ("report.html", "report-owner.html")


@pytest.mark.parametrize("name", PAGES)
def test_the_example_is_a_whole_page_in_italian_that_loads_nothing(name: str) -> None:
    page = read((EXAMPLE / name).read_bytes())
    assert page.faults == []
    assert page.all("html") == [{"lang": "it"}]
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe"}
    assert "Quanto siamo protetti?" in page.text


@pytest.mark.parametrize("name", PAGES)
def test_the_example_names_no_path_of_a_computer(name: str) -> None:
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    # /var/lib/vaglio is where the program keeps its knowledge on every computer.
    assert re.findall(r"/(?:home|root|tmp|work|usr|opt)/\S+|/var/(?!lib/vaglio/)\S+", text) == []


def test_pictures_and_pages_of_the_example_stay_small() -> None:
    assert (EXAMPLE / "page-one.png").stat().st_size <= 300_000
    assert all((EXAMPLE / name).stat().st_size <= 1_000_000 for name in PAGES)
