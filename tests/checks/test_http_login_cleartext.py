"""Does a web page ask for a password without encryption?"""

from typing import Any

import pytest

from checks.http_login_cleartext import http_login_cleartext
from scanner.evidence import HttpPage
from tests.checks.facts import MET, NOT_MET, UNKNOWN

LOGINS: list[dict[str, Any]] = [{"login_form": True}, {"password_field": True}, {"asks_login": "Basic"}]


@pytest.mark.parametrize("login", LOGINS)
def test_a_login_in_clear_is_a_gap(login: dict[str, Any]) -> None:
    assert http_login_cleartext(HttpPage(status=200, **login)).outcome is NOT_MET


@pytest.mark.parametrize("login", LOGINS)
def test_the_same_login_over_an_encrypted_connection_is_in_order(login: dict[str, Any]) -> None:
    assert http_login_cleartext(HttpPage(status=200, secured=True, **login)).outcome is MET


def test_a_page_that_sends_on_to_https_is_in_order() -> None:
    assert http_login_cleartext(HttpPage(status=301, redirect="HTTPS://panel/")).outcome is MET


@pytest.mark.parametrize("page", [{}, {"asks_login": "digest"}, {"redirect": "http://panel/login"}])
def test_a_first_page_without_a_login_does_not_prove_that_all_is_well(page: dict[str, Any]) -> None:
    assert http_login_cleartext(HttpPage(status=200, **page)).outcome is UNKNOWN
