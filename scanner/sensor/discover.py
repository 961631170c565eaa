"""Who is there: the kernel's neighbours and listening first, then the gentlest question that works."""

import contextlib
import errno
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from scanner.evidence import Announcement
from scanner.model import Evidence, Heard, Message, Note, Progress, Seen
from scanner.plugin import Refused
from scanner.sensor.guard.guard import Guard
from scanner.sensor.hearing import Overheard, Sayings, overheard
from scanner.sensor.wire.echo import EchoDoor
from scanner.sensor.wire.link import ArpDoor, Ears, has_way, interfaces, maker_of, may_use_raw, route_to
from scanner.sensor.wire.sweep import sweep

LATE_SECONDS = 1.0
"""How long late replies are waited for after the last question."""

KNOCKS = (443, 80)
"""Where a routed address is knocked at that answers no echo: doors that are made for strangers."""

NO_LINK_LAYER = (
    "No right to use the link layer (CAP_NET_RAW): machines are looked for with echo requests and knocks, "
    "and only MAC addresses that the kernel knows are seen."
)

Tell = Callable[[Message], None]


@dataclass
class Roll:
    """Everybody who was found, by address. Thread-safe."""

    guard: Guard
    tell: Tell
    macs: dict[str, str] = field(default_factory=dict)
    routed: set[str] = field(default_factory=set)
    sayings: Sayings = field(default_factory=Sayings)
    _said: set[tuple[str, str]] = field(default_factory=set)
    _out: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, address: str, mac: str, how: str, names: tuple[str, ...] = ()) -> bool:
        """Writes an asset down when it is in scope; True when it is new."""
        try:
            self.guard.check_scope(address, mac)
        except Refused:
            self._strike_out(address)
            return False
        with self._lock:
            if address in self._out:
                return False
            new = address not in self.macs
            self.macs[address] = self.macs.get(address) or mac
            news = (address, f"{how} {names}") not in self._said
            self._said.add((address, f"{how} {names}"))
        if news:
            self.tell(Seen(address=address, mac=mac, maker=maker_of(mac), names=names, how=how))
        return new

    def _strike_out(self, address: str) -> None:
        """It may have been found by its address alone before its excluded MAC address was seen."""
        with self._lock, contextlib.suppress(Refused):
            self.guard.check_scope(address)
            self._out.add(address)
            self.macs.pop(address, None)

    def lacks(self, address: str) -> bool:
        """Whether an address should still be looked for: neither found nor struck out."""
        with self._lock:
            return address not in self.macs and address not in self._out

    def assets(self) -> list[str]:
        with self._lock:
            return sorted(self.macs, key=lambda a: (ip_address(a).version, int(ip_address(a))))


@dataclass
class Listener:
    """Listens on one interface from the first second to the last, in a thread of its own."""

    roll: Roll
    interface: str
    sensor: str
    _stop: threading.Event = field(default_factory=threading.Event)
    _known: set[str] = field(default_factory=set)

    def __enter__(self) -> "Listener":
        self._ears = Ears(self.interface).__enter__()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2)
        self._ears.__exit__()

    def _run(self) -> None:
        while not self._stop.is_set():
            frame = self._ears.next_frame(0.5)
            said = overheard(frame) if frame else None
            if said and said.mac != self._ears.mac and len(self._known) < 10_000:
                self._keep(said)

    def _keep(self, said: Overheard) -> None:
        fact = said.announcement
        print_of_it = f"{said.address}|{said.mac}|{fact.protocol}|{fact.names}|{fact.details}"
        if print_of_it in self._known:
            return
        self._known.add(print_of_it)
        if said.address:
            self.roll.add(said.address, said.mac, "heard", fact.names)
        if fact.protocol != "arp":
            self._tell(said, fact)

    def _tell(self, said: Overheard, fact: Announcement) -> None:
        who = said.address or said.mac
        self.roll.sayings.keep(who, said.mac, fact)
        evidence = Evidence(asset=who, probe="listening", wanted=fact.kind, fact=fact, sensor=self.sensor)
        self.roll.tell(Heard(evidence=evidence))


