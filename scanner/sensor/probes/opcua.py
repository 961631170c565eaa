"""OPC UA: which endpoints a server offers, and its certificate. No session is ever opened.

Source: OPC UA part 6, sections 6.7.2 (chunks), 7.1.2 (Hello, Acknowledge, Error); part 4, sections
5.4.4 (GetEndpoints), 5.5.2 and 5.5.3 (secure channel), 7.14 (EndpointDescription); type ids from part
6, annex A, as asyncua's server and Wireshark's opcua dissector use them.
"""

import re
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from scanner.evidence.opcua import OpcUaEndpoint, OpcUaServer, Token
from scanner.evidence.web import Certificate
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.text import clean
from scanner.sensor.probes.ua_binary import NULL, Reader, string, uint, whole
from scanner.sensor.probes.x509 import certificate_of

NO_SECURITY = "http://opcfoundation.org/UA/SecurityPolicy#None"
FAULT, OPEN_ANSWER, ENDPOINTS_ANSWER = 397, 449, 431
OPEN, GET_ENDPOINTS, CLOSE = 446, 428, 452
BUFFER, MOST_BYTES, MOST_CHUNKS = 65_536, 262_144, 16
LIFETIME, PATIENCE = 10_000, 5_000  # milliseconds: of the channel, should the goodbye get lost; of a request
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
TICKS_TO_1970 = 116_444_736_000_000_000  # of 100 ns, since 1601 (part 6, 5.2.2.5)


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
    _acknowledged(line.ask(hello(url), until=whole))
    channel = _opened(line.ask(open_channel(), until=whole))
    body = _gathered(line, line.ask(get_endpoints(channel, url), until=whole))
    line.say(close_channel(channel))
    return _server(body)


def hello(url: str) -> bytes:
    return _message(b"HELF", uint(0, BUFFER, BUFFER, MOST_BYTES, MOST_CHUNKS) + string(url))


def open_channel() -> bytes:
    """OpenSecureChannel: issue, mode None, no certificate, no nonce."""
    security = uint(0) + string(NO_SECURITY) + NULL + NULL
    ask = uint(0, 0, 1) + NULL + uint(LIFETIME)
    return _message(b"OPNF", security + _request(1, OPEN) + ask)


def get_endpoints(channel: bytes, url: str) -> bytes:
    return _message(b"MSGF", channel + _request(2, GET_ENDPOINTS) + string(url) + NULL + NULL)


def close_channel(channel: bytes) -> bytes:
    return _message(b"CLOF", channel + _request(3, CLOSE))


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + uint(8 + len(body)) + body


def _request(number: int, type_id: int) -> bytes:
    """Sequence header, type id and RequestHeader (no session, no diagnostics wanted)."""
    moment = int(datetime.now(UTC).timestamp() * 10_000_000) + TICKS_TO_1970
    header = b"\0\0" + moment.to_bytes(8, "little") + uint(number, 0) + NULL + uint(PATIENCE) + b"\0\0\0"
    return uint(number, number) + b"\x01\x00" + type_id.to_bytes(2, "little") + header


def _url(line: Line) -> str:
    host = f"[{line.address}]" if ":" in line.address else line.address
    return f"opc.tcp://{host}:{line.service.port}"


def _chunk(reply: bytes, kind: bytes) -> Reader:
    """What follows the header of a message of that kind; an error message is told as what it is."""
    reader = Reader(reply, at=8)
    if reply[:3] == b"ERR":
        code = reader.uint()
        raise Garbled(f"the server refused with 0x{code:08x} {clean(reader.string(), 80)}".rstrip())
    if reply[:3] != kind:
        raise Garbled(f"{clean(reply[:3])} came where {kind.decode()} was awaited")
    return reader


def _acknowledged(reply: bytes) -> None:
    if len(_chunk(reply, b"ACK").take(20)) != len(reply) - 8:
        raise Garbled("the Acknowledge is longer than its fields")


def _opened(reply: bytes) -> bytes:
    """Channel and token id, as every later message begins with them."""
    reader = _chunk(reply, b"OPN")
    reader.uint()
    if reader.string() != NO_SECURITY.encode():
        raise Garbled("the channel was answered under another security policy")
    reader.string()
    reader.string()
    _answer(reader, OPEN_ANSWER, request=1)
    reader.uint()
    return reader.take(8)


def _answer(reader: Reader, type_id: int, request: int) -> None:
    """Reads over sequence header, type id and ResponseHeader. Raises Garbled for a fault."""
    reader.uint()
    _same(reader.uint(), request, "request id")
    came = reader.node_id()
    result = reader.response_header()
    if result or came == FAULT:
        raise Garbled(f"the server refused with 0x{result:08x}")
    _same(came, type_id, "type id")


def _same(came: int, awaited: int, what: str) -> None:
    if came != awaited:
        raise Garbled(f"{what} {came} came where {awaited} was awaited")


def _gathered(line: Line, chunk: bytes) -> Reader:
    """The body of a message of up to 16 chunks and 256 KiB, from its first sequence header on."""
    body = b""
    for _ in range(MOST_CHUNKS):
        reader = _chunk(chunk, b"MSG")
        reader.take(8)  # channel and token
        body += reader.take(8)[0 if not body else 8 :] + chunk[reader.at :]
        if chunk[3:4] == b"F":
            return Reader(body)
        if chunk[3:4] != b"C" or len(body) > MOST_BYTES:
            break
        chunk = line.hear(whole)
    raise Garbled("the answer was broken off, or goes on for too many chunks")


def _server(reader: Reader) -> OpcUaServer:
    _answer(reader, ENDPOINTS_ANSWER, request=2)
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
