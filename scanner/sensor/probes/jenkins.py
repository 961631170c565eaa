"""Jenkins: whether a stranger may read. One GET of one word about it, only behind a start page of its web server.

Sources: Jenkins documentation, "Remote Access API" (`/api/json`, parameter `tree`); header X-Jenkins with the version
on each answer, also on a refusal (hudson.TcpSlaveAgentListener and "Remote Access API", "Detecting Jenkins
version"); 403 for strangers without the right to read ("Access Control: Matrix").
"""

from scanner.evidence.stores import JenkinsServer
from scanner.plugin import Garbled, Line, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request, secured
from scanner.sensor.probes.told import FORBIDDEN, JSON, OK, UNAUTHORISED

PATH = "/api/json?tree=mode"


@probe(
    id="jenkins", title="Whether Jenkins lets a stranger look in", protocol="jenkins", ports=[], gives=JenkinsServer,
    questions=1, order=57, office_only=True, follows="http", when={"server": "^Jetty"},
)  # fmt: skip
def jenkins(line: Line) -> JenkinsServer:
    """One GET, in which nothing but the mode of the server is asked for; inside TLS where the start page was."""
    secured(line)
    return read_mode(*exchange(line, get_request(line.address, line.service.port, PATH, JSON)))


def read_mode(head: Head, _body: bytes) -> JenkinsServer:
    """Garbled for a server that does not say that it is Jenkins."""
    version = head.text("x-jenkins")
    if not version:
        raise Garbled(f"no Jenkins: HTTP status {head.status} without its header")
    answered = {OK: True, UNAUTHORISED: False, FORBIDDEN: False}.get(head.status)
    return JenkinsServer(without_login=answered, version=version[:64])
