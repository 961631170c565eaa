"""The store: every operation is one short transaction, so that a kill at any moment leaves it whole."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, Engine

from scanner.model import (
    AnswerGiven,
    Asked,
    Asset,
    Audit,
    Evidence,
    Finding,
    Message,
    Note,
    ScanOrder,
    Seen,
    Touch,
    now,
)
from scanner.store import answers, audits, identity, messages, migrate, scans
from scanner.store.engine import is_sealed, open_engine, writing
from scanner.store.fault import StoreError, told
from scanner.store.scans import ScanRow
from scanner.store.sighting import Sighting

P = ParamSpec("P")
R = TypeVar("R")
Operation = Callable[Concatenate[Connection, P], R]


class Store:
    """A database that is open. Every method may raise StoreError, with one sentence."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._sealed = False

    @classmethod
    def open(cls, url: str) -> Self:
        """Opens the database of a URL, makes it when it is not there, and brings it up to date."""
        engine, name, file = open_engine(url)
        try:
            with told(name):
                migrate.bring_up(engine, name, file)
        except StoreError:
            engine.dispose()
            raise
        store = cls(engine, name)
        store._sealed = is_sealed(url)
        return store

    def close(self) -> None:
        """Closes the files; the store cannot be used afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """For the scheduler's own tables."""
        return self._engine

    @property
    def name(self) -> str:
        """How a person calls the database: its file, or the server's."""
        return self._name

    @property
    def copies(self) -> tuple[Path, ...]:
        """The copies of it that were made before an upgrade (SQLite only)."""
        file = Path(self._name)
        return tuple(file.parent.glob(f"{file.name}.before-*")) if file.is_absolute() else ()

    # Scans

    def begin_scan(self, order: ScanOrder, pid: int, said: Sequence[Note] = ()) -> None:
        """Writes down a scan that the process `pid` of this machine is about to run, and its first lines."""
        self.write(_begin, order, pid, said)

    def take_over(self, scan: str, pid: int) -> bool:
        """Makes `pid` the owner of a scan that was cut short; False when somebody else still runs it."""
        return self.write(scans.take_over, scan, pid)

    def let_go(self, scan: str) -> None:
        """Says that its process runs a scan no more, before that process has ended."""
        self.write(scans.let_go, scan)

    def finish_scan(self, scan: str, complete: bool, reason: str = "") -> None:
        """The sensor is done; the scan counts as unfinished until `publish` or `mark_incomplete`."""
        note = reason if complete else reason or "The sensor did not get to the end."
        self.write(scans.settle, scan, "judging", note, now())

    def mark_incomplete(self, scan: str, reason: str) -> None:
        """Gives a scan up without an audit; what it heard stays."""
        self.write(scans.settle, scan, "incomplete", reason, now())

    def discard(self, scan: str) -> None:
        """Deletes a scan with its evidence, touches, findings and audit."""
        self.write(scans.discard, scan)

    def interrupted(self) -> tuple[ScanRow, ...]:
        """Scans that were cut short: running or waiting to be judged, their process gone. Oldest first."""
        return self.read(scans.interrupted)

    def scan(self, scan: str) -> ScanRow | None:
        """The scan of that id."""
        return self.read(scans.one, scan)

    def scans(self, limit: int = 50) -> tuple[ScanRow, ...]:
        """The newest scans, published or not, newest first."""
        return self.read(scans.many, limit)

    def latest(self, segment: str | None = None) -> ScanRow | None:
        """The newest published scan of a segment, or of all."""
        return self.read(scans.latest, segment)

    # What the sensor said

    def add_messages(self, scan: str, lines: Sequence[Message], first: int) -> None:
        """Stores machines seen, evidence, touches and notes; other lines only count.

        `first` is the number of the first line, counted from 0 over the whole scan. Storing the same
        lines again changes nothing.
        """
        self.write(messages.add, scan, lines, first)

    def next_line(self, scan: str) -> int:
        """The number with which a resumed scan goes on."""
        return self.read(messages.next_line, scan)

    def evidence_of(self, scan: str) -> tuple[Evidence, ...]:
        """The evidence of a scan in the order in which it was said; unreadable pieces are left out."""
        return self.read(messages.evidence_of, scan)[0]

    def forget_evidence(self, scan: str, ids: Sequence[str]) -> None:
        """Takes pieces of a scan's evidence away, by their ids."""
        self.write(messages.forget, scan, ids)

    def unreadable_evidence(self, scan: str) -> int:
        """How many pieces `evidence_of` leaves out: their kind of fact is not known here."""
        return self.read(messages.evidence_of, scan)[1]

    def touches_of(self, scan: str) -> tuple[Touch, ...]:
        """The ledger of a scan."""
        return self.read(messages.touches_of, scan)

    def seen_of(self, scan: str) -> tuple[Seen, ...]:
        """The machines that a scan met, as often as it said so."""
        return self.read(messages.seen_of, scan)

    def notes_of(self, scan: str) -> tuple[Note, ...]:
        """What the sensor of a scan said that a person should know."""
        return self.read(messages.notes_of, scan)

    def asked(self, scan: str) -> tuple[Asked, ...]:
        """The questions that need not be put again when the scan is resumed."""
        return self.read(messages.asked, scan)

    # Assets and audits

    def resolve_assets(self, scan: str, sightings: Sequence[Sighting]) -> dict[str, str]:
        """The id of each sighting's asset, by `Sighting.key`; the same machine keeps its id over scans.

        In a published scan (judged again) each sighting keeps the id that it had.
        """
        return self.write(_resolve, scan, sightings)

    def seen_between(self, asset: str) -> tuple[datetime, datetime] | None:
        """When an asset was first and last seen, over all scans."""
        return self.read(audits.seen_between, asset)

    def publish(self, audit: Audit) -> None:
        """Makes an audit visible, whole, in one transaction; it takes the place of an older one."""
        self.write(audits.publish, audit)

    def audit_of(self, scan: str) -> Audit | None:
        """The audit of a scan; None while it is not published."""
        return self.read(audits.audit_of, scan)

    def add_answers(self, given: Sequence[AnswerGiven]) -> None:
        """Keeps answers of the owner, recorded now."""
        self.write(answers.add, given, now())

    def answers(self) -> tuple[AnswerGiven, ...]:
        """The newest answer to each question that was answered."""
        return self.read(answers.newest)

    def outline_of(self, scan: str) -> Audit | None:
        """The same without assets and findings."""
        return self.read(audits.outline_of, scan)

    def gaps_before(self, segment: str, moment: datetime) -> frozenset[str]:
        """The keys of all gaps that audits of a segment found before a moment."""
        return self.read(audits.gaps_before, segment, moment)

    def assets_of(self, scan: str) -> tuple[Asset, ...]:
        """The assets of a published scan."""
        return self.read(audits.assets_of, scan)

    def findings_of(self, scan: str) -> tuple[Finding, ...]:
        """The findings of a published scan."""
        return self.read(audits.findings_of, scan)

    def read(self, operation: Operation[P, R], *rest: P.args, **named: P.kwargs) -> R:
        """One transaction that reads."""
        with told(self._name), self._engine.connect() as connection, connection.begin():
            return operation(connection, *rest, **named)

    def write(self, operation: Operation[P, R], *rest: P.args, **named: P.kwargs) -> R:
        """One transaction that writes, whole or not at all."""
        if self._sealed:
            raise StoreError(f"{self._name} is sealed: nothing is changed in it any more.")
        with told(self._name), writing(self._engine) as connection:
            return operation(connection, *rest, **named)


def _begin(connection: Connection, order: ScanOrder, pid: int, said: Sequence[Note]) -> None:
    scans.begin(connection, order, pid)
    messages.add(connection, order.scan, said, 0)


def _resolve(connection: Connection, scan: str, sightings: Sequence[Sighting]) -> dict[str, str]:
    row = scans.one(connection, scan)
    if row is None:
        raise StoreError(f"There is no scan {scan}.")
    # Judging an old scan again must not hand today's identities back to the machines of then.
    kept = identity.kept(connection, scan) if row.published else {}
    left = [sighting for sighting in sightings if sighting.key not in kept]
    # A question that is put again meets the machines of the segment, not strangers.
    segment = row.segment.removesuffix(scans.RECHECK)
    chosen = identity.resolve(connection, segment, left, row.started, set(kept.values())) if left else {}
    identity.keep(connection, scan, chosen)
    return {sighting.key: (kept | chosen)[sighting.key] for sighting in sightings}
