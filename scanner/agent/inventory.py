"""From what a sensor saw and heard to assets with an identity that lasts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scanner.agent import recognise
from scanner.agent.rules import Rules, rules
from scanner.evidence import Fragility, OpcUaServer, SshHostKey, TlsServer
from scanner.model import Answer, Asset, Evidence, Seen, UtcTime, Zone
from scanner.store import Sighting


@dataclass
class Met:
    """All that one scan says about one address (or a MAC address, where there is none)."""

    key: str
    mac: str = ""
    maker: str = ""
    names: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def gather(seen: Sequence[Seen], evidence: Sequence[Evidence]) -> dict[str, Met]:
    """Everybody who was met, by key. What was only overheard from a MAC address joins its address."""
    met: dict[str, Met] = {}
    for one in seen:
        mine = met.setdefault(one.address, Met(one.address))
        mine.mac, mine.maker = mine.mac or one.mac, mine.maker or one.maker
        mine.names += [name for name in one.names if name not in mine.names]
    by_mac = {mine.mac.lower(): key for key, mine in met.items() if mine.mac}
    for item in evidence:
        key = by_mac.get(item.asset.lower(), item.asset)
        if key in met:
            met[key].evidence.append(item)
    return met


def sightings(met: Mapping[str, Met], known: Rules | None = None) -> list[Sighting]:
    return [_sighting(mine, known) for mine in met.values()]


def _sighting(mine: Met, known: Rules | None) -> Sighting:
    found = recognise.identifications(mine.evidence, mine.maker, known)
    return Sighting(
        address=mine.key, mac=mine.mac, serial=recognise.best(found, "serial"),
        # With a serial number, the card's maker too tells one series of numbers from another.
        vendor=recognise.best(found, "vendor") or mine.maker, certificate=_certificate(mine.evidence),
        host_key=_host_key(mine.evidence), names=tuple(mine.names),
    )  # fmt: skip


def _host_key(evidence: Sequence[Evidence]) -> str:
    """The fingerprint of the SSH key that the asset showed; empty when it showed several."""
    shown = {one.fact.sha256 for one in evidence if isinstance(one.fact, SshHostKey)}
    return shown.pop() if len(shown) == 1 else ""


def _certificate(evidence: Sequence[Evidence]) -> str:
    """The fingerprint of the certificate that the asset showed; empty when it showed several."""
    facts = [one.fact for one in evidence if isinstance(one.fact, TlsServer | OpcUaServer)]
    shown = {fact.certificate.sha256 for fact in facts if fact.certificate}
    return shown.pop() if len(shown) == 1 else ""


@dataclass(frozen=True)
class Context:
    """What assets are measured against. `expected` holds addresses and MAC addresses; None: no list."""

    zone: Zone
    expected: frozenset[str] | None
    known_since: Callable[[str], tuple[UtcTime, UtcTime] | None]
    known: Rules = field(default_factory=rules)


def assets(met: Mapping[str, Met], ids: Mapping[str, str], context: Context) -> dict[str, Asset]:
    """The asset of each key; addresses with one id are one asset."""
    together: dict[str, list[Met]] = {}
    for key, mine in met.items():
        together.setdefault(ids[key], []).append(mine)
    made = {asset: _asset(asset, mine, context) for asset, mine in together.items()}
    return {key: made[ids[key]] for key in met}


def _asset(asset: str, mine: Sequence[Met], context: Context) -> Asset:
    evidence = [one for each in mine for one in each.evidence]
    mac = next((each.mac for each in mine if each.mac), "")
    maker = next((each.maker for each in mine if each.maker), "")
    found = recognise.identifications(evidence, maker, context.known)
    role = recognise.best(found, "role") or "unknown"
    names = [name for each in mine for name in each.names]
    names += [item.value for item in found if item.field == "name"]
    since = context.known_since(asset)
    return Asset(
        id=asset, addresses=tuple(each.key for each in mine), mac=mac, mac_vendor=maker,
        names=tuple(dict.fromkeys(names)), role=role, zone=str(context.zone),
        purdue_level=recognise.level(role, context.zone, context.known),
        services=recognise.services(evidence, context.known), identifications=tuple(found),
        contradictions=recognise.contradictions(found, context.known),
        fragile=any(isinstance(one.fact, Fragility) for one in evidence if one.answer is Answer.HEARD),
        expected=_expected(mine, context.expected),
        first_seen=since[0] if since else None, last_seen=since[1] if since else None,
        version=recognise.version_told(found), **{name: recognise.best(found, name) for name in _SAID},
    )  # fmt: skip


_SAID = ("vendor", "product", "model", "order_number", "serial")


def _expected(mine: Sequence[Met], expected: frozenset[str] | None) -> bool | None:
    if expected is None:
        return None
    return any(mark.lower() in expected for each in mine for mark in (each.key, each.mac))
