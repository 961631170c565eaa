"""The guard: every touch asks here first. An error inside it refuses."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from scanner.model import ZONE_PACE, Pace, ScanOrder, Service, Touch, faster_than, now
from scanner.model.order import Zone
from scanner.plugin import Refused
from scanner.sensor.guard.calendar import Calendar
from scanner.sensor.guard.canary import Canary
from scanner.sensor.guard.ledger import LedgerFile
from scanner.sensor.guard.pace import AssetPace, Clock, FrameBudget
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.guard.scope import NEVER_TCP, Scope
from scanner.sensor.guard.way_out import WayOut

CONNECTION_FRAMES = 3
"""What a port that is open brings with it: the acknowledgement, FIN, and the last acknowledgement."""

GROUPS = {"01:0e:cf:00:00:00": "dcp"}
"""Multicast addresses of the link layer that may be asked, and by which read-only table."""

Kind = Literal["connect", "request", "handshake", "login", "farewell", "datagram", "echo", "frame", "egress"]

PLACE_SECONDS = 0.05
"""How often somebody who waits for a connection's place looks again."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants to send. `protocol` empty: no message of a protocol (a bare connection)."""

    address: str
    kind: Kind
    what: str
    why: str
    frames: int
    service: Service | None = None
    protocol: str = ""
    payload: bytes = b""


@dataclass(slots=True)
class Permit:
    """Leave for exactly one touch. `spend` says whether it is for this one, once."""

    ask: Ask
    spent: bool = False

    def spend(self, address: str, port: int) -> None:
        """Raises Refused when it was spent before or is for somebody else."""
        ours = self.ask.service.port if self.ask.service else 0
        if self.spent or address != self.ask.address or port != ours:
            raise Refused(f"this permit is not for {address} port {port}")
        self.spent = True


