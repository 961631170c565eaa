"""Does a web server lay its files open?"""

import pytest

from checks.http_directory_listing import http_directory_listing
from scanner.evidence import HttpPage
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    "title", ["Index of /", "Index of /backup", "Directory listing for /", "10.0.0.7 - /"]
)
def test_a_list_of_files_is_a_gap(title: str) -> None:
    assert http_directory_listing(HttpPage(status=200, title=title)).outcome is NOT_MET


def test_a_page_of_its_own_is_in_order_and_so_is_one_that_is_locked() -> None:
    assert http_directory_listing(HttpPage(status=200, title="Subject index of / for parts")).outcome is MET
    assert http_directory_listing(HttpPage(status=403)).outcome is MET


def test_a_page_without_a_title_tells_nothing() -> None:
    assert http_directory_listing(HttpPage(status=200)).outcome is UNKNOWN
