"""Facts, and the evidence that carries them: what was heard, from whom, when and by which probe."""

import re
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import uuid4

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from scanner.model.record import Record, UtcTime, now

RAW_LIMIT = 4096
"""Bytes of an answer that are kept with the evidence."""

CUT_SHORT = "the scan was cut short while it was asked"
"""The reason of a question that was in flight when its scan was killed: that is no silence of the machine."""

STOPPED = "stopped: "
"""How the reason begins why a question was not put in a scan that was stopped."""

_KINDS: dict[str, type["Fact"]] = {}


class Fact(Record):
    """One typed thing that can be known about an asset, a service or a segment.

    A subclass is one kind of fact; its `kind` is its name in kebab case and is what is stored.
    """

    kind: ClassVar[str] = "fact"

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls.kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()
        _KINDS[cls.kind] = cls

    @model_serializer(mode="wrap")
    def _with_kind(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = handler(self)
        return {"kind": self.kind} | fields


def known_kinds() -> dict[str, type[Fact]]:
    """Every kind of fact that has been loaded, by its stored name."""
    return dict(_KINDS)


def _fact_from_stored(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    fields = dict(value)
    kind = fields.pop("kind", None)
    if kind not in _KINDS:
        raise ValueError(f"no fact of kind {kind!r} is known here")
    return _KINDS[kind].model_validate(fields)


AnyFact = Annotated[SerializeAsAny[Fact], BeforeValidator(_fact_from_stored)]


class Service(Record):
    """Where on an asset something answers. `port` is 0 on the link layer."""

    transport: Literal["tcp", "udp", "link"]
    port: int = Field(ge=0, le=65535)

    def __str__(self) -> str:
        return f"{self.transport}/{self.port}" if self.port else self.transport


class Answer(StrEnum):
    """How a question ended."""

    HEARD = "heard"
    CLOSED = "closed"  # the port is closed: there is nothing to judge
    FILTERED = "filtered"  # the knock was swallowed: a firewall, or nobody; nothing to judge from here
    SILENT = "silent"  # no answer in the time allowed
    GARBLED = "garbled"  # an answer that does not follow the protocol
    REFUSED = "refused"  # the guard did not let the question out
    NOT_ASKED = "not-asked"  # needs consent, or the asset was left alone


class Evidence(Record):
    """One question and what came of it.

    `asset` is the address that was asked (a MAC address when the asset has no other).
    `wanted` is the kind of fact that the probe gives; `fact` is there only when it was heard.
    `raw` holds the first `RAW_LIMIT` bytes of the answer. `carried`: it was not asked in this scan, but
    in an earlier one, at `at`, and may not be asked again so soon.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    id: str = Field(default_factory=lambda: uuid4().hex)
    asset: str
    service: Service | None = None
    probe: str
    probe_version: str = "1"
    wanted: str
    answer: Answer = Answer.HEARD
    reason: str = ""
    fact: AnyFact | None = None
    raw: bytes = Field(default=b"", max_length=RAW_LIMIT)
    at: UtcTime = Field(default_factory=now)
    sensor: str = "local"
    carried: bool = False

    @model_validator(mode="after")
    def _a_fact_exactly_when_heard(self) -> Self:
        if (self.answer is Answer.HEARD) != (self.fact is not None):
            raise ValueError("evidence holds a fact exactly when an answer was heard")
        return self
