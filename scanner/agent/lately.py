"""Questions that may be put to a machine once a day, and were: decision 7 (docs/decisions/0007-once-a-day.md)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scanner.agent.ledgers import recovered
from scanner.agent.roster import questions
from scanner.model import Answer, Evidence, Lately, ScanOrder, Service, Touch
from scanner.store import ScanRow, Store, StoreError

DAY = timedelta(hours=24)
SCANS = 500
"""The newest scans that are searched; more than anybody runs in a day."""

WAS_PUT = (Answer.HEARD, Answer.SILENT, Answer.GARBLED)
PUTS = ("connect", "request", "datagram", "handshake")


def asked_lately(store: Store, order: ScanOrder, moment: datetime) -> tuple[Lately, ...]:
    """What other scans asked within a day before `moment` and may not be asked again yet.

    Raises StoreError, PackError and SensorError: without an answer the promise could not be kept.
    """
    rows, gone = list(_rows(store, order, moment - DAY)), {row.id for row in store.interrupted()}
    for row in rows:
        if row.id in gone:
            _recovered(store, row)
    diaries = [_diary(store, row, order, moment - DAY) for row in rows]
    if not any(diary.evidence or diary.touches for diary in diaries):
        return ()  # the usual case: no sensor is started for it
    wanted = {one.id for one in questions(order.packs) if one.once_a_day}
    found: dict[tuple[str, str, str, Service | None], Lately] = {}
    for diary in diaries:
        for one in diary.told(wanted):
            key = (one.asset, one.mac, one.probe, one.service)
            found[key] = _joined(found.get(key), one)
    return tuple(found.values())


def _recovered(store: Store, row: ScanRow) -> None:
    try:
        recovered(store, row)
    except StoreError:
        # Somebody may have gone on with it meanwhile: then its own agent hears what its sensor writes.
        if row.id in {one.id for one in store.interrupted()}:
            raise


def _rows(store: Store, order: ScanOrder, since: datetime) -> Iterator[ScanRow]:
    for row in store.scans(SCANS):
        if row.id != order.scan and (row.ended is None or row.ended > since):
            yield row


@dataclass(frozen=True)
class _Diary:
    """What one scan asked since a moment. `here`: its sensor is the one that asks now."""

    here: bool
    evidence: Sequence[Evidence]
    touches: Sequence[Touch]
    macs: dict[str, str] = field(default_factory=dict)

    def told(self, wanted: Collection[str]) -> Iterator[Lately]:
        """What it asked of `wanted` probes, by machine."""
        for one in self.evidence:
            if one.probe in wanted:
                known = one if is_ours(one) else None
                yield self._lately(one.asset, one.probe, one.service, one.at, known)
        for touch in self.touches:
            if touch.why in wanted:
                yield self._lately(touch.asset, touch.why, touch.service, touch.at, None)

    def _lately(
        self, address: str, probe: str, service: Service | None, at: datetime, evidence: Evidence | None
    ) -> Lately:
        # Another site may use the same addresses: from there only the network card tells.
        asset = address if self.here else ""
        mac = self.macs.get(address, "")
        return Lately(asset=asset, mac=mac, probe=probe, service=service, at=at, evidence=evidence)


def _diary(store: Store, row: ScanRow, order: ScanOrder, since: datetime) -> _Diary:
    met = {one.address: one.mac for one in store.seen_of(row.id) if one.mac}
    count = Counter(met.values())
    return _Diary(
        here=row.order.sensor == order.sensor,
        evidence=[one for one in store.evidence_of(row.id) if one.answer in WAS_PUT and one.at > since],
        touches=[one for one in store.touches_of(row.id) if one.kind in PUTS and one.at > since],
        # A card with many addresses may be a router's, which answers for the machines behind it.
        macs={address: mac for address, mac in met.items() if count[mac] == 1},
    )


def _joined(one: Lately | None, other: Lately) -> Lately:
    """Both as one: the later moment, and the later evidence if there is any."""
    if one is None:
        return other
    heard = [each.evidence for each in (one, other) if each.evidence]
    newest = max(heard, key=lambda each: each.at, default=None)
    return other.model_copy(update={"at": max(one.at, other.at), "evidence": newest})


def is_ours(one: Evidence) -> bool:
    """Whether a sensor can read it in an order, which it reads before it loads any pack."""
    return one.fact is None or type(one.fact).__module__.startswith("scanner.evidence.")


def asked_again(store: Store, order: ScanOrder, address: str, mac: str, moment: datetime) -> Lately | None:
    """When the only question of an order was put to its machine, if that is too lately to put it again."""
    probes = order.probes or ()
    for one in asked_lately(store, order, moment):
        same = one.mac.lower() == mac.lower() if one.mac and mac else one.asset == address
        if same and one.probe in probes:
            return one
    return None
