"""Gives each machine the id that it had in earlier scans.

The strongest identity decides for all sightings first, then the next one: so a machine that got a
new address by DHCP keeps its id, and the stranger that now has its old address does not inherit it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from scanner.store.sighting import KINDS, Identity, Sighting, contradicts, own_identities
from scanner.store.tables import asset_identities as held
from scanner.store.tables import assets, scan_sightings

Found = dict[str, dict[str, str]]
"""What identifies each sighting: by its key, then by kind."""


@dataclass(slots=True)
class _Known:
    """Which asset holds which identity, kept in step with the table for the length of one resolve."""

    holder: dict[Identity, str]
    of: dict[str, set[Identity]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for identity, asset in self.holder.items():
            self.of.setdefault(asset, set()).add(identity)

    def give(self, identity: Identity, asset: str) -> None:
        before = self.holder.get(identity)
        if before is not None:
            self.of[before].discard(identity)
        self.holder[identity] = asset
        self.of.setdefault(asset, set()).add(identity)


def resolve(
    connection: Connection,
    segment: str,
    sightings: Sequence[Sighting],
    at: datetime,
    taken: Collection[str] = (),
) -> dict[str, str]:
    """The id of each sighting's asset, by the sighting's key; new machines are written down.

    Two sightings get one id only when a serial number joins them, shown now or known of the asset.
    `taken` are ids that other sightings of the scan have already. A sighting that contradicts all that
    is known (`contradicts`) becomes a new asset.
    """
    found = own_identities(sightings, segment)
    known = _load(connection)
    chosen = _all_chosen(_matched(found, known, taken), found)
    _write_assets(connection, set(chosen.values()), at)
    for key, asset in sorted(chosen.items()):
        _absorb(connection, known, found[key], asset, {*chosen.values(), *taken})
        for identity in found[key].items():
            known.give(identity, asset)
    _release(connection, segment, chosen, known, found)
    _write_identities(connection, {i for each in found.values() for i in each.items()}, known, at)
    return chosen


def kept(connection: Connection, scan: str) -> dict[str, str]:
    """What was resolved for a scan."""
    wanted = select(scan_sightings.c.key, scan_sightings.c.asset).where(scan_sightings.c.scan == scan)
    return dict(iter(connection.execute(wanted)))


def keep(connection: Connection, scan: str, chosen: dict[str, str]) -> None:
    """Writes down what was resolved for a scan, over what was there."""
    for key in chosen:
        mine = (scan_sightings.c.scan == scan, scan_sightings.c.key == key)
        connection.execute(delete(scan_sightings).where(*mine))
    if chosen:
        rows = [{"scan": scan, "key": key, "asset": asset} for key, asset in chosen.items()]
        connection.execute(insert(scan_sightings), rows)


def _load(connection: Connection) -> _Known:
    rows = connection.execute(select(held.c.kind, held.c.value, held.c.asset))
    return _Known({(kind, value): asset for kind, value, asset in rows})


def _matched(found: Found, known: _Known, taken: Collection[str]) -> dict[str, str]:
    """The sightings whose asset is known, decided kind by kind, strongest first."""
    chosen: dict[str, str] = {}
    for kind in KINDS:
        for key in sorted(found.keys() - chosen.keys()):
            asset = known.holder.get((kind, found[key].get(kind, "")))
            if asset is None or contradicts(known.of[asset], found[key].items(), kind):
                continue
            # One asset, one sighting in a scan: only a serial number joins addresses.
            if kind == "serial" or asset not in {*chosen.values(), *taken}:
                chosen[key] = asset
    return chosen


def _all_chosen(matched: dict[str, str], found: Found) -> dict[str, str]:
    """Adds new ids for the machines that nothing matched; one serial number is one machine."""
    chosen: dict[str, str] = {}
    of_serial: dict[str, str] = {}
    for key in [*sorted(matched), *sorted(found.keys() - matched.keys())]:
        asset = matched.get(key) or uuid4().hex
        serial = found[key].get("serial")
        chosen[key] = of_serial.setdefault(serial, asset) if serial else asset
    return chosen


def _absorb(
    connection: Connection, known: _Known, found: dict[str, str], asset: str, present: Collection[str]
) -> None:
    """Joins assets that were taken for several until this sighting showed them to be one.

    Never one that is itself present in this scan: that would be two machines.
    """
    for kind in ("serial", "mac", "certificate", "host-key"):
        other = known.holder.get((kind, found.get(kind, "")))
        if other is None or other in present or contradicts(known.of[other], found.items(), kind):
            continue
        # A serial number outweighs two network cards between the two assets as well.
        proof = "serial" if "serial" in found else kind
        if not contradicts(known.of.get(asset, ()), known.of[other], proof):
            _join(connection, other, asset)
            for identity in tuple(known.of[other]):
                known.give(identity, asset)


def _join(connection: Connection, other: str, asset: str) -> None:
    earliest = select(func.min(assets.c.first_seen)).where(assets.c.id.in_((other, asset)))
    moment = connection.execute(earliest).scalar()
    connection.execute(update(assets).where(assets.c.id == asset).values(first_seen=moment))
    connection.execute(update(assets).where(assets.c.id == other).values(merged_into=asset))
    connection.execute(update(held).where(held.c.asset == other).values(asset=asset))


def _release(
    connection: Connection, segment: str, chosen: dict[str, str], known: _Known, found: Found
) -> None:
    """Lets go of old addresses of machines that were met elsewhere: a stranger may have them next."""
    here = {value for each in found.values() if (value := each.get("address"))}
    for asset in set(chosen.values()):
        old = [value for kind, value in known.of.get(asset, ()) if kind == "address" and value not in here]
        for value in old:
            if value.startswith(f"{segment}|"):
                connection.execute(delete(held).where(held.c.kind == "address", held.c.value == value))


def _write_assets(connection: Connection, ids: set[str], at: datetime) -> None:
    there = set(connection.execute(select(assets.c.id)).scalars())
    new = [{"id": each, "first_seen": at, "last_seen": at} for each in sorted(ids - there)]
    if new:
        connection.execute(insert(assets), new)
    for each in ids & there:
        mine = assets.c.id == each
        connection.execute(update(assets).where(mine, assets.c.last_seen < at).values(last_seen=at))


def _write_identities(connection: Connection, identities: set[Identity], known: _Known, at: datetime) -> None:
    """The newest sighting holds an identity: a network card that moved is where it was seen last."""
    rows = []
    for kind, value in sorted(identities):
        connection.execute(delete(held).where(held.c.kind == kind, held.c.value == value))
        rows.append({"kind": kind, "value": value, "asset": known.holder[kind, value], "last_seen": at})
    if rows:
        connection.execute(insert(held), rows)
