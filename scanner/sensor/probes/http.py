"""HTTP: one GET of `/`. No redirect is followed, no form is sent, no password is tried.

How the request is written and the answer read, and within which bounds, is in `http_messages.py`.
"""

import re
from datetime import UTC, datetime

from scanner.evidence.web import HttpPage
from scanner.plugin import Line, Port, Tcp, probe
from scanner.sensor.probes.http_messages import request
from scanner.sensor.probes.page import read_page
from scanner.sensor.probes.resource import SECURED, exchange, secured

PLAIN = (80, 8080, 8000, 8888, 81)
PORTS: list[Port] = [Tcp(port, implicit_tls=port in SECURED) for port in PLAIN + SECURED]
SCHEME, REALM = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}"), re.compile(r'(?i)\brealm *= *"([^"]{0,200})"')
CLOCK = "%d %b %Y %H:%M:%S GMT"


def clock_of(text: str) -> datetime | None:
    """The moment that a Date header names (RFC 9110, section 5.6.7, IMF-fixdate); None for anything else."""
    try:
        moment = datetime.strptime(text[5:], CLOCK).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if re.match("[A-Z][a-z]{2}, ", text) and f"{moment:{CLOCK}}" == text[5:] else None


@probe(
    id="http", title="Start page", protocol="http", ports=PORTS, gives=HttpPage, questions=1, order=55,
)  # fmt: skip
def http(line: Line) -> HttpPage:
    """Asks for `/` and reads what the page tells about itself."""
    inside_tls = secured(line)
    head, body = exchange(line, request(line.address, line.service.port))
    page = read_page(body)
    login = head.text("www-authenticate")
    scheme, realm = SCHEME.match(login), REALM.search(login)
    return HttpPage(
        status=head.status, server=head.text("server"), title=page.title,
        login_form=page.login_form, password_field=page.password_field,
        asks_login=scheme[0].lower() if scheme else "", realm=realm[1] if realm else "",
        redirect=head.text("location"), powered_by=head.text("x-powered-by"), secured=inside_tls,
        date=clock_of(head.text("date")),
    )  # fmt: skip
