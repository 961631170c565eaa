"""One scan from its order to its published audit; what was cut short is taken up again here."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanner.agent.compose import compose
from scanner.agent.lately import asked_lately, is_ours
from scanner.agent.lease import examining
from scanner.agent.recovery import overtaken, recovered
from scanner.agent.rules import rules
from scanner.agent.sensor_process import Sensor
from scanner.config import Config
from scanner.config.places import state_folder
from scanner.model import (
    CUT_SHORT,
    AcceptedRisk,
    Answer,
    Asked,
    Audit,
    Evidence,
    Heard,
    Known,
    Message,
    Note,
    ScanOrder,
    Touch,
    now,
)
from scanner.packs import Catalogue
from scanner.store import ScanRow, Store, StoreError
from scanner.store.engine import database_file

BATCH = 200
BATCH_SECONDS = 1.0
NOTES = 200
"""Notes of a sensor that a report keeps."""
KNOCKING = "open ports"
EARLIER_SCANS = 10
"""Scans that are searched for what a probe gives."""

Watch = Callable[[Message], None]


class LeftOff(Exception):  # noqa: N818 - it says what happened, and nothing went wrong
    """A scan was stopped between two questions, and is to be resumed later. `str()` is the reason."""


@dataclass
class Scan:
    """One scan under way. `expected` holds addresses and MAC addresses; None: no list was given.

    `first_words` are notes of the agent's own. `resumable` says, when the sensor ended early, whether the
    scan waits to be resumed (LeftOff is raised) instead of being judged as it is.
    """

    store: Store
    order: ScanOrder
    checks: Catalogue
    expected: frozenset[str] | None = None
    watch: Watch = lambda _: None
    notes: list[str] = field(default_factory=list)
    accepted: tuple[AcceptedRisk, ...] = ()
    knowledge: Path | None = None
    first_words: Sequence[str] = ()
    resumable: Callable[[], bool] = lambda: False
    _sensor: Sensor | None = None
    _leaving: bool = False
    _waiting: list[Message] = field(default_factory=list)
    _line: int = 0
    _flushed: float = field(default_factory=time.monotonic)

    def begin(self) -> Audit:
        """Carries the order out and publishes its audit, complete or honestly not.

        Raises RulesError before anything is sent when a pack's rules of recognition can't be read, and
        StoreError while another process examines the segment.
        """
        rules(self.checks.folders)
        with examining(self.store, self.order.segment, self.order.scan):
            lately = asked_lately(self.store, self.order, now())
            self.store.begin_scan(self.order, os.getpid())
            # Not stored: facts of a pack that is gone one day would make the scan unreadable.
            self.order = self.order.model_copy(update={"lately": lately})
            return self._carry_out()

    def resume(self) -> Audit:
        """Goes on where a scan stood that was cut short. Raises StoreError when somebody runs it."""
        with examining(self.store, self.order.segment, self.order.scan):
            if not self.store.take_over(self.order.scan, os.getpid()):
                raise StoreError(f"The scan {self.order.scan} is still running, or is finished.")
            self._line = self.store.next_line(self.order.scan)
            self.notes += [one.text for one in self.store.notes_of(self.order.scan)]
            return self._carry_out()

    def leave(self) -> None:
        """Has the sensor finish the question in flight; `begin` and `resume` then raise LeftOff.

        Safe in a signal handler: it interrupts nothing that is being read or written.
        """
        self._leaving = True
        if self._sensor:
            self._sensor.stop()

    def _carry_out(self) -> Audit:
        for text in self.first_words:
            self._take(Note(level="info", text=text))
        with Sensor(self.order) as sensor:
            self._sensor = sensor
            if self._leaving:
                sensor.stop()
            try:
                for message in sensor.messages():
                    self._take(message)
            except KeyboardInterrupt:
                # One Ctrl-C ends the asking; what was heard is still judged.
                sensor.stop()
                for message in sensor.messages_left():
                    self._take(message)
            self._flush()
            complete, reason = _outcome(sensor)
        if not complete and (self._leaving or self.resumable()):
            raise LeftOff(reason)
        self.store.finish_scan(self.order.scan, complete, reason)
        return self.publish()

    def publish(self) -> Audit:
        """Judges what is stored and publishes it."""
        audit = compose(
            self.store, self.order.scan, self.checks, self.expected, self.notes, accepted=self.accepted,
            knowledge=self.knowledge,
        )  # fmt: skip
        self.store.publish(audit)
        return audit

    def _take(self, message: Message) -> None:
        if not isinstance(message, Note) or self._is_news(message):
            self._waiting.append(message)
        self.watch(message)
        late = time.monotonic() - self._flushed > BATCH_SECONDS
        # An answer is kept at once: its question is not put again after a crash.
        answered = isinstance(message, Heard) and message.evidence.answer is Answer.HEARD
        if late or answered or len(self._waiting) >= BATCH:
            self._flush()

    def _is_news(self, note: Note) -> bool:
        """Whether a note is worth keeping; each is kept once, and no sensor fills the report with them."""
        if note.text in self.notes or len(self.notes) >= NOTES:
            return False
        self.notes.append(note.text)
        return True

    def _flush(self) -> None:
        if self._waiting:
            self.store.add_messages(self.order.scan, self._waiting, self._line)
            self._line += len(self._waiting)
            self._waiting.clear()
        self._flushed = time.monotonic()


def _outcome(sensor: Sensor) -> tuple[bool, str]:
    if sensor.ended is None:
        return False, f"the sensor ended before its time: {sensor.last_words()}"
    if sensor.ended.complete and sensor.misunderstood:
        return False, "the sensor said something that is not a message, so not everything was heard"
    return sensor.ended.complete, sensor.ended.reason


def ledger_path(store_url: str, scan: str) -> Path:
    """Where the flight recorder of a scan is: beside the database file, else in the state folder."""
    file = database_file(store_url)
    home = (file.absolute().parent if file else state_folder()) / "ledgers"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{home} cannot be made ({error.strerror}); run as its owner.") from None
    return home / f"{scan}.jsonl"


def order_to_resume(store: Store, row: ScanRow) -> ScanOrder:
    """The order of a scan that was cut short, with all that it need not ask again.

    A question that was in flight is not put again: nobody knows what it did. It becomes evidence
    of an answer that was not heard.
    """
    lost = recovered(store, row)
    overtaken(store, row)
    evidence, put = store.evidence_of(row.id), store.asked(row.id)
    # In the order in which they were put: judging must come to the same, each time.
    touched = tuple(dict.fromkeys(_questions([*store.touches_of(row.id), *lost])))
    open_ones = [one for one in touched if one not in set(put) and one.probe != KNOCKING]
    wanted = _wanted(store, evidence, {one.probe for one in open_ones})
    flying = [_unheard(one, wanted.get(one.probe, "")) for one in open_ones]
    store.add_messages(row.id, [Heard(evidence=one) for one in flying], store.next_line(row.id))
    seen = {one.address: one.mac for one in store.seen_of(row.id)}
    return row.order.model_copy(update={
        "lately": asked_lately(store, row.order, now()),
        "earlier": tuple(one.model_copy(update={"raw": b""}) for one in [*evidence, *flying] if is_ours(one)),
        "done": tuple(dict.fromkeys([*put, *touched])),
        "known": tuple(Known(address=address, mac=mac) for address, mac in seen.items()),
        "discovered": any(one.probe != "listening" for one in evidence),
    })  # fmt: skip


def _wanted(store: Store, evidence: Sequence[Evidence], probes: set[str]) -> dict[str, str]:
    """Which kind of fact each probe gives, as this scan's evidence or that of earlier scans tells.

    The probes themselves are the sensor's; here nothing else knows it.
    """
    found = {one.probe: one.wanted for one in evidence if one.wanted}
    for earlier in store.scans(EARLIER_SCANS):
        if probes <= found.keys():
            break
        found = {one.probe: one.wanted for one in store.evidence_of(earlier.id) if one.wanted} | found
    return found


def _questions(touches: Sequence[Touch]) -> Iterator[Asked]:
    for touch in touches:
        if touch.service and touch.kind in ("connect", "request", "datagram", "handshake", "egress"):
            yield Asked(asset=touch.asset, probe=touch.why, service=touch.service)


def _unheard(one: Asked, wanted: str) -> Evidence:
    return Evidence(
        asset=one.asset, service=one.service, probe=one.probe, wanted=wanted, answer=Answer.SILENT,
        reason=CUT_SHORT,
    )  # fmt: skip


def expected_of(config: Config, segment: str) -> frozenset[str] | None:
    """The addresses and MAC addresses of a segment's list of expected assets; None: there is no list."""
    found = next((one for one in config.segments if one.name == segment), None)
    if found is None or not found.expected:
        return None
    marks = [mark for asset in found.expected for mark in (asset.address, asset.mac)]
    return frozenset(mark.lower() for mark in marks if mark)


def accepted_of(config: Config) -> tuple[AcceptedRisk, ...]:
    """The risks that the configuration says somebody answers for."""
    return tuple(one.risk() for one in config.accepted)
