"""One scan from its order to its published audit; what was cut short is taken up again here."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from scanner.agent.compose import compose
from scanner.agent.lately import asked_lately
from scanner.agent.lease import examining
from scanner.agent.rules import rules
from scanner.agent.sensor_process import Sensor
from scanner.config import Config
from scanner.config.places import state_folder
from scanner.model import (
    AcceptedRisk,
    Answer,
    Audit,
    Heard,
    Message,
    Note,
    ScanOrder,
    now,
)
from scanner.packs import Catalogue
from scanner.store import Store, StoreError
from scanner.store.engine import database_file

BATCH = 200
BATCH_SECONDS = 1.0
NOTES = 200
"""Notes of a sensor that a report keeps."""

Watch = Callable[[Message], None]


class LeftOff(Exception):  # noqa: N818 - it says what happened, and nothing went wrong
    """A scan was stopped between two questions, and is to be resumed later. `str()` is the reason."""


@dataclass
class Scan:
    """One scan under way. `expected` holds addresses and MAC addresses; None: no list was given.

    `first_words` are notes of the agent's own. `resumable` says, when the sensor ended early, whether the
    scan waits to be resumed (LeftOff is raised) instead of being judged as it is. `publisher` publishes the
    audit; None: the store does.
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
    publisher: Callable[[Audit], None] | None = None
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
            self._begin_with(self.first_words)
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
            for text in self.first_words:
                self._take(Note(level="info", text=text))
            return self._carry_out()

    def leave(self) -> None:
        """Has the sensor finish the question in flight; `begin` and `resume` then raise LeftOff.

        Safe in a signal handler: it interrupts nothing that is being read or written.
        """
        self._leaving = True
        if self._sensor:
            self._sensor.stop()

    def _begin_with(self, words: Sequence[str]) -> None:
        """Writes the scan down with what is said of its beginning: whoever resumes it can't say that any more."""
        said = [one for text in words if self._is_news(one := Note(level="info", text=text))]
        self.store.begin_scan(self.order, os.getpid(), said)
        self._line = len(said)
        for one in said:
            self.watch(one)

    def _carry_out(self) -> Audit:
        try:
            return self._asked_and_judged()
        finally:
            with suppress(StoreError):  # the end of this process says the same, a little later
                self.store.let_go(self.order.scan)

    def _asked_and_judged(self) -> Audit:
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
        (self.publisher or self.store.publish)(audit)
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