def discover(roll: Roll, *, pause: Callable[[float], None]) -> None:
    """Fills `roll`. `pause` waits for the listening time and feels an emergency stop."""
    order = roll.guard.order
    for known in order.known:
        roll.add(known.address, known.mac, "known")
    if order.discovered:
        return
    for address, mac in neighbours():
        roll.add(address, mac, "neighbour")
    if order.listen_seconds:
        roll.tell(Progress(stage="listen", what="listening", seconds_left=order.listen_seconds))
        pause(order.listen_seconds)
    here, far = _by_link(roll.guard)
    if not any(map(has_way, order.networks)):
        # Nobody there would be a lie: from here nobody could have answered.
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
    for interface, addresses in here.items():
        _on_link(roll, interface, addresses)
    if far:
        _routed(roll, far)


def neighbours() -> Iterator[tuple[str, str]]:
    """Addresses and MAC addresses that this machine has talked to already (Linux neighbour table)."""
    table = Path("/proc/net/arp")
    for line in table.read_text("ascii").splitlines()[1:] if table.exists() else []:
        parts = line.split()
        if len(parts) >= 4 and parts[3] != "00:00:00:00:00:00":
            yield parts[0], parts[3]


def _by_link(guard: Guard) -> tuple[dict[str, list[str]], list[str]]:
    """Every address of the scope: by interface when it is on the local link, else in a list."""
    here: dict[str, list[str]] = {}
    far: list[str] = []
    for address in guard.scope.hosts():
        route = route_to(address) if ip_address(address).version == 4 else None
        chosen = guard.order.interface
        if route and not route.gateway and route.source != address and route.interface != "lo":
            here.setdefault(chosen or route.interface, []).append(address)
        elif route is None or route.source != address or route.interface == "lo":
            far.append(address)
    return here, far


def _on_link(roll: Roll, interface: str, addresses: list[str]) -> None:
    if not may_use_raw():
        roll.tell(Note(level="warning", text=NO_LINK_LAYER))
        _routed(roll, addresses)
        for address, mac in neighbours():
            roll.add(address, mac, "neighbour")
        return
    with ArpDoor(roll.guard, interface) as door:
        for number, address in enumerate(addresses):
            _progress(roll, address, "ARP", number, len(addresses))
            if roll.lacks(address):
                door.ask(address, "discovery")
            _take(roll, door, 0)
        _take(roll, door, LATE_SECONDS)


def _progress(roll: Roll, address: str, what: str, done: int, total: int) -> None:
    left = (total - done) / roll.guard.pace.frames_per_second
    roll.tell(Progress(stage="discover", asset=address, what=what, done=done, total=total, seconds_left=left))


def _take(roll: Roll, door: ArpDoor, seconds: float) -> None:
    for reply in door.replies(seconds):
        roll.add(reply.address, reply.mac, "arp")
        roll.guard.canary.before(reply.address, reply.seconds)


def _routed(roll: Roll, addresses: list[str]) -> None:
    """Echo requests; whoever does not answer is knocked at gently."""
    roll.routed.update(addresses)
    asked = [address for address in addresses if roll.lacks(address)]
    try:
        with EchoDoor(roll.guard) as door:
            for number, address in enumerate(asked):
                _progress(roll, address, "echo", number, len(asked))
                if ip_address(address).version == 4:
                    door.ask(address, "discovery")
                _echoes(roll, door, 0)
            _echoes(roll, door, LATE_SECONDS)
    except Refused as refusal:
        if roll.guard.stopped:
            raise
        roll.tell(Note(level="warning", text=f"No echo requests: {refusal}."))
    for address in asked:
        if roll.lacks(address):
            _knock(roll, address)


def _echoes(roll: Roll, door: EchoDoor, seconds: float) -> None:
    for address, took in door.replies(seconds):
        roll.add(address, "", "icmp")
        roll.guard.canary.before(address, took)


def _knock(roll: Roll, address: str) -> None:
    for port in KNOCKS:
        for knock in sweep(roll.guard, address, [port], "discovery"):
            if knock.connection:
                knock.connection.close()
            if knock.state == "refused":
                raise Refused(knock.reason)
            if knock.state in ("open", "closed"):
                roll.add(address, "", "tcp")
                return


def listening_interface(guard: Guard) -> str:
    """The interface of the segment; empty when it can't be told or listening is not allowed."""
    if not may_use_raw():
        return ""
    if guard.order.interface:
        return guard.order.interface if guard.order.interface in interfaces() else ""
    first = next(iter(guard.scope.hosts()), "")
    route = route_to(first) if first and ip_address(first).version == 4 else None
    return route.interface if route and not route.gateway and route.interface != "lo" else ""