@contextmanager
def closed_on_error() -> Iterator[None]:
    """An error inside the guard is a refusal, never a way through."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise Refused(f"the guard failed ({type(error).__name__}: {error})") from error


@dataclass
class Guard:
    """Scope, pace, read-only tables, calendar, canary and ledger of one order."""

    order: ScanOrder
    ledger: LedgerFile
    clock: Clock = field(default_factory=Clock)
    today: Callable[[], datetime] = now
    canary: Canary = field(default_factory=Canary)
    _assets: dict[str, AssetPace] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)
    _logins: set[str] = field(default_factory=set)
    _stopped: str = ""
    # A signal stops the scan in the middle of whatever the main thread does, the lock in its hand.
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        with closed_on_error():
            self.pace = _pace_of(self.order)
            self.scope = Scope.of(self.order)
            self.way_out = WayOut(self.order.egress_test, self.scope)
            self.calendar = Calendar.of(self.order.quiet, self.order.timezone)
            self.budget = FrameBudget(self.pace.frames_per_second, self.clock)

    @property
    def stopped(self) -> str:
        """Why nothing leaves any more; empty while the scan may go on."""
        return self._stopped

    @property
    def why_stopped(self) -> str:
        """The reason of what is refused after the stop, as evidence gives it; empty before."""
        return f"stopped: {self._stopped}" if self._stopped else ""

    def stop(self, reason: str) -> None:
        """The emergency stop: every later permit is refused. The first reason stays."""
        with self._lock:
            self._stopped = self._stopped or reason

    def permit(self, ask: Ask, mac: str = "") -> Permit:
        """Waits for the pace, writes the ledger, and gives leave for one touch; else raises Refused."""
        with closed_on_error():
            what = self._check(ask, mac)
            self._one_login(ask)
            ask = self._with_arp(ask)
            # The budget last: frames that are held back after it would leave together with later ones.
            if ask.kind in ("request", "handshake", "login"):
                self._wait(self.asset(ask.address).before_request())
            self._wait(self.budget.take(ask.frames))
            self._still_allowed()
            self.ledger.write(_touch(ask, what))
            # After the ledger, whose disk and reader take their time: what is counted leaves at once.
            self._wait_for_room(ask)
            return Permit(ask)

    def _one_login(self, ask: Ask) -> None:
        """One login at an asset in a scan, and only in the zone it: a wrong password must never lock an account."""
        if ask.kind != "login":
            return
        if Zone(self.order.zone) is not Zone.IT:
            raise Refused("a login is made in a network of the zone it only")
        with self._lock:
            if ask.address in self._logins:
                raise Refused("one login was made there in this scan already")
            self._logins.add(ask.address)

    def _with_arp(self, ask: Ask) -> Ask:
        """Charges the ARP request that the kernel sends before the first IP packet to an address."""
        with self._lock:
            if ask.kind not in ("connect", "datagram", "echo", "egress") or ask.address in self._met:
                return ask
            self._met.add(ask.address)
        return replace(ask, frames=ask.frames + 1)

    def book(self, ask: Ask) -> None:
        """Writes down frames that can't be held back any more, such as an acknowledgement by the kernel."""
        with closed_on_error():
            self.budget.overdraw(ask.frames)
            self.ledger.write(_touch(ask, ask.what))

    def asset(self, address: str) -> AssetPace:
        """The pace of one asset."""
        with self._lock:
            return self._assets.setdefault(address, AssetPace(self.pace, self.clock))

    def treat_gently(self, address: str) -> None:
        """Gives one asset the pace of a machine, however fast its zone is."""
        gentle = ZONE_PACE[Zone.OT]
        if not self.order.pace_acknowledged and faster_than(self.pace, gentle):
            self.asset(address).pace = gentle

    def enter(self, address: str) -> None:
        """Takes one of the asset's connections, after the pause that it is due.

        Raises Refused on an emergency stop; no place is taken then.
        """
        pace = self.asset(address)
        while (due := pace.enter()) is None:
            self._wait(PLACE_SECONDS)
        try:
            self._wait(due)
        except BaseException:
            pace.leave()
            raise

    def leave(self, address: str) -> None:
        self.asset(address).leave()

    def check_scope(self, address: str, mac: str = "") -> None:
        """Raises Refused when `address` may not be asked at all. Sends and books nothing."""
        with closed_on_error():
            self.scope.check(address, mac)

    def pause(self, seconds: float) -> None:
        """Waits, and feels an emergency stop (raises Refused)."""
        self._wait(seconds)

    def _check(self, ask: Ask, mac: str) -> str:
        self._still_allowed()
        if ask.address in GROUPS:
            return allowed_request(GROUPS[ask.address], ask.payload)
        if ask.kind == "egress":
            self.way_out.take(ask.address, ask.service)
            return ask.what
        self.scope.check(ask.address, mac)
        service = ask.service
        if service and service.transport == "tcp" and service.port in NEVER_TCP:
            raise Refused(f"TCP port {service.port} is never touched")
        if ask.kind in ("request", "datagram"):
            return allowed_request(ask.protocol, ask.payload)
        return ask.what

    def _still_allowed(self) -> None:
        if self._stopped:
            raise Refused(self.why_stopped)
        moment = self.today()
        self.scope.check_day(moment.astimezone(self.calendar.zone).date())
        try:
            self.calendar.check(moment)
        except Refused as quiet:
            self.stop(str(quiet))
            raise

    def _wait_for_room(self, ask: Ask) -> None:
        more = CONNECTION_FRAMES if ask.kind in ("connect", "egress") else 0
        while (late := self.budget.depart(ask.frames, more)) > 0:
            self._wait(late)

    def _wait(self, seconds: float) -> None:
        """Sleeps in small pieces, so that an emergency stop is felt at once."""
        until = self.clock.monotonic() + seconds
        while (left := until - self.clock.monotonic()) > 0:
            if self._stopped:
                raise Refused(self.why_stopped)
            self.clock.sleep(min(left, 0.5))


def _touch(ask: Ask, what: str) -> Touch:
    return Touch(
        asset=ask.address, kind=ask.kind, service=ask.service, what=what, why=ask.why,
        frames=ask.frames, payload=ask.payload[:64].hex(),
    )  # fmt: skip


def _pace_of(order: ScanOrder) -> Pace:
    default = ZONE_PACE[Zone(order.zone)]
    pace = order.pace or default
    if (faster := faster_than(pace, default)) and not order.pace_acknowledged:
        raise Refused(
            f"faster than the {order.zone} zone allows without an acknowledgement: {', '.join(faster)}"
        )
    return pace
