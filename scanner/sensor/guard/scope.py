"""Whom we may ask: authorised networks minus exclusions; never a public address."""

import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from scanner.doors import Pass, opened
from scanner.model import ScanOrder
from scanner.plugin import Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NEVER_TCP = frozenset({*range(9100, 9108), 5002})
"""Printers print what they receive on 9100-9107; 5002 locks some controllers (CVE-2016-8368)."""

LARGEST = 65_536
"""Addresses in one order; more is refused, because a typing error in a mask is more likely."""


def is_ours(address: Address) -> bool:
    """True for addresses that no stranger on the internet owns."""
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address.teredo or address.sixtofour):
        return False  # an IPv4 address in disguise: it would get past exclusions that name it plainly
    shared = address.is_multicast or address.is_unspecified or address.is_reserved
    return address.is_loopback or (address.is_private and not shared)


@dataclass(frozen=True)
class Scope:
    """The addresses of an order. `pinned` holds names that were resolved, and to what."""

    networks: tuple[Network, ...]
    excluded: tuple[Network, ...]
    excluded_macs: frozenset[str]
    until: date | None
    since: date | None = None

    @classmethod
    def of(cls, order: ScanOrder) -> "Scope":
        """Raises Refused when the order names a public, huge or unreadable range."""
        networks = tuple(net for text in order.networks for net in _networks(text))
        if sum(net.num_addresses for net in networks) > LARGEST:
            raise Refused(f"the scope has more than {LARGEST} addresses: name smaller networks")
        apart = (*order.exclusions, *order.never_touch)
        macs = frozenset(text.lower() for text in apart if is_mac(text))
        excluded = tuple(_network(text) for text in apart if not is_mac(text))
        return cls(networks, excluded, macs, order.authorisation.until, order.authorisation.when)

    def check(self, target: str, mac: str = "") -> Address:
        """The address when it may be asked; raises Refused with the reason otherwise."""
        address = _address(target)
        if not is_ours(address):
            raise Refused(f"{target} is a public or reserved address")
        home = [net for net in self.networks if address in net]
        if not home:
            raise Refused(f"{target} is not in the authorised networks")
        if any(address in net for net in self.excluded) or mac.lower() in self.excluded_macs:
            raise Refused(f"{target} is excluded")
        if not all(_is_host(address, net) for net in home):
            raise Refused(f"{target} is a network or broadcast address")
        return address

    def names(self, target: str) -> bool:
        """Whether an address is in the networks or among the exclusions."""
        address = _address(target)
        return any(address in net for net in (*self.networks, *self.excluded))

    def check_day(self, today: date) -> None:
        """Raises Refused when the written authorisation does not cover `today`."""
        if self.since and today < self.since:
            raise Refused(f"the authorisation begins on {self.since}")
        if self.until and today > self.until:
            raise Refused(f"the authorisation ended on {self.until}")

    def hosts(self) -> list[str]:
        """Every address that may be asked, in order, each once."""
        return [*self._numbered(4, IPv4Address), *self._numbered(6, IPv6Address)]

    def _numbered(self, version: int, make: Callable[[int], Address]) -> Iterator[str]:
        """With plain numbers, because a /16 with exclusions holds millions of comparisons."""
        home = [_ends(net) for net in self.networks if net.version == version]
        every = {number for first, last in home for number in range(first, last + 1)}
        apart = [_ends(net) for net in (*self.excluded, *_no_hosts(self.networks)) if net.version == version]
        for first, last in dict.fromkeys(apart):
            for low, high in home:
                every.difference_update(range(max(first, low), min(last, high) + 1))
        return (str(make(number)) for number in sorted(every))


def is_mac(text: str) -> bool:
    parts = text.split(":")
    return len(parts) == 6 and all(len(part) == 2 for part in parts)


def _ends(network: Network) -> tuple[int, int]:
    return int(network.network_address), int(network.broadcast_address)


def _no_hosts(networks: Iterable[Network]) -> Iterator[Network]:
    """The first and the last address of each network, where they are no machine's."""
    for net in networks:
        ends = (ip_network(net.network_address), ip_network(net.broadcast_address))
        yield from (end for end in ends if not _is_host(end.network_address, net))


def _is_host(address: Address, network: Network) -> bool:
    if network.num_addresses <= 2:
        return True
    # IPv6 has no broadcast; the first address stands for all routers of a subnet (RFC 4291, 2.6.1).
    last = (network.broadcast_address,) if isinstance(network, IPv4Network) else ()
    return address not in (network.network_address, *last)


def _address(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError:
        raise Refused(f"{text!r} is not an address") from None


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise Refused(f"{text!r} is not a network such as 192.168.1.0/24") from None


def _networks(text: str) -> list[Network]:
    """A network as written, or the addresses that a name resolves to; all must be ours."""
    try:
        found: list[Network] = [ip_network(text, strict=False)]
    except ValueError:
        found = [ip_network(address) for address in resolve(text)]
    for net in found:
        if not (is_ours(net.network_address) and is_ours(net.broadcast_address - (net.num_addresses > 1))):
            named = "" if text == str(net) else f", which {text} stands for,"
            raise Refused(f"{net}{named} is public: only private networks are examined")
    return found


def resolve(name: str) -> list[str]:
    """The addresses of a name; they are pinned for the whole scan. Raises Refused for an unknown name."""
    try:
        with opened(Pass(names=True)):
            answers = socket.getaddrinfo(name, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise Refused(f"{name!r} is neither a network nor a name that is known here") from None
    return sorted({str(answer[4][0]) for answer in answers})
