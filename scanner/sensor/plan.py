"""A dry run: who would be asked what, how many frames, how long. Sends nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

from scanner.model import Planned, Zone
from scanner.plugin import Probe, Tcp
from scanner.sensor import profile
from scanner.sensor.discover import neighbours
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.line import QUESTION_FRAMES

CONNECTION_FRAMES = 7
"""A knock, what ends an open connection, and three acknowledgements of answers in several segments."""


EGRESS_FRAMES = 6
"""The name's look-up, the router's address, a knock, and what ends the connection."""

LOGIN_FRAMES = 100
"""A login over SSH at a Debian with 1,075 packages was charged 78, acknowledgements included."""


def plan(guard: Guard, probes: Sequence[Probe[Any]]) -> Iterator[Planned]:
    """Discovery of each network, then each asset that is known already, then any further one."""
    order, pace = guard.order, guard.pace
    hosts = guard.scope.hosts()
    if not order.discovered:
        seconds = order.listen_seconds + len(hosts) / pace.frames_per_second
        what = f"listen, then ask {len(hosts)} addresses whether somebody is there"
        yield Planned(asset=", ".join(order.networks), what=what, frames=len(hosts), seconds=seconds)
    found = {known.address for known in order.known} | {address for address, _ in neighbours()}
    known = [address for address in hosts if address in found]
    for address in [*known, "each further asset"]:
        yield from _asset(guard, probes, address)
    if order.egress_test:
        what = "one TCP connection without content, to see whether the internet is reached"
        yield _row(guard, str(order.egress_test), what, EGRESS_FRAMES, 0)
    for login in order.logins:
        what = f"login as {login.user} over {login.over}, read-only commands, if it is an office computer"
        yield from (_row(guard, asset, what, LOGIN_FRAMES, 1) for asset in login.assets)


def _asset(guard: Guard, probes: Sequence[Probe[Any]], address: str) -> Iterator[Planned]:
    is_ot = profile.starts_as_machine(Zone(guard.order.zone), "")
    ports = profile.tcp_ports(probes, guard.order, is_ot=is_ot)
    yield _row(guard, address, f"knock at {len(ports)} TCP ports", len(ports), len(ports))
    for probe, port in profile.udp_questions(probes):
        yield _row(guard, address, f"{probe.title} (UDP {port})", probe.touches, 0)
    for probe in probes:
        doors = [str(port.port) for port in probe.ports if isinstance(port, Tcp)]
        if doors:
            frames = CONNECTION_FRAMES * probe.touches + QUESTION_FRAMES
            what = f"{probe.title}, where TCP {', '.join(doors)} is open"
            yield _row(guard, address, what, frames, probe.touches)


def _row(guard: Guard, address: str, what: str, frames: int, connects: int) -> Planned:
    pace = guard.pace
    waits = connects * pace.pause_between_connects / pace.connections_per_host
    return Planned(
        asset=address, what=what, frames=frames, seconds=max(frames / pace.frames_per_second, waits)
    )
