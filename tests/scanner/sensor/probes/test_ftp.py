"""FTP: greeting and features; no user is named."""

import pytest

from scanner.evidence.files import FtpGreeting
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.ftp import ftp, product_of
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.it_replies import FTP_FEATURES, FTP_GREETING


def asked(*replies: Reply) -> FtpGreeting:
    return ftp(ScriptedLine("ftp", list(replies)))


def test_vsftpd_tells_version_and_auth_tls() -> None:
    line = ScriptedLine("ftp", [FTP_GREETING, FTP_FEATURES])
    assert ftp(line) == FtpGreeting(banner="(vsFTPd 3.0.3)", product="vsFTPd", version="3.0.3", auth_tls=True)
    assert line.sent == [b"FEAT\r\n", b"QUIT\r\n"]


@pytest.mark.parametrize(
    ("features", "auth_tls"),
    [
        (b"211-Features:\r\n EPRT\r\n211 End\r\n", False),
        (b"211-Features:\r\n AUTH SSL;TLS;\r\n211 End\r\n", True),
        (b"211-Features:\r\n XAUTH TLS\r\n211 End\r\n", False),
        (b"530 Please login with USER and PASS.\r\n", None),
        (b"500 Unknown command.\r\n", None),
        (Closed("closed"), None),
        (Silence("no answer"), None),
    ],
)
def test_auth_tls_is_told_only_by_a_list_of_features(features: Reply, auth_tls: bool | None) -> None:
    assert asked(FTP_GREETING, features).auth_tls is auth_tls


def test_a_greeting_of_many_lines_is_one_banner() -> None:
    told = asked(b"220-Welcome\r\n to\r\n220-the press\r\n220 ProFTPD 1.3.5 Server\r\n", Closed("closed"))
    assert (told.banner, told.version) == ("Welcome to the press ProFTPD 1.3.5 Server", "1.3.5")


def test_a_line_with_another_code_does_not_end_the_reply() -> None:
    told = asked(b"220-Welcome\r\n221 is a code\r\n220 ready\r\n", Closed("closed"))
    assert told.banner == "Welcome 221 is a code ready"


def test_an_unwilling_server_is_asked_nothing_more() -> None:
    line = ScriptedLine("ftp", [b"421 Too many connections\r\n"])
    assert ftp(line).banner == "Too many connections"
    assert line.sent == []


@pytest.mark.parametrize(
    "stranger",
    [b"220 mail.lab ESMTP Postfix\r\n", b"SSH-2.0-x\r\n", b"250 hello\r\n", b"220-" + b"x\r\n" * 5000],
)
def test_another_service_is_garbled(stranger: bytes) -> None:
    with pytest.raises(Garbled):
        asked(stranger, FTP_FEATURES)


@pytest.mark.parametrize(
    ("banner", "product", "version"),
    [
        ("FileZilla Server 0.9.60 beta", "FileZilla", "0.9.60"),
        ("VxWorks (VxWorks5.4.2) FTP server ready", "VxWorks", "5.4.2"),
        ("Serv-U FTP Server v6.4 for WinSock ready...", "Serv-U", "6.4"),
        ("host FTP server (Version wu-2.6.1-16) ready.", "wu", "2.6.1"),
        ("FTP server ready", "", ""),
    ],
)
def test_products_are_read_from_banners(banner: str, product: str, version: str) -> None:
    assert product_of(banner) == (product, version)
