"""OPC UA over TCP: a secure channel without security, in which one request is put and answered. No session.

Source: OPC UA part 6, sections 6.7.2 (chunks), 6.7.4 (secure channel), 7.1.2 (Hello, Acknowledge, Error); part 4,
sections 5.5.2 and 5.5.3, 7.28 and 7.29 (headers); type ids from part 6, annex A, as asyncua's server and
Wireshark's opcua dissector use them.
"""

from datetime import UTC, datetime

from scanner.plugin import Garbled, Line
from scanner.sensor.probes.text import clean
from scanner.sensor.probes.ua_binary import NULL, Reader, string, uint, whole

NO_SECURITY = "http://opcfoundation.org/UA/SecurityPolicy#None"
OPEN, OPENED, CLOSE, FAULT = 446, 449, 452, 397
BUFFER, MOST_BYTES, MOST_CHUNKS = 65_536, 262_144, 16
LIFETIME, PATIENCE = 10_000, 5_000  # milliseconds: of the channel, should the goodbye get lost; of a request
TICKS_TO_1970 = 116_444_736_000_000_000  # of 100 ns, since 1601 (part 6, 5.2.2.5)


class Channel:
    """An open channel: `ids` are its own and its token's, with which every later message begins."""

    def __init__(self, line: Line, url: str) -> None:
        """Says hello and opens. Raises Garbled for a refusal."""
        self.line, self.asked = line, 0
        sizes = uint(0, BUFFER, BUFFER, MOST_BYTES, MOST_CHUNKS)
        told = _chunk(line.ask(_message(b"HELF", sizes + string(url)), until=whole), b"ACK")
        if len(told.take(20)) != len(told.raw) - 8:
            raise Garbled("the Acknowledge is longer than its fields")
        self.ids = self._open()

    def _open(self) -> bytes:
        """OpenSecureChannel: issue, mode None, no certificate, no nonce."""
        security = uint(0) + string(NO_SECURITY) + NULL + NULL
        issue = uint(0, 0, 1) + NULL + uint(LIFETIME)
        reader = _chunk(
            self.line.ask(_message(b"OPNF", security + self._head(OPEN) + issue), until=whole), b"OPN"
        )
        reader.uint()
        if reader.string() != NO_SECURITY.encode():
            raise Garbled("the channel was answered under another security policy")
        reader.string()
        reader.string()
        _answered(reader, OPENED, self.asked)
        reader.uint()
        return reader.take(8)

    def ask(self, type_id: int, body: bytes, answer: int) -> Reader:
        """Puts one request, closes the channel whatever came, and returns the answer, if its type is `answer`."""
        request = _message(b"MSGF", self.ids + self._head(type_id) + body)
        asked, reader = self.asked, _gathered(self.line, self.line.ask(request, until=whole))
        self.line.say(_message(b"CLOF", self.ids + self._head(CLOSE)))
        _answered(reader, answer, asked)
        return reader

    def _head(self, type_id: int) -> bytes:
        """Sequence header, type id and RequestHeader (no session, no diagnostics wanted)."""
        self.asked += 1
        moment = int(datetime.now(UTC).timestamp() * 10_000_000) + TICKS_TO_1970
        header = (
            b"\0\0" + moment.to_bytes(8, "little") + uint(self.asked, 0) + NULL + uint(PATIENCE) + b"\0\0\0"
        )
        return uint(self.asked, self.asked) + b"\x01\x00" + type_id.to_bytes(2, "little") + header


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + uint(8 + len(body)) + body


def _chunk(reply: bytes, kind: bytes) -> Reader:
    """What follows the header of a message of that kind; an error message is told as what it is."""
    reader = Reader(reply, at=8)
    if reply[:3] == b"ERR":
        code = reader.uint()
        raise Garbled(f"the server refused with 0x{code:08x} {clean(reader.string(), 80)}".rstrip())
    if reply[:3] != kind:
        raise Garbled(f"{clean(reply[:3])} came where {kind.decode()} was awaited")
    return reader


def _answered(reader: Reader, type_id: int, request: int) -> None:
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
