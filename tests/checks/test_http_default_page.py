"""Is there a web server that nobody has set up?"""

import pytest

from checks.http_default_page import http_default_page
from scanner.evidence import HttpPage
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    ("title", "product"),
    [
        ("Welcome to nginx!", "nginx"),
        ("Apache2 Debian Default Page: It works", "Apache"),
        ("Apache Tomcat/9.0.31", "Tomcat"),
        ("IIS Windows Server", "Microsoft IIS"),
    ],
)
def test_a_page_as_delivered_is_a_gap_that_names_its_server(title: str, product: str) -> None:
    verdict = http_default_page(HttpPage(status=200, title=title))
    assert verdict.outcome is NOT_MET
    assert product in str(verdict.why)


def test_a_page_of_its_own_is_in_order() -> None:
    assert http_default_page(HttpPage(status=200, title="How we welcome to nginx! people")).outcome is MET


def test_a_page_without_a_title_tells_nothing() -> None:
    assert http_default_page(HttpPage(status=200)).outcome is UNKNOWN
