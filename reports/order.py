"""The order in which reports name things: by meaning, and the same on every run."""

import re
from ipaddress import ip_address

from scanner.model import Asset, Audit, Finding, Outcome, Service

_OUTCOMES = [Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET]


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sorting key that puts R2 before R10."""
    parts = re.split(r"([0-9]{1,9})", text)
    return tuple((0, int(part), "") if number else (1, 0, part) for part, number in _told_apart(parts))


def _told_apart(parts: list[str]) -> list[tuple[str, bool]]:
    return [(part, part.isascii() and part.isdecimal()) for part in parts]


def by_address(address: str) -> tuple[int, int, str]:
    """A sorting key that puts 10.0.0.9 before 10.0.0.10, and what is no address last."""
    try:
        known = ip_address(address)
    except ValueError:
        return (99, 0, address)
    return (known.version, int(known), "")


def assets(audit: Audit) -> list[Asset]:
    return sorted(audit.assets, key=lambda asset: (by_address((*asset.addresses, "")[0]), asset.id))


def title(asset: Asset) -> str:
    """What a person would call it; unlike `Asset.title` also for an asset without any address."""
    return asset.title if asset.addresses else next(filter(None, (*asset.names, asset.mac, asset.id)))


def address(asset: Asset) -> str:
    """Its first address, or its MAC address when it has no other."""
    return next(iter(asset.addresses), asset.mac)


def place(service: Service | None) -> tuple[str, int]:
    return (service.transport, service.port) if service else ("", -1)


def findings(audit: Audit) -> list[Finding]:
    """Worst first within each asset; those about the whole segment come before the assets'."""
    turn = {asset.id: number for number, asset in enumerate(assets(audit))}

    def key(finding: Finding) -> tuple[object, ...]:
        known = -1 if finding.asset is None else turn.get(finding.asset, len(turn))
        weight = (_OUTCOMES.index(finding.outcome), -finding.severity.rank)
        where = (finding.check, *place(finding.service), finding.why.template)
        return (known, finding.asset or "", *weight, *where)

    return sorted(audit.findings, key=key)
