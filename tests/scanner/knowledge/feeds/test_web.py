"""Fetching: bounded in bytes and time, only over https, resumed where it was cut, every trouble told."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.knowledge.feeds import FeedError, WebSettings
from scanner.knowledge.feeds.faults import FetchError
from scanner.knowledge.feeds.web import Web
from tests.promises.runs import wait_for
from tests.scanner.knowledge.feeds.conftest import SMALL
from tests.scanner.knowledge.feeds.proxying import Proxy
from tests.scanner.knowledge.feeds.served import Served, bomb, cuts, fails, redirects
from tests.timing import ends_within

KILO = 1_000
TEN_GIGA = 10_000_000_000


def _trouble(web: Web, url: str) -> str:
    with ends_within(4), pytest.raises(FetchError) as told:
        web.get(url, 100 * KILO)
    return str(told.value)


def _name(served: Served, path: str) -> str:
    return f"127.0.0.1{path}"


def test_a_document_comes_whole(served: Served, web: Web) -> None:
    served.files["/a"] = b"x" * 99_999
    assert web.get(served.url("/a"), 100 * KILO) == b"x" * 99_999


def test_a_server_error_is_told(served: Served, web: Web) -> None:
    served.acts["/a"] = fails(500)
    assert _trouble(web, served.url("/a")) == "127.0.0.1/a answered 500"


def test_a_missing_document_is_told(served: Served, web: Web) -> None:
    assert _trouble(web, served.url("/none?token=secret")) == "127.0.0.1/none answered 404"


def test_a_hung_server_is_left(served: Served, hasty: Web) -> None:
    served.acts["/a"] = served.hang
    assert _trouble(hasty, served.url("/a")) == "127.0.0.1/a said nothing for 0.4 seconds"


def test_a_server_that_drips_is_cut_off(served: Served, hasty: Web) -> None:
    served.acts["/a"] = served.drip
    assert _trouble(hasty, served.url("/a")) == "127.0.0.1/a took longer than 1.5 seconds and was cut off"


def test_a_large_document_that_says_so_is_not_fetched(served: Served, web: Web) -> None:
    served.acts["/a"] = bomb(TEN_GIGA, TEN_GIGA)
    assert _trouble(web, served.url("/a")) == "127.0.0.1/a is larger than 100 kB and was not fetched"


def test_a_bomb_that_says_no_size_is_cut_off(served: Served, web: Web) -> None:
    served.acts["/a"] = bomb(TEN_GIGA, None)
    assert _trouble(web, served.url("/a")) == "127.0.0.1/a sends more than 100 kB and was cut off"
    assert wait_for(lambda: "/sent" in served.files, 60)
    assert int(served.files["/sent"]) < 50_000_000


def test_a_length_that_lies_takes_no_more_than_it_says(served: Served, web: Web) -> None:
    served.acts["/a"] = bomb(TEN_GIGA, 5 * KILO)
    assert len(web.get(served.url("/a"), 100 * KILO)) == 5 * KILO


def test_a_cut_connection_is_told(served: Served, web: Web) -> None:
    served.acts["/a"] = cuts(b"x" * 9_000, 4_000, times=9)
    assert _trouble(web, served.url("/a")) == "127.0.0.1/a cut the connection"


def test_a_redirect_to_https_is_followed(served: Served, web: Web) -> None:
    served.acts["/a"] = redirects("/b")
    served.files["/b"] = b"here"
    assert web.get(served.url("/a"), KILO) == b"here"


@pytest.mark.parametrize("target", ["http://127.0.0.1:1/a", "ftp://127.0.0.1/a", "file:///etc/passwd"])
def test_a_redirect_to_anything_else_is_not(served: Served, web: Web, target: str) -> None:
    served.acts["/a"] = redirects(target)
    sentence = "127.0.0.1/a leads to an address without https and was not followed"
    assert _trouble(web, served.url("/a")) == sentence


def test_redirects_in_a_circle_end(served: Served, web: Web) -> None:
    served.acts["/a"] = redirects("/a")
    assert _trouble(web, served.url("/a")) == "127.0.0.1/a: more than 5 redirects"
    assert len(served.asked) == 6


def test_an_address_without_https_is_refused(web: Web) -> None:
    assert _trouble(web, "http://127.0.0.1:9/a") == "127.0.0.1/a is no address with https"


def test_an_unknown_certificate_is_refused(served: Served, web_settings: WebSettings) -> None:
    stranger = Web(replace(web_settings, ca_file=None))
    sentence = _trouble(stranger, served.url("/a"))
    assert sentence.startswith("127.0.0.1/a has a certificate that is not trusted (")
    assert served.asked == []


def test_a_certificate_for_another_name_is_refused(served: Served, web: Web) -> None:
    sentence = _trouble(web, f"https://localhost:{served.port}/a")
    assert sentence.startswith("localhost/a has a certificate that is not trusted (")
    assert served.asked == []


def test_nobody_at_the_address_is_told(web: Web) -> None:
    assert _trouble(web, "https://127.0.0.1:9/a") == "127.0.0.1/a cannot be reached"


def test_a_ca_file_without_certificates_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("none")
    with pytest.raises(FeedError, match=r"ca\.pem cannot be used: it must hold certificates in PEM form"):
        Web(WebSettings(ca_file=tmp_path / "ca.pem"))


def test_many_lanes_do_not_end_each_others_transfers(served: Served, web_settings: WebSettings) -> None:
    web = Web(replace(web_settings, limits=replace(SMALL, silent=3)))
    served.acts["/slow"] = served.hang
    served.files["/a"] = b"y" * 50_000
    slow = threading.Thread(target=lambda: _trouble(web, served.url("/slow")))
    slow.start()
    assert all(len(web.get(served.url("/a"), 100 * KILO)) == 50_000 for _ in range(20))
    slow.join(20)


class TestProxy:
    def test_a_configured_proxy_is_used(self, served: Served, web_settings: WebSettings) -> None:
        served.files["/a"] = b"here"
        with Proxy() as proxy:
            web = Web(replace(web_settings, proxy=f"http://user:pass@127.0.0.1:{proxy.port}"))
            assert web.get(served.url("/a"), KILO) == b"here"
        assert proxy.asked == [f"127.0.0.1:{served.port}"]
        assert proxy.credentials == ["Basic dXNlcjpwYXNz"]

    def test_the_environments_proxy_is_used_unless_excepted(
        self, served: Served, web_settings: WebSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        served.files["/a"] = b"here"
        with Proxy() as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            monkeypatch.setenv("NO_PROXY", "")
            assert Web(web_settings).get(served.url("/a"), KILO) == b"here"
            monkeypatch.setenv("NO_PROXY", "127.0.0.1")
            assert Web(web_settings).get(served.url("/a"), KILO) == b"here"
        assert proxy.asked == [f"127.0.0.1:{served.port}"]

    def test_a_proxy_that_refuses_is_told(self, served: Served, web_settings: WebSettings) -> None:
        with Proxy(refuses=True) as proxy:
            web = Web(replace(web_settings, proxy=f"http://127.0.0.1:{proxy.port}"))
            assert _trouble(web, served.url("/a")) == (
                "127.0.0.1/a is not let through by the proxy (403 Forbidden)"
            )

    def test_a_proxy_of_another_kind_is_told(
        self, served: Served, web_settings: WebSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "")
        with pytest.raises(FeedError, match="HTTPS_PROXY names a proxy that Vaglio cannot use"):
            Web(web_settings).get(served.url("/a"), KILO)
