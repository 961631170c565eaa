"""A line for tests: it plays a script of replies, and the real read-only tables guard it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scanner.model import Service
from scanner.plugin import Closed, Framing, Garbled, Silence, TlsHandshake
from scanner.sensor.guard.readonly import allowed_request

Reply = bytes | Exception | Callable[[bytes], bytes]


@dataclass
class ScriptedLine:
    """Gives out `replies` one after another; keeps what was said in `sent`."""

    protocol: str
    replies: list[Reply]
    service: Service = field(default_factory=lambda: Service(transport="tcp", port=1))
    address: str = "127.0.0.1"
    zone_is_ot: bool = True
    handshakes: list[TlsHandshake] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    connections: int = 1

    def ask(self, request: bytes, until: Framing, *, protocol: str = "") -> bytes:
        self.say(request, protocol=protocol)
        return self.hear(until)

    def hear(self, until: Framing) -> bytes:
        if not self.replies:
            raise Silence("the script has ended")
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        whole = reply if isinstance(reply, bytes) else reply(self.sent[-1])
        return _framed(whole, until)

    def say(self, farewell: bytes, *, protocol: str = "") -> None:
        self.allowed.append(allowed_request(protocol or self.protocol, farewell))
        self.sent.append(farewell)

    def secure(self, lowest: str, highest: str) -> TlsHandshake:
        return self.handshakes.pop(0)

    def again(self, port: int = 0) -> None:
        self.connections += 1
        if port:
            self.service = Service(transport="tcp", port=port)


def _framed(stream: bytes, until: Framing) -> bytes:
    """What a real line would hand over of `stream` when the other side then closes."""
    for end in range(1, len(stream) + 1):
        length = until(stream[:end])
        if length is not None and length <= end:
            return stream[:length]
    raise Closed("closed in the middle of a message") if stream else Closed("closed without a word")


def truncations(reply: bytes) -> Iterable[bytes]:
    """`reply` cut at each of its bytes."""
    return (reply[:end] for end in range(len(reply)))


__all__ = ["Garbled", "ScriptedLine", "truncations"]
