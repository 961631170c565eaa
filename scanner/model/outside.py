"""The one address outside that an owner may have tried: whether the network reaches the internet."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from pydantic import Field

from scanner.model.record import Record

_NOBODY_OUTSIDE = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.168.0.0/16", "224.0.0.0/3",
    )
)  # fmt: skip
"""IPv4 that no router of the internet passes on, or that several share (RFC 6890, RFC 5771, RFC 1112)."""

_UNICAST = ip_network("2000::/3")
"""What of IPv6 is given to machines of the internet (RFC 4291, section 2.4; IANA's register)."""

PROBE = "egress-test"
"""Under which name the attempt is written down."""


class Outside(Record):
    """Where one connection is tried. `host` is an address or a name, as the owner wrote it."""

    host: str = Field(min_length=1, max_length=253)
    port: int = Field(ge=1, le=65535)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_name(self) -> bool:
        """Whether `host` has to be looked up."""
        return not _is_address(self.host)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is one machine's address on the internet; addresses in disguise are none."""
    if isinstance(address, IPv6Address):
        return address in _UNICAST and not (address.teredo or address.sixtofour)
    return not any(address in network for network in _NOBODY_OUTSIDE)


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
