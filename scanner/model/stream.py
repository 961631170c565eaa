"""What a sensor says while it works: one JSON object a line."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from scanner.model.evidence import Evidence, Service
from scanner.model.record import Record, UtcTime, now


class Touch(Record):
    """One entry of the ledger, written before the touch is made.

    A touch is what a machine can notice: a TCP connection attempt, a request or a TLS handshake
    message on a connection, a login, a datagram, an echo request, a link-layer frame. `egress` is the one
    attempt at the address outside that the order names, or the look-up of its name. A `farewell` is not
    a touch of its own: it books further frames of a connection (those that end it, those of a login that
    is under way). `frames` is the number of frames that are charged, the acknowledgements that the kernel
    adds included.
    """

    say: Literal["touch"] = "touch"
    at: UtcTime = Field(default_factory=now)
    asset: str
    kind: Literal[
        "connect", "request", "handshake", "login", "farewell", "datagram", "echo", "frame", "egress"
    ]  # fmt: skip
    service: Service | None = None
    what: str
    why: str
    frames: int = Field(ge=1)
    payload: str = ""  # hexadecimal, first 64 bytes


class Seen(Record):
    """An asset is there. `how` is arp, neighbour, icmp, tcp, heard, dns; names come with their source."""

    say: Literal["seen"] = "seen"
    at: UtcTime = Field(default_factory=now)
    address: str
    mac: str = ""
    maker: str = ""  # whom the MAC address is registered to
    names: tuple[str, ...] = ()
    how: str


class Heard(Record):
    """One piece of evidence."""

    say: Literal["evidence"] = "evidence"
    evidence: Evidence


class Progress(Record):
    """What is being asked of whom. Counts are assets; `seconds_left` is an estimate."""

    say: Literal["progress"] = "progress"
    stage: Literal["listen", "discover", "ask", "wait"]
    asset: str = ""
    what: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float | None = None


class Note(Record):
    """Something a person should know: what could not be done and why."""

    say: Literal["note"] = "note"
    level: Literal["info", "warning", "error"] = "info"
    text: str


class Planned(Record):
    """A line of a dry run: what would be asked. `asset` may be a network."""

    say: Literal["planned"] = "planned"
    asset: str
    what: str
    frames: int
    seconds: float


class Done(Record):
    """The last line. `complete` is false when anything in the order was left undone."""

    say: Literal["done"] = "done"
    at: UtcTime = Field(default_factory=now)
    complete: bool
    reason: str = ""
    assets: int = 0
    touches: int = 0
    frames: int = 0


Message = Annotated[Touch | Seen | Heard | Progress | Note | Planned | Done, Field(discriminator="say")]
_ADAPTER: TypeAdapter[Message] = TypeAdapter(Message)


def message_from_json(line: str | bytes) -> Message:
    """Reads one line of a sensor; raises pydantic.ValidationError on anything else."""
    return _ADAPTER.validate_json(line)
