"""Grafana: whether a stranger may look in. Two GETs: its health, which names it, and its organisation.

Sources: Grafana HTTP API, "Health API" (`/api/health`: commit, database, version; needs no login) and "Organization
API" (`/api/org`: id and name); "Anonymous authentication" (with it, requests without a login are let in).
"""

from scanner.evidence.stores import GrafanaServer
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request
from scanner.sensor.probes.told import FORBIDDEN, JSON, OK, UNAUTHORISED, read_object, text

HEALTH, ORGANISATION = "/api/health", "/api/org"


@probe(
    id="grafana", title="Whether Grafana lets a stranger look in", protocol="grafana", ports=[Tcp(3000)],
    gives=GrafanaServer, questions=2, touches=2, order=49, office_only=True,
)  # fmt: skip
def grafana(line: Line) -> GrafanaServer:
    """The second GET is sent only where the first was answered by Grafana."""
    version = read_health(*exchange(line, get_request(line.address, line.service.port, HEALTH, JSON)))
    line.again()
    answer = exchange(line, get_request(line.address, line.service.port, ORGANISATION, JSON))
    return GrafanaServer(without_login=lets_in(*answer), version=version)


def read_health(head: Head, body: bytes) -> str:
    """The version, which may be hidden; Garbled for anything but Grafana's health."""
    told = read_object(body) if head.status == OK else {}
    if text(told, "database") != "ok" or not {"version", "commit"} & set(told):
        raise Garbled(f"no Grafana: the answer is HTTP status {head.status}, or has another form")
    return text(told, "version", 64)


def lets_in(head: Head, body: bytes) -> bool | None:
    """Whether a stranger was told the organisation."""
    if head.status in (UNAUTHORISED, FORBIDDEN):
        return False
    return True if head.status == OK and type(read_object(body).get("id")) is int else None
