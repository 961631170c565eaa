"""The line that a probe speaks through, and how a question can end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from scanner.model import Service


class Silence(Exception):  # noqa: N818 - an outcome, not a mistake
    """Nothing came in the time allowed."""


class Closed(Exception):  # noqa: N818
    """The other side closed the connection, or the port is closed."""


class Refused(Exception):  # noqa: N818
    """The guard did not let the request out; the message says why."""


class Garbled(Exception):  # noqa: N818
    """The answer does not follow the protocol; the message says where."""


Framing = Callable[[bytes], int | None]
"""Given the bytes so far: the length of the whole message, or None while that is not known yet.

Raises Garbled when no message of the protocol starts like this."""


@dataclass(frozen=True, slots=True)
class TlsHandshake:
    """What a TLS handshake showed. `refusal` is empty when it succeeded."""

    version: str = ""  # "TLSv1.2"
    cipher: str = ""
    certificate: bytes = b""  # DER
    refusal: str = ""


class Line(Protocol):
    """A probe's only way to speak: one asset, one port, one permit that is spent on the way.

    Every method raises `Silence`, `Closed` or `Refused`; a probe may let them pass: they become
    evidence. Bytes and time are bounded by the line, whatever the other side does.
    """

    @property
    def address(self) -> str: ...

    @property
    def service(self) -> Service: ...

    @property
    def zone_is_ot(self) -> bool:
        """True while the asset must be treated as a machine of the plant."""
        ...

    def ask(self, request: bytes, until: Framing, *, protocol: str = "") -> bytes:
        """Sends one request and returns one whole reply.

        `protocol` names the read-only table that must allow the request; empty: the probe's own.
        """
        ...

    def hear(self, until: Framing) -> bytes:
        """Waits for one whole message without sending anything (greetings)."""
        ...

    def secure(self, lowest: str, highest: str) -> TlsHandshake:
        """One TLS handshake on this connection; versions as in `TlsServer`.

        Later calls of `ask` and `hear` go through it. Never verifies the certificate, never sends
        one, and resumes nothing. A refused handshake leaves the connection closed.
        """
        ...

    def again(self, port: int = 0) -> None:
        """Closes this connection and opens a new one, to the same port or to `port`; spends one touch.

        Another port is for protocols whose directory names it (the portmapper); the guard has its say.
        """
        ...

    def say(self, farewell: bytes) -> None:
        """Sends the protocol's own goodbye, for which no answer is awaited."""
        ...
