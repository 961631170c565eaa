"""HTTP: one GET, bounded, followed by nothing."""

from datetime import UTC, datetime

import pytest

from scanner.evidence.web import HttpPage
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Silence, TlsHandshake
from scanner.sensor.probes.http import clock_of, http
from scanner.sensor.probes.http_messages import unchunked
from scanner.sensor.probes.page import read_page
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.it_replies import HTTP_BODY, HTTP_HEAD

FORM = b"<html><title>Panel</title><form><input type=password></form></html>"


def asked(*replies: Reply, port: int = 80) -> HttpPage:
    return http(ScriptedLine("http", list(replies), service=Service(transport="tcp", port=port)))


def test_a_page_tells_server_title_and_login_form() -> None:
    line = ScriptedLine("http", [HTTP_HEAD, HTTP_BODY], service=Service(transport="tcp", port=80))
    assert http(line) == HttpPage(
        status=200, server="SimpleHTTP/0.6 Python/3.11.7", title="Line 3 & Press",
        login_form=True, password_field=True, date=datetime(2026, 11, 22, 14, 5, 43, tzinfo=UTC),
    )  # fmt: skip
    assert (len(line.sent), line.connections) == (1, 1)


def test_a_redirect_is_told_and_not_followed() -> None:
    line = ScriptedLine(
        "http", [b"HTTP/1.1 302 Found\r\nLocation: https://x/login\r\nContent-Length: 0\r\n\r\n"]
    )
    assert http(line).redirect == "https://x/login"
    assert len(line.sent) == 1


def test_the_scheme_of_a_login_is_told() -> None:
    head = b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nX-Powered-By: PHP/5.2\r\n\r\n'
    told = asked(head, Closed("closed", b"no"))
    assert (told.status, told.asks_login, told.realm, told.powered_by) == (401, "basic", "x", "PHP/5.2")


@pytest.mark.parametrize(
    ("challenge", "realm"),
    [
        ('Digest realm="validusers@robapi.abb", domain="/", qop="auth", nonce="MGY0"', "validusers@robapi.abb"),
        ('Digest qop="auth", Realm = "a b"', "a b"),
        ("Basic", ""), ("Bearer realm=x", ""), ('Basic realm="', ""), ('Digest myrealm="x"', ""),
    ],
)  # fmt: skip
def test_the_place_that_wants_a_login_is_named(challenge: str, realm: str) -> None:
    head = f"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\nContent-Length: 0\r\n\r\n"
    assert asked(head.encode()).realm == realm


@pytest.mark.parametrize("end", [Closed("closed", FORM), Silence("no more", FORM)])
def test_a_body_without_length_ends_with_the_connection(end: Exception) -> None:
    assert asked(b"HTTP/1.0 200 OK\r\n\r\n", end).login_form


@pytest.mark.parametrize("end", [Closed("closed"), Silence("none", b"")])
def test_headers_count_even_if_the_body_never_comes(end: Exception) -> None:
    told = asked(b"HTTP/1.1 200 OK\r\nServer: GoAhead\r\nContent-Length: 9999\r\n\r\n", end)
    assert (told.server, told.title) == ("GoAhead", "")


def test_a_chunked_body_is_put_together() -> None:
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (FORM[:20], FORM[20:])) + b"0\r\n\r\n"
    assert unchunked(chunked) == FORM
    assert asked(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunked).title == "Panel"


def test_a_chunk_that_lies_about_its_length_ends_the_body() -> None:
    assert unchunked(b"ffffff\r\nabc") == b"abc"
    assert unchunked(b"zz\r\nabc") == b""


def test_a_body_of_any_announced_length_is_cut() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
    body = FORM + b"x" * 65_536
    assert asked(head, body).title == "Panel"
    assert asked(head, body[len(FORM) :] + FORM).title == ""


@pytest.mark.parametrize("length", [b"-1", b"1e9", b"9" * 400, b"\xb2"])
def test_an_odd_length_counts_as_none(length: bytes) -> None:
    assert asked(b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n", FORM).title == "Panel"


def test_over_tls_it_says_so() -> None:
    line = ScriptedLine(
        "http", [HTTP_HEAD, HTTP_BODY], service=Service(transport="tcp", port=443),
        handshakes=[TlsHandshake(version="TLSv1.2")],
    )  # fmt: skip
    assert http(line).secured


def test_a_refused_handshake_sends_no_request() -> None:
    line = ScriptedLine(
        "http", [], service=Service(transport="tcp", port=443), handshakes=[TlsHandshake(refusal="ALERT")]
    )
    with pytest.raises(Garbled, match="handshake"):
        http(line)
    assert line.sent == []


@pytest.mark.parametrize(
    "stranger", [b"SSH-2.0-x\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"HTTP/1.1 xyz\r\n\r\n"]
)
def test_another_service_is_garbled(stranger: bytes) -> None:
    with pytest.raises(Garbled):
        asked(stranger)


def test_headers_without_end_are_garbled() -> None:
    with pytest.raises(Garbled, match="headers"):
        asked(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000)


def test_comments_and_scripts_hold_no_login_form() -> None:
    page = read_page(
        b"<!-- <form><input type=password> --><script>'<input type=password>'</script><title>x</title>"
    )
    assert (page.password_field, page.title) == (False, "x")


def test_a_password_field_outside_a_form_is_no_login_form() -> None:
    page = read_page(b"<FORM></FORM><INPUT NAME=p TYPE='Password'>")
    assert (page.password_field, page.login_form) == (True, False)


def test_a_word_that_only_looks_like_a_password_field_is_none() -> None:
    assert not read_page(b"<input data-type=password><input type=passwordless>").password_field


@pytest.mark.parametrize(
    "piece", [b"<a ", b"<!--", b"<input ", b"<title>", b"<script>", b"<", b"&#", b"<form "]
)
def test_unfinished_markup_takes_no_time(piece: bytes) -> None:
    assert read_page(piece * (65_536 // len(piece))).login_form is False


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "Sun, 31 Feb 2026 14:05:43 GMT", "Sun, 22 Nov 0000 14:05:43 GMT", "Sun, 22 Nov 2026 24:05:43 GMT",
        "Sun, 22 Nov 2026 14:05:43 +0100", "Sunday, 22-Nov-26 14:05:43 GMT", "Sun, 22 Nuv 2026 14:05:43 GMT",
        "Sun, 22 Nov 2026 14:05:43 GMT" * 2,
    ],
)  # fmt: skip
def test_a_date_that_is_none_leaves_the_clock_unknown(text: str) -> None:
    assert clock_of(text) is None


def test_a_date_is_read_as_utc() -> None:
    assert clock_of("Thu, 01 Jan 1970 00:00:59 GMT") == datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)
