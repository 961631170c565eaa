"""SMTP: banner and EHLO; no sender, no login."""

import pytest

from scanner.evidence.mail import SmtpGreeting
from scanner.model import Service
from scanner.plugin import Closed, Garbled, TlsHandshake
from scanner.sensor.probes.smtp import product_of, smtp
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.it_replies import SMTP_AUTH, SMTP_GREETING, SMTP_STARTTLS


def asked(*replies: Reply) -> SmtpGreeting:
    return smtp(ScriptedLine("smtp", list(replies)))


def test_a_relay_tells_product_and_starttls() -> None:
    line = ScriptedLine("smtp", [SMTP_GREETING, SMTP_STARTTLS])
    assert smtp(line) == SmtpGreeting(
        banner="mail.lab Python SMTP 1.4.6", product="Python SMTP", version="1.4.6", starttls=True
    )
    assert line.sent == [b"EHLO vaglio.invalid\r\n", b"QUIT\r\n"]


def test_an_offered_login_is_told() -> None:
    told = asked(SMTP_GREETING, SMTP_AUTH)
    assert (told.starttls, told.offers_login) == (False, True)


def test_the_name_of_a_server_is_no_extension() -> None:
    assert asked(SMTP_GREETING, b"250-STARTTLS\r\n250 HELP\r\n").starttls is False


@pytest.mark.parametrize("answer", [b"502 Not implemented\r\n", Closed("closed"), Closed("closed", b"250-")])
def test_without_an_answer_to_ehlo_starttls_is_unknown(answer: Reply) -> None:
    assert asked(SMTP_GREETING, answer).starttls is None


def test_port_465_is_secured_first() -> None:
    line = ScriptedLine(
        "smtp", [SMTP_GREETING, SMTP_AUTH], service=Service(transport="tcp", port=465),
        handshakes=[TlsHandshake(version="TLSv1.3"), TlsHandshake()],
    )  # fmt: skip
    assert smtp(line).offers_login
    assert len(line.handshakes) == 1


def test_a_refused_handshake_sends_nothing() -> None:
    service = Service(transport="tcp", port=465)
    line = ScriptedLine("smtp", [SMTP_GREETING], service=service, handshakes=[TlsHandshake(refusal="ALERT")])
    with pytest.raises(Garbled, match="handshake"):
        smtp(line)
    assert line.sent == []


@pytest.mark.parametrize(
    "stranger", [b"220 (vsFTPd 3.0.3)\r\n", b"250 ready\r\n", b"* OK IMAP\r\n", b"2x0 a\r\n"]
)
def test_another_service_is_garbled(stranger: bytes) -> None:
    with pytest.raises(Garbled):
        asked(stranger, SMTP_STARTTLS)


@pytest.mark.parametrize(
    ("banner", "product", "version"),
    [
        ("mail.x ESMTP Postfix (Debian/GNU)", "Postfix", ""),
        ("h ESMTP Exim 4.96 Sun", "Exim", "4.96"),
        ("h ESMTP Sendmail 8.14.4/8.14.4; Mon", "Sendmail", "8.14.4"),
        (
            "h Microsoft ESMTP MAIL Service, Version: 10.0.14393.2608 ready",
            "Microsoft ESMTP MAIL Service",
            "10.0.14393.2608",
        ),
        ("h ESMTP", "", ""),
    ],
)
def test_products_are_read_from_banners(banner: str, product: str, version: str) -> None:
    assert product_of(banner) == (product, version)


@pytest.mark.parametrize(
    ("banner", "told"),
    [
        ("mail-relay.lab ESMTP MailRelay 3.2", ("MailRelay", "3.2")),
        ("relay ESMTP ready", ("", "")),
        ("relay SMTP server 12 o'clock", ("", "")),
    ],
)
def test_an_unknown_program_is_named_only_with_its_version(banner: str, told: tuple[str, str]) -> None:
    assert product_of(banner) == told
