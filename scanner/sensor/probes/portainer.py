"""Portainer: whether it waits for whoever comes first to become its administrator. Two GETs, both public.

Sources: Portainer API reference, "system" (`GET /api/status`, access policy public: Version and InstanceID) and
"users" (`GET /api/users/admin/check`, public: 204 where an administrator exists, 404 where none does), also in
Portainer's api/http/handler/users/handler.go; "Portainer ports" (9443 with TLS, 9000 without).
"""

from scanner.evidence.stores import PortainerServer
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request, secured
from scanner.sensor.probes.told import JSON, OK, read_object, text

STATUS, HAS_ADMINISTRATOR = "/api/status", "/api/users/admin/check"
EXISTS, MISSING = 204, 404
PORTS = (Tcp(9000), Tcp(9443, implicit_tls=True))


@probe(
    id="portainer", title="Whether Portainer has an administrator", protocol="portainer", ports=PORTS,
    gives=PortainerServer, questions=2, touches=2, order=49, office_only=True,
)  # fmt: skip
def portainer(line: Line) -> PortainerServer:
    """The second GET is sent only where the first was answered by Portainer."""
    version = read_status(*_get(line, STATUS))
    line.again()
    head, _ = _get(line, HAS_ADMINISTRATOR)
    return PortainerServer(without_login={EXISTS: False, MISSING: True}.get(head.status), version=version)


def _get(line: Line, path: str) -> tuple[Head, bytes]:
    secured(line, {9443})
    return exchange(line, get_request(line.address, line.service.port, path, JSON))


def read_status(head: Head, body: bytes) -> str:
    """The version; Garbled for anything but Portainer's status."""
    told = read_object(body) if head.status == OK else {}
    if not (text(told, "Version") and text(told, "InstanceID")):
        raise Garbled(f"no Portainer: the answer is HTTP status {head.status}, or has another form")
    return text(told, "Version", 64)
