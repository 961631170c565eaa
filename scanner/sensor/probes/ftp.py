"""FTP: the greeting, and whether FEAT lists AUTH TLS. No user is ever named."""

import re

from scanner.evidence.files import FtpGreeting
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.reply import parts, reply_end
from scanner.sensor.probes.text import clean

FEAT, QUIT = b"FEAT\r\n", b"QUIT\r\n"
# Codes that an FTP server may greet with (RFC 959, section 5.4), and how those end that won't talk on.
READY, UNWILLING = 220, (120, 421, 530)
MAIL = re.compile(r"\bE?SMTP\b", re.IGNORECASE)
PRODUCT = re.compile(
    r"\b(?P<product>[A-Za-z][\w.-]*FTP\w*|Serv-U|FileZilla|wu(?=-)|VxWorks)"
    r"(?: FTP)?(?: Server)?[ ,-]*\(?(?:VxWorks|version|ver\.?)?[ v]*(?P<version>[0-9][\w.]*)?",
    re.IGNORECASE,
)


def product_of(banner: str) -> tuple[str, str]:
    """Product and version, as far as the banner names them."""
    found = PRODUCT.search(banner)
    return (found["product"], found["version"] or "") if found else ("", "")


def lists_auth_tls(code: int, lines: tuple[bytes, ...]) -> bool | None:
    """Whether the answer to FEAT lists AUTH TLS (RFC 4217, section 6); None where it lists nothing.

    Some servers write one line for all mechanisms: "AUTH TLS;SSL;" or "AUTH SSL TLS".
    """
    if code != 211:
        return None
    features = [re.split(rb"[ ;,]+", line.strip().upper()) for line in lines]
    return any(words[0] == b"AUTH" and b"TLS" in words for words in features)


def _features(line: Line) -> bool | None:
    try:
        told = lists_auth_tls(*parts(line.ask(FEAT, reply_end)))
        line.say(QUIT)
    except (Closed, Silence):
        return None
    return told


@probe(
    id="ftp", title="FTP greeting", protocol="ftp", ports=[Tcp(21)], gives=FtpGreeting, questions=2, order=40,
)  # fmt: skip
def ftp(line: Line) -> FtpGreeting:
    """Reads the greeting, asks for the features, and says goodbye."""
    code, lines = parts(line.hear(reply_end))
    banner = clean(b" ".join(lines), 512)
    if code not in (READY, *UNWILLING):
        raise Garbled(f"FTP does not greet with the code {code}")
    if MAIL.search(banner) and "ftp" not in banner.lower():
        raise Garbled("the greeting is a mail server's")
    product, version = product_of(banner)
    auth_tls = _features(line) if code == READY else None
    return FtpGreeting(banner=banner, product=product, version=version, auth_tls=auth_tls)
