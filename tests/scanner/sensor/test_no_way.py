"""A network that is gone is told; it is never taken for a segment without machines."""

import errno

import pytest

from scanner.plugin import Refused
from scanner.sensor.discover import Roll, discover
from scanner.sensor.wire import link, sweep
from tests.scanner.sensor.orders import guard_of


def test_without_a_way_into_any_network_the_scan_ends_with_that_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link, "route_to", lambda _: link.Route("lo", "0.0.0.0", ""))
    roll = Roll(guard_of(), lambda _: None)
    with pytest.raises(OSError, match="unreachable") as told:
        discover(roll, pause=lambda _: None)
    assert told.value.errno == errno.ENETUNREACH


@pytest.mark.parametrize("gone", sweep.GONE)
@pytest.mark.parametrize(("why", "stops"), [("open ports", True), ("discovery", False)])
def test_an_interface_that_goes_away_stops_the_scan_but_an_address_nobody_has_does_not(
    monkeypatch: pytest.MonkeyPatch, gone: int, why: str, stops: bool
) -> None:
    def dial(*_: object) -> None:
        raise OSError(gone, "")

    monkeypatch.setattr(sweep, "_dial", dial)
    guard = guard_of()
    (knock,) = sweep.sweep(guard, "127.0.0.1", [80], why)
    assert knock.state == "unreachable"
    assert guard.stopped.startswith("the network is out of reach") is stops
    if stops:
        with pytest.raises(Refused):
            guard.pause(0.1)
