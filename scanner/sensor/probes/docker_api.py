"""Docker: whether its API answers a stranger. One GET of the version; whoever gets it may run anything.

Sources: Docker Engine API reference, `GET /version` (ApiVersion, Version); Docker documentation, "Protect the Docker
daemon socket" (port 2375 is the one without TLS); header Api-Version in the API's versioning middleware.
"""

from scanner.evidence.stores import DockerApi
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request
from scanner.sensor.probes.told import FORBIDDEN, JSON, OK, UNAUTHORISED, read_object, text


@probe(
    id="docker-api", title="Whether Docker obeys a stranger", protocol="docker-api", ports=[Tcp(2375)],
    gives=DockerApi, questions=1, order=48, office_only=True,
)  # fmt: skip
def docker_api(line: Line) -> DockerApi:
    """One GET of the version."""
    return read_version(*exchange(line, get_request(line.address, line.service.port, "/version", JSON)))


def read_version(head: Head, body: bytes) -> DockerApi:
    """Garbled for a server that does not say that it is Docker."""
    api = head.text("api-version")
    if head.status in (UNAUTHORISED, FORBIDDEN) and api:
        return DockerApi(without_login=False, api_version=api[:64])
    if head.status != OK:
        raise Garbled(f"no Docker API: the answer is HTTP status {head.status}")
    told = read_object(body)
    if not (text(told, "ApiVersion") and text(told, "Version")):
        raise Garbled("no Docker API: the answer has another form")
    return DockerApi(without_login=True, version=text(told, "Version"), api_version=text(told, "ApiVersion"))
