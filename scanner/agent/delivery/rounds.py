"""Puts news into the outbox and carries the outbox out, a round at a time; what fails is tried again later."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from scanner.agent.compose import locales_of
from scanner.agent.delivery.events import happened, over
from scanner.agent.delivery.letter import Letter, UndeliveredError, one_line
from scanner.agent.report_files import DeliveryError
from scanner.config import Config
from scanner.config.delivery import Delivery, Email, Folder, Place, Syslog
from scanner.model import Audit, Event, now
from scanner.packs import PackError, load_checks
from scanner.store import Store
from scanner.store.outbox import Outbox, Parcel

LEASE = timedelta(minutes=10)
"""A parcel whose carrier died is free again after this."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVE_UP = timedelta(days=7)
LATER = timedelta(minutes=5)
"""What was not tried, for the hour or because the target does not answer, is looked at again after this."""


@dataclass(frozen=True)
class Outcome:
    """How one parcel went. `problem` is a sentence; of one that was sent it names who did not get it."""

    target: str
    scan: str
    sent: bool
    problem: str = ""


def deliver(
    store: Store, config: Config, audit: Audit, previous: Audit | None = None, moment: datetime | None = None
) -> tuple[Outcome, ...]:
    """Tells each target what it wants to hear of a published audit, and what still waits. Raises StoreError.

    `previous`: the last whole audit of the segment; None: the one that the audit itself compares with.
    """
    if config.delivery.targets:
        put(store, config.delivery, audit, previous, moment or now())
    return send_due(store, config, moment)


def put(store: Store, delivery: Delivery, audit: Audit, previous: Audit | None, moment: datetime) -> None:
    """Puts into the outbox what each target has not been told yet. Raises StoreError."""
    for target, wanted in _news(store, delivery, audit, previous):
        Outbox(store).put(target, audit.scan, wanted, over(audit), moment)


def publish_and_put(
    store: Store, delivery: Delivery, audit: Audit, previous: Audit | None, moment: datetime
) -> None:
    """Publishes an audit and puts its news into the outbox, all or nothing. Raises StoreError."""
    Outbox(store).publish(audit, _news(store, delivery, audit, previous), over(audit), moment)


def _news(
    store: Store, delivery: Delivery, audit: Audit, previous: Audit | None
) -> list[tuple[str, list[Event]]]:
    """What each target wants to hear of an audit, by its name; without a target nothing is looked up."""
    if not delivery.targets:
        return []
    before = previous or (store.audit_of(audit.previous) if audit.previous else None)
    met_before = Outbox(store).met_before(audit.segment, audit.started)
    events = happened(audit, before, met_before, delivery.fell_by)
    return [(target.name, [event for event in events if event.kind in target.when])
            for target in delivery.targets]  # fmt: skip


def send_due(store: Store, config: Config, moment: datetime | None = None) -> tuple[Outcome, ...]:
    """Delivers what is due; to be called once a minute or so. Raises StoreError.

    Without a configured target it does nothing at all.
    """
    if not config.delivery.targets:
        return ()
    return _Round(store, config, moment or now()).carried()


