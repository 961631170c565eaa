"""OPC UA: which endpoints a server offers, and its certificate. No session is ever opened.

Source: OPC UA part 4, sections 5.4.4 (GetEndpoints), 7.1, 7.14 and 7.37 (descriptions); type ids from part 6,
annex A, as asyncua's server and Wireshark's opcua dissector use them; the transport in `ua_channel.py`.
"""

import re
from typing import Literal, NamedTuple

from scanner.evidence.opcua import OpcUaEndpoint, OpcUaServer, Token
from scanner.evidence.web import Certificate
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.text import clean
from scanner.sensor.probes.ua_binary import NULL, Reader, string
from scanner.sensor.probes.ua_channel import Channel
from scanner.sensor.probes.x509 import certificate_of

GET_ENDPOINTS, ENDPOINTS = 428, 431
MOST_ENDPOINTS = 64
MODES: dict[int, Literal["None", "Sign", "SignAndEncrypt"]] = {1: "None", 2: "Sign", 3: "SignAndEncrypt"}
TOKENS: dict[int, Token] = {0: "anonymous", 1: "username", 2: "certificate", 3: "issued"}
VERSION = re.compile(r"[:/;]v?(\d+(?:\.\d+)+)/?$")
# By the label of the maker's internet domain.
MAKERS = {
    "siemens": "Siemens", "beckhoff": "Beckhoff", "br-automation": "B&R", "wago": "WAGO",
    "phoenixcontact": "Phoenix Contact", "codesys": "CODESYS", "rockwellautomation": "Rockwell Automation",
    "omron": "Omron", "schneider-electric": "Schneider Electric", "festo": "Festo", "kuka": "KUKA",
    "fanuc": "Fanuc", "engelglobal": "Engel", "arburg": "Arburg", "kraussmaffei": "KraussMaffei",
    "heidenhain": "Heidenhain", "trumpf": "Trumpf", "kepware": "Kepware", "softing": "Softing",
    "inductiveautomation": "Inductive Automation",
}  # fmt: skip


@probe(
    id="opcua-endpoints",
    title="Which endpoints an OPC UA server offers",
    protocol="opcua",
    ports=[Tcp(4840)],
    gives=OpcUaServer,
    controller=True,
    order=15,
    questions=4,
)
def opcua_endpoints(line: Line) -> OpcUaServer:
    """Hello, a channel without security, one GetEndpoints, and the channel is closed again."""
    url = _url(line)
    return _server(Channel(line, url).ask(GET_ENDPOINTS, string(url) + NULL + NULL, ENDPOINTS))


def _url(line: Line) -> str:
    host = f"[{line.address}]" if ":" in line.address else line.address
    return f"opc.tcp://{host}:{line.service.port}"


def _server(reader: Reader) -> OpcUaServer:
    entries = reader.array(lambda: _entry(reader))
    found = [entry for _, entry in zip(range(MOST_ENDPOINTS), entries, strict=False)]
    if not found:
        return OpcUaServer()
    told = found[0].application
    return OpcUaServer(
        application_uri=told.uri,
        product_uri=told.product_uri,
        application_name=told.name,
        endpoints=tuple(entry.endpoint for entry in found),
        certificate=_certificate(next((entry.certificate for entry in found if entry.certificate), b"")),
        vendor=_vendor(told.product_uri),
        product=told.name,
        version="".join(VERSION.findall(told.product_uri)),
    )


class _Application(NamedTuple):
    """What is kept of an ApplicationDescription (part 4, 7.1)."""

    uri: str
    product_uri: str
    name: str


class _Entry(NamedTuple):
    """What is kept of an EndpointDescription."""

    application: _Application
    certificate: bytes
    endpoint: OpcUaEndpoint


def _entry(reader: Reader) -> _Entry:
    url, application, certificate = clean(reader.string()), _application(reader), reader.string()
    mode, policy = MODES.get(reader.uint(), "Invalid"), clean(reader.string()).rpartition("#")[2]
    tokens = {token for token in reader.array(lambda: _token(reader)) if token}
    reader.string()  # transport profile
    reader.byte()  # security level
    endpoint = OpcUaEndpoint(url=url, mode=mode, policy=policy, tokens=tuple(sorted(tokens)))
    return _Entry(application, certificate, endpoint)


def _application(reader: Reader) -> _Application:
    uri, product_uri, name = reader.string(), reader.string(), reader.localized_text()
    reader.uint()  # kind of application
    reader.string()  # gateway
    reader.string()  # discovery profile
    list(reader.array(reader.string))
    return _Application(clean(uri), clean(product_uri), clean(name))


def _token(reader: Reader) -> Token | None:
    """The kind of one UserTokenPolicy (part 4, 7.37), or None for a kind that nobody knows."""
    reader.string()
    kind = TOKENS.get(reader.uint())
    for _ in ("issued type", "issuer", "policy"):
        reader.string()
    return kind


def _certificate(offered: bytes) -> Certificate | None:
    """The server's own: the first of a chain, which is a row of DER values (part 6, 6.2.6)."""
    length = int.from_bytes(offered[2:4], "big") + 4 if offered[:2] == b"\x30\x82" else len(offered)
    try:
        return certificate_of(offered[:length]) if offered else None
    except Garbled:
        return None  # the endpoints stand without it


def _vendor(product_uri: str) -> str:
    """The maker, where the URI lies in the maker's own name: its host, or the first part of a URN."""
    authority = re.sub(r"^(urn:|https?://)", "", product_uri.lower()).partition("/")[0].partition(":")[0]
    return next((MAKERS[label] for label in authority.split(".") if label in MAKERS), "")
