"""InfluxDB: whether it does what a stranger asks. One `SHOW DATABASES`; the names are not kept.

`/ping` and `/health` are answered before a login, so they prove nothing. Sources: InfluxDB 1.8 API reference
(`/query`, "SHOW DATABASES", header X-Influxdb-Version) and "Authentication and authorization"; InfluxDB 2.7 API,
compatibility endpoint `/query` (401); 200, 401 and 403 as Debian's influxdb 1.6 gives them.
"""

from scanner.evidence.stores import InfluxServer
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request
from scanner.sensor.probes.told import FORBIDDEN, JSON, OK, UNAUTHORISED, read_object

PATH = "/query?q=SHOW%20DATABASES"


@probe(
    id="influxdb", title="Whether InfluxDB obeys a stranger", protocol="influxdb", ports=[Tcp(8086)],
    gives=InfluxServer, questions=1, order=48, office_only=True,
)  # fmt: skip
def influxdb(line: Line) -> InfluxServer:
    """One query."""
    return read_answer(*exchange(line, get_request(line.address, line.service.port, PATH, JSON)))


def read_answer(head: Head, body: bytes) -> InfluxServer:
    """Garbled for a server that does not say that it is InfluxDB."""
    version = head.text("x-influxdb-version")
    if not version:
        raise Garbled(f"no InfluxDB: HTTP status {head.status} without its header")
    answered = {OK: True, UNAUTHORISED: False, FORBIDDEN: False}.get(head.status)
    if answered and not isinstance(read_object(body).get("results"), list):
        answered = None
    return InfluxServer(without_login=answered, version=version.removeprefix("v")[:64])
