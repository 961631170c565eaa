"""Elasticsearch and OpenSearch: whether a node answers a stranger. One GET of `/`, which reads no index.

Sources: Elasticsearch API reference, "Get cluster info" (tagline, version.number; needs the cluster privilege
`monitor`, so a stranger who is answered has one), "Set up minimal security" and the 401 with security_exception;
OpenSearch documentation, "Communicate with OpenSearch" (version.distribution), and the realm "OpenSearch Security"
in the security plugin's HTTPBasicAuthenticator.
"""

from scanner.evidence.stores import SearchNode
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.http_messages import Head
from scanner.sensor.probes.resource import exchange, get_request
from scanner.sensor.probes.told import JSON, OK, UNAUTHORISED, inner, read_object, text

TAGLINE = "You Know, for Search"
ELASTIC, OPEN = "Elasticsearch", "OpenSearch"


@probe(
    id="search-node", title="Whether a search server answers a stranger", protocol="search-node",
    ports=[Tcp(9200)], gives=SearchNode, questions=1, order=48, office_only=True,
)  # fmt: skip
def search_node(line: Line) -> SearchNode:
    """One GET of the node's description."""
    return read_node(*exchange(line, get_request(line.address, line.service.port, "/", JSON)))


def read_node(head: Head, body: bytes) -> SearchNode:
    """The description, or the demand for a login; Garbled for any other server."""
    if head.status == UNAUTHORISED:
        return SearchNode(without_login=False, product=_who_asks(head, body))
    if head.status != OK:
        raise Garbled(f"no search server: the answer is HTTP status {head.status}")
    told = read_object(body)
    version, tagline = inner(told, "version"), text(told, "tagline")
    product = (
        OPEN
        if text(version, "distribution") == "opensearch" or tagline.startswith("The OpenSearch")
        else ELASTIC
    )
    if product == ELASTIC and tagline != TAGLINE:
        raise Garbled("no search server: the answer has another form")
    return SearchNode(
        without_login=True, product=product, version=text(version, "number"),
        cluster=text(told, "cluster_name"), name=text(told, "name"),
    )  # fmt: skip


def _who_asks(head: Head, body: bytes) -> str:
    if "OpenSearch Security" in head.text("www-authenticate"):
        return OPEN
    if text(inner(read_object(body), "error"), "type") != "security_exception":
        raise Garbled("something asks for a login, and does not tell that it is a search server")
    return ELASTIC
