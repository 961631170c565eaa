"""CoAP: what a small device offers. One GET of the list of its resources; none of them is read.

What is asked: GET /.well-known/core, no token [L in the design].
Sources: RFC 7252 sections 3 (format), 5.2.1, 5.2.2 (answers), 5.10 (options), RFC 7959 2.2 (block),
RFC 6690 sections 2 and 4 (list of links); aiocoap's server; Wireshark's coap dissector.
"""

import re
from secrets import token_bytes

from scanner.evidence.building import CoapServer
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

PATH = b"\xbb.well-known" + b"\x04core"  # option 11 twice, 11 and 4 bytes long
CONFIRMABLE, NON_CONFIRMABLE, ACKNOWLEDGEMENT = 0x40, 0x50, 0x60  # version 1, no token
GET, EMPTY, CONTENT = 0x01, 0x00, 0x45
BLOCK, MORE = 23, 0x08
MOST_RESOURCES, MOST_OPTIONS = 64, 32
QUOTED, TARGET = re.compile(rb'"[^"]*"?'), re.compile(rb"<([^<>]{1,255})>")


@probe(
    id="coap-resources",
    title="What a CoAP device offers",
    protocol="coap",
    ports=[Udp(5683)],
    gives=CoapServer,
    order=34,
    touches=2,
    questions=2,
)
def coap_resources(line: Line) -> CoapServer:
    """One question. An answer that comes apart from its acknowledgement is acknowledged."""
    number = token_bytes(2)
    reply = line.ask(bytes((CONFIRMABLE, GET)) + number + PATH, until=anything)
    if reply == bytes((ACKNOWLEDGEMENT, EMPTY)) + number:
        reply = line.hear(anything)
        if reply[:1] == bytes((CONFIRMABLE,)) and len(reply) >= 4:
            line.say(bytes((ACKNOWLEDGEMENT, EMPTY)) + reply[2:4])
    elif reply[:1] == bytes((ACKNOWLEDGEMENT,)) and reply[2:4] != number:
        raise Garbled("the answer belongs to another request")
    return _server(reply)


def _server(reply: bytes) -> CoapServer:
    if len(reply) < 4 or reply[0] not in {CONFIRMABLE, NON_CONFIRMABLE, ACKNOWLEDGEMENT}:
        raise Garbled("the answer is no CoAP message without a token")
    code = reply[1]
    if code >> 5 not in {2, 4, 5}:
        raise Garbled(f"the answer's code is {code >> 5}.{code & 31:02d}")
    block, payload = _options(reply[4:])
    listed = code == CONTENT
    return CoapServer(
        code=f"{code >> 5}.{code & 31:02d}",
        resources=_targets(payload) if listed else (),
        complete=not (listed and block & MORE),
    )


def _options(rest: bytes) -> tuple[int, bytes]:
    """Last byte of the block option (0 without one), and the payload behind the options (RFC 7252, 3.1)."""
    number = block = 0
    for _ in range(MOST_OPTIONS):
        if not rest or rest[0] == 0xFF:
            return block, rest[1:]
        delta, length = rest[0] >> 4, rest[0] & 15
        delta, rest = _extended(delta, rest[1:])
        length, rest = _extended(length, rest)
        if length > len(rest):
            break
        number += delta
        block = rest[length - 1] if number == BLOCK and length else block
        rest = rest[length:]
    raise Garbled("the options of the answer are cut, or too many")


def _extended(value: int, rest: bytes) -> tuple[int, bytes]:
    size = {13: 1, 14: 2}.get(value, 0)
    if value == 15 or len(rest) < size:
        raise Garbled("an option of the answer is malformed")
    more = {13: 13, 14: 269}.get(value, value)
    return more + int.from_bytes(rest[:size], "big"), rest[size:]


def _targets(payload: bytes) -> tuple[str, ...]:
    """What stands in angle brackets outside of quotes."""
    found = (clean(target) for target in TARGET.findall(QUOTED.sub(b"", payload)))
    return tuple(dict.fromkeys(found))[:MOST_RESOURCES]
