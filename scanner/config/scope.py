"""Addresses as they may stand in a config: private networks, single addresses, MAC addresses."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network

from scanner.config.faults import fault

Network = IPv4Network | IPv6Network

# RFC 1918, RFC 3927, RFC 4193, RFC 4291 (2.5.3, 2.5.6), RFC 1122 (3.2.1.3): what never routes in public.
PRIVATE: tuple[Network, ...] = tuple(
    ip_network(each)
    for each in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
        "fc00::/7", "fe80::/10", "::1/128",
    )
)  # fmt: skip
MOST_ADDRESSES = 65_536
"""Addresses in one segment: a /16, more than any has; the guard refuses more as well."""
_MAC = re.compile(r"[0-9a-f]{12}")


def is_private(network: Network) -> bool:
    """Whether the whole network lies inside one of the ranges that never route in public."""
    return any(
        network.subnet_of(private)  # type: ignore[arg-type]
        for private in PRIVATE
        if private.version == network.version
    )


def network(value: str) -> str:
    """A private network that may be scanned, as "10.20.0.0/24". Refuses anything else with a sentence."""
    found = _network(value)
    if not is_private(found):
        raise fault(f'"{value}" is not a private range; only machines of your own network may be scanned')
    if found.num_addresses > MOST_ADDRESSES:
        raise fault(
            f'"{value}" holds {found.num_addresses:,} addresses; allowed: at most {MOST_ADDRESSES:,} (a /16)'
        )
    return str(found)


def _network(value: str) -> Network:
    try:
        return ip_network(value)
    except ValueError:
        pass
    try:
        meant = ip_network(value, strict=False)
    except ValueError:
        raise fault(f'"{value}" is not a network; allowed: a network such as "10.20.0.0/24"') from None
    raise fault(f'"{value}" names one machine and a network at once. Did you mean "{meant}"?')


def place(value: str) -> str:
    """A single address or a network; an address comes back as an address."""
    try:
        return str(ip_address(value))
    except ValueError:
        pass
    try:
        return str(ip_network(value))
    except ValueError:
        raise fault(
            f'"{value}" is not an address; allowed: "10.20.0.7" or a network such as "10.20.0.0/28"'
        ) from None


def mac(value: str) -> str:
    """A MAC address in any usual spelling, as "00:1b:1b:aa:bb:cc"."""
    digits = re.sub(r"[:.\-]", "", value.lower())
    if not _MAC.fullmatch(digits):
        raise fault(f'"{value}" is not a MAC address; allowed: "00:1b:1b:aa:bb:cc"')
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def place_or_mac(value: str) -> str:
    """An address, a network or a MAC address."""
    spelled = re.sub(r"[:.\-]", "", value.lower())
    return mac(value) if _MAC.fullmatch(spelled) and value.count(".") != 3 else place(value)


def address(value: str) -> str:
    """A single address."""
    try:
        return str(ip_address(value))
    except ValueError:
        raise fault(f'"{value}" is not an address; allowed: "10.20.0.7"') from None


def lies_in(where: str, networks: Sequence[str]) -> bool:
    """Whether the address or network shares at least one address with one of the networks."""
    return count(networks, [where]) > 0


def count(networks: Sequence[str], only: Sequence[str] | None = None) -> int:
    """How many addresses the networks hold, each counted once; with `only`, how many of those."""
    if only is None:
        return sum(each.num_addresses for each in _apart(networks))
    pairs = ((one, other) for one in _apart(networks) for other in _apart(only))
    # Of two networks that overlap, one lies inside the other.
    return sum(min(one.num_addresses, other.num_addresses) for one, other in pairs if one.overlaps(other))


def _apart(places: Sequence[str]) -> list[Network]:
    found = [ip_network(each) for each in places]
    four = [each for each in found if isinstance(each, IPv4Network)]
    six = [each for each in found if isinstance(each, IPv6Network)]
    return [*collapse_addresses(four), *collapse_addresses(six)]