class _Round:
    def __init__(self, store: Store, config: Config, moment: datetime) -> None:
        self._store, self._config, self._moment = store, config, moment
        self._outbox = Outbox(store)
        self._targets = {one.name: one for one in config.delivery.targets}
        self._down: set[str] = set()
        self._quiet = _is_quiet(config.delivery, moment)
        self._locales: tuple[Path, ...] | None = None

    def carried(self) -> tuple[Outcome, ...]:
        return tuple(done for parcel in self._outbox.due(self._moment) if (done := self._one(parcel)))

    def _one(self, parcel: Parcel) -> Outcome | None:
        target = self._targets.get(parcel.target)
        if target is not None and ((target.quiet and self._quiet) or target.name in self._down):
            self._outbox.settle(parcel, "waiting", parcel.problem, self._moment + LATER)
            return None
        if not self._outbox.claim(parcel, self._moment, max(self._moment, now()) + LEASE):
            return None
        if target is None:
            return self._failed(parcel, "the configuration names this target no more", forever=True)
        told, problem = self._tried(target, parcel)
        if problem:
            return self._failed(parcel, problem)
        self._outbox.settle(parcel, "sent", told)
        return Outcome(parcel.target, parcel.scan, sent=True, problem=told)

    def _tried(self, target: Place, parcel: Parcel) -> tuple[str, str]:
        """What is to be told of a success, and why it was none."""
        try:
            return self._sent(target, self._letter(parcel)), ""
        except UndeliveredError as error:
            # Another message may pass where this one was not wanted; where nobody answers, none does.
            self._down |= set() if error.rejected else {target.name}
            problem = str(error)
        except DeliveryError as error:
            problem = str(error)
        except OSError as error:
            self._down.add(target.name)
            problem = _in_words(error)
        except Exception as error:  # noqa: BLE001 - one message that can't be made must not hold up the others
            problem = f"the message could not be made ({type(error).__name__})"
        return "", problem

    def _letter(self, parcel: Parcel) -> Letter:
        audit = self._store.audit_of(parcel.scan)
        if audit is None:
            raise UndeliveredError(f"the scan {parcel.scan} has no audit any more", rejected=True)
        return Letter(parcel.id, parcel.created, audit, parcel.events, self._packs())

    def _packs(self) -> tuple[Path, ...]:
        if self._locales is None:
            self._locales = ()
            with suppress(PackError):
                self._locales = tuple(locales_of(load_checks([str(pack) for pack in self._config.packs])))
        return self._locales

    def _sent(self, target: Place, letter: Letter) -> str:
        """What reaches the network is loaded here, when something is to be sent there, and not before."""
        language = getattr(target, "language", None) or self._config.report_language
        if isinstance(target, Folder):
            from scanner.agent.delivery import folder

            folder.send(target, letter, language)
        elif isinstance(target, Email):
            from scanner.agent.delivery import mail

            return mail.send(target, letter, language)
        elif isinstance(target, Syslog):
            from scanner.agent.delivery import syslog

            syslog.send(target, letter)
        else:
            from scanner.agent.delivery import webhook

            webhook.send(target, letter)
        return ""

    def _failed(self, parcel: Parcel, problem: str, *, forever: bool = False) -> Outcome:
        told = one_line(problem, 300)
        given_up = forever or self._moment - parcel.created > GIVE_UP
        due = None if given_up else self._moment + _pause(parcel.attempts)
        self._outbox.settle(parcel, "failed" if given_up else "waiting", told, due)
        return Outcome(parcel.target, parcel.scan, sent=False, problem=told)


def _pause(attempts: int) -> timedelta:
    """1, 2, 4, 8 minutes and so on, 6 hours at most. `attempts`: those before the one that failed."""
    return min(FIRST_PAUSE * (1 << min(attempts, 16)), LONGEST_PAUSE)


def _is_quiet(delivery: Delivery, moment: datetime) -> bool:
    zone: tzinfo | None = ZoneInfo(delivery.timezone) if delivery.timezone else None
    local = moment.astimezone(zone)
    return any(window.holds(local) for window in delivery.hours)


def _in_words(error: OSError) -> str:
    """Without paths and addresses that the system put in; those of the target are in the configuration."""
    if type(error).__name__ == "SSLCertVerificationError":
        return f"its certificate is not trusted ({getattr(error, 'verify_message', '')})"
    return f"it could not be reached ({error.strerror or str(error) or type(error).__name__})"


def tell(outcomes: Sequence[Outcome]) -> list[str]:
    """A sentence for each thing that a person should know of a round."""
    told = []
    for one in outcomes:
        if not one.sent:
            told.append(f'Not delivered to "{one.target}": {one.problem}. It is tried again.')
        elif one.problem:
            told.append(f'Delivered to "{one.target}", but {one.problem}.')
    return told
