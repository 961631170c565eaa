"""What a knowledge file holds, as look-ups get it. Numbers stand for words as in the schema."""

from typing import NamedTuple

from msgspec import Struct


class Statement(Struct, frozen=True, gc=False):
    """One sentence of a source about a product; numbers stand for words as in the schema."""

    product: int
    vulnerability: int
    advisory: int
    scheme: int
    status: int
    kind: int
    low: bytes | None
    high: bytes | None
    ends: int
    versions: str
    condition: str
    fix: str
    remedy: int


class Vulnerable(Struct, frozen=True, gc=False):
    id: int
    name: str
    title: str
    cvss: float | None
    exploited: str
    ransomware: int
    epss: float | None


class DistroRow(NamedTuple):
    vulnerability: int
    package: str
    fixed: str
    key: bytes | None
    state: str
    urgency: str


class SupportRow(NamedTuple):
    maker: str
    product: str
    cycle: str
    label: str
    edition: str
    build: str
    latest: str
    active: str
    security: str
    extended: str
    ended: int
    href: str
    source: int
