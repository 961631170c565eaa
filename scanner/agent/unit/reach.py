"""Whom the service may reach: the scope, and what the configuration sends to. Looks no name up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from scanner.config import Config, Segment
from scanner.config.delivery import Email, Syslog, Webhook
from scanner.config.egress import outside_of

RESOLVER = "etc/resolv.conf"


@dataclass(frozen=True)
class Reach:
    """Networks in order, each once; `names` are hosts that systemd can't take, each with what it is for."""

    networks: tuple[str, ...]
    names: tuple[tuple[str, str], ...] = ()


def reach_of(config: Config, *, system: Path = Path("/")) -> Reach:
    """What the unit allows beside this computer itself. systemd knows addresses only (systemd.resource-control)."""
    networks, names = list(addresses(config.segments)), []
    networks += config.agent.also_reach
    for host, what in _hosts(config):
        if is_address(host):
            networks.append(host)
        elif host != "localhost":
            names.append((host, what))
    if names or _asks_for_names(config.segments):
        networks += _name_servers(system)
    return Reach(_in_order(networks), tuple(dict.fromkeys(names)))


def addresses(segments: Sequence[Segment]) -> tuple[str, ...]:
    """The networks of all segments, each once, in order."""
    return _in_order([one for segment in segments for one in segment.networks])


def is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists mean the same addresses, however they are written."""
    return _in_order(one) == _in_order(other)


def _hosts(config: Config) -> Iterator[tuple[str, str]]:
    for target in config.delivery.targets:
        if isinstance(target, Webhook):
            yield urlsplit(target.url).hostname or "", f"the delivery {target.name}"
        elif isinstance(target, Email | Syslog) and target.host:
            yield target.host, f"the delivery {target.name}"
    for segment in config.segments:
        if segment.egress_test:
            yield outside_of(segment.egress_test).host, f"the test of the way out of {segment.name}"


def _asks_for_names(segments: Sequence[Segment]) -> bool:
    logins = (asset for one in segments for login in one.logins for asset in login.assets)
    return any(one.reverse_dns for one in segments) or not all(is_address(asset) for asset in logins)


def _name_servers(system: Path) -> Iterator[str]:
    try:
        lines = (system / RESOLVER).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    for words in (line.split() for line in lines):
        # fe80::1%eth0: systemd takes the address without its interface.
        if len(words) > 1 and words[0] == "nameserver" and is_address(bare := words[1].split("%")[0]):
            yield bare


def _in_order(written: Sequence[str]) -> tuple[str, ...]:
    found = {ip_network(one, strict=False) for one in written}
    return tuple(
        _short(one) for one in sorted(found, key=lambda one: (one.version, one)) if not one.is_loopback
    )


def _short(network: IPv4Network | IPv6Network) -> str:
    return str(network.network_address if network.num_addresses == 1 else network)
