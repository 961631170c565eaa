"""A machine on the segment, as far as it is known."""

from pydantic import Field

from scanner.model.evidence import Service
from scanner.model.record import Record, UtcTime


class Identification(Record):
    """One thing that an asset said about itself (or that its traffic gave away), and where from.

    `field` is vendor, product, model, order_number, version, serial, role or name.
    """

    field: str
    value: str
    evidence: str
    confidence: float = Field(default=1.0, ge=0, le=1)


class Contradiction(Record):
    """What sure sources disagree about: one field, and each value with where it comes from, the surest first."""

    field: str
    said: tuple[Identification, ...]


class ServiceSeen(Record):
    """A service that answered. Empty text: it did not tell."""

    service: Service
    protocol: str = ""
    product: str = ""
    version: str = ""


class Asset(Record):
    """A machine. `id` stays the same across scans (MAC, serial, certificate, host key, then address)."""

    id: str
    addresses: tuple[str, ...]
    mac: str = ""
    mac_vendor: str = ""
    names: tuple[str, ...] = ()
    role: str = "unknown"
    purdue_level: str = ""  # of ISA-95: "0" to "5", "3.5" between plant and office; empty: it can't be told
    zone: str = ""
    vendor: str = ""
    product: str = ""
    model: str = ""
    order_number: str = ""
    version: str = ""
    serial: str = ""
    services: tuple[ServiceSeen, ...] = ()
    identifications: tuple[Identification, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    fragile: bool = False
    expected: bool | None = None  # None: no list of expected assets was given
    first_seen: UtcTime | None = None
    last_seen: UtcTime | None = None

    @property
    def title(self) -> str:
        """What a person would call it: its name, else maker and model, else its address."""
        made = f"{self.vendor} {self.product}".strip()
        return (self.names[0] if self.names else "") or made or self.addresses[0]
