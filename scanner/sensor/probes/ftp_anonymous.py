"""FTP: whether the user "anonymous" gets in. One attempt; nothing is listed, fetched or stored.

Sources: RFC 1635, sections 2 and 3 (the name, and an address as the password); RFC 959, section 5.4 (replies to
USER and PASS). The name is a guess, so the probe is asked for by name only, and only in the office.
"""

from contextlib import suppress

from scanner.evidence.files import FtpAnonymous
from scanner.plugin import Closed, Garbled, Impact, Line, Silence, Tcp, probe
from scanner.sensor.probes.ftp import QUIT
from scanner.sensor.probes.reply import parts, reply_end
from scanner.sensor.probes.text import clean

USER, PASS = b"USER anonymous\r\n", b"PASS audit@vaglio.invalid\r\n"
READY, IN, WANTS_PASSWORD = 220, 230, 331
# Refusals (RFC 959, section 5.4; RFC 2228, section 5.1): of the name, of the password, or of a login in clear.
REFUSED = range(400, 600)
WANTS_ACCOUNT = 332


def _reply(line: Line, request: bytes) -> tuple[int, str]:
    code, lines = parts(line.ask(request, reply_end))
    return code, clean(b" ".join(lines), 512)


@probe(
    id="ftp-anonymous", title="Whether FTP lets anyone in", protocol="ftp-anonymous", ports=[Tcp(21)],
    gives=FtpAnonymous, impact=Impact.GUESS, questions=3, order=62, opt_in=True, office_only=True,
)  # fmt: skip
def ftp_anonymous(line: Line) -> FtpAnonymous:
    """One login as anonymous, then goodbye."""
    greeting, _ = parts(line.hear(reply_end))
    if greeting != READY:
        raise Garbled(f"FTP is not ready for a login: code {greeting}")
    code, answer = _reply(line, USER)
    if code == WANTS_PASSWORD:
        code, answer = _reply(line, PASS)
    if code not in (IN, WANTS_ACCOUNT) and code not in REFUSED:
        raise Garbled(f"FTP does not answer a login with the code {code}")
    with suppress(Closed, Silence):
        line.say(QUIT)
    return FtpAnonymous(allowed=code == IN, code=code, answer=answer)
