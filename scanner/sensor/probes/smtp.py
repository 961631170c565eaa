"""SMTP: the banner and the answer to EHLO. No sender, no recipient, no login."""

import re

from scanner.evidence.mail import SmtpGreeting
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.reply import parts, reply_end
from scanner.sensor.probes.text import clean

EHLO, QUIT = b"EHLO vaglio.invalid\r\n", b"QUIT\r\n"
SECURED = 465
READY, UNWILLING = 220, (421, 554)
PRODUCT = re.compile(
    r"\b(?P<product>Postfix|Exim|Sendmail|Exchange|hMailServer|OpenSMTPD|qmail|Haraka|MDaemon|Kerio Connect"
    r"|Microsoft ESMTP MAIL Service|Python SMTP|aiosmtpd|Zimbra|MailEnable)"
    r"(?:,? Version:)?[ /(v]*(?P<version>[0-9][\w.-]*)?",
    re.IGNORECASE,
)


NAMED = re.compile(r"\bE?SMTP +(?P<product>[A-Za-z][\w-]{2,30}) +v?(?P<version>[0-9]+\.[0-9][\w.-]{0,20})")
"""A program that we do not know by name, but that stands with a version behind the protocol's name."""


def product_of(banner: str) -> tuple[str, str]:
    """Product and version, as far as the banner names them."""
    found = PRODUCT.search(banner) or NAMED.search(banner)
    return (found["product"], found["version"] or "") if found else ("", "")


def extensions(code: int, lines: tuple[bytes, ...]) -> dict[str, bool | None]:
    """Whether EHLO's answer lists STARTTLS and AUTH (RFC 3207; RFC 4954); the first line is a name.

    "AUTH=LOGIN" is how some old servers write it.
    """
    if code != 250:
        return {"starttls": None, "offers_login": False}
    words = {re.split(rb"[ =]", line.strip().upper())[0] for line in lines[1:]}
    return {"starttls": b"STARTTLS" in words, "offers_login": b"AUTH" in words}


def _extensions(line: Line) -> dict[str, bool | None]:
    told: dict[str, bool | None] = {}
    try:
        told = extensions(*parts(line.ask(EHLO, reply_end)))
        line.say(QUIT)
    except (Closed, Silence):
        return told
    return told


def _secure(line: Line) -> None:
    refusal = line.secure("TLSv1.0", "TLSv1.3").refusal
    if refusal:
        raise Garbled(f"the TLS handshake failed: {clean(refusal.encode())}")


@probe(
    id="smtp", title="Mail server greeting", protocol="smtp",
    ports=[Tcp(25), Tcp(587), Tcp(SECURED, implicit_tls=True)], gives=SmtpGreeting, questions=2, order=40,
)  # fmt: skip
def smtp(line: Line) -> SmtpGreeting:
    """Reads the banner, says EHLO, and says goodbye."""
    if line.service.port == SECURED:
        _secure(line)
    code, lines = parts(line.hear(reply_end))
    banner = clean(b" ".join(lines), 512)
    if code not in (READY, *UNWILLING):
        raise Garbled(f"SMTP does not greet with the code {code}")
    if "ftp" in banner.lower() and "smtp" not in banner.lower():
        raise Garbled("the greeting is a file server's")
    product, version = product_of(banner)
    told = _extensions(line) if code == READY else {}
    return SmtpGreeting.model_validate({"banner": banner, "product": product, "version": version} | told)
