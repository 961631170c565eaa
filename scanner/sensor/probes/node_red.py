"""Node-RED: whether its editor asks for a login. One GET of the page that tells just that.

Source: Node-RED documentation, "Admin API: Authentication" and "GET /auth/login": `{}` means that all requests
are let in; an object with `type` ("credentials", "strategy") names the login. Second source: the same two cases
in the project's own tests, editor-api/lib/auth/index_spec.js.
"""

from scanner.evidence.stores import NodeRedEditor
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request
from scanner.sensor.probes.told import JSON, OK, read_object, text

SCHEMES = ("credentials", "strategy")


@probe(
    id="node-red", title="Whether Node-RED asks for a login", protocol="node-red", ports=[Tcp(1880)],
    gives=NodeRedEditor, questions=1, order=48, office_only=True,
)  # fmt: skip
def node_red(line: Line) -> NodeRedEditor:
    """One GET of the active login."""
    return read_login(*exchange(line, get_request(line.address, line.service.port, "/auth/login", JSON)))


def read_login(head: Head, body: bytes) -> NodeRedEditor:
    """Garbled for any answer but the two that Node-RED gives."""
    if head.status != OK or JSON not in head.text("content-type"):
        raise Garbled(f"no Node-RED: the answer is HTTP status {head.status}, and no JSON of its kind")
    told = read_object(body)
    if not told:
        return NodeRedEditor(without_login=True)
    if text(told, "type") not in SCHEMES:
        raise Garbled("no Node-RED: the answer has another form")
    return NodeRedEditor(without_login=False, scheme=text(told, "type"))
