"""How quickly an asset answers: measured one at a time, and never by a way that is not there."""

from collections.abc import Iterator

import pytest

from scanner.plugin import Refused
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire import pulse as pulse_module
from scanner.sensor.wire.pulse import Pulse
from tests.scanner.sensor.orders import Written, brisk_order, guard_of


def test_a_machine_of_another_network_is_measured_by_echo() -> None:
    written = Written()
    with Pulse(guard_of(written=written), set()) as pulse:
        took = pulse("127.0.0.1", "")
    if took is None:
        pytest.skip("this user may not send echo requests")
    assert [entry.kind for entry in written.entries] == ["echo"]


def test_an_ipv6_address_is_not_measured() -> None:
    written = Written()
    with Pulse(guard_of(brisk_order(("::1",)), written), set()) as pulse:
        assert pulse("::1", "") is None
    assert written.entries == []


def test_without_the_right_to_echo_there_is_no_measure_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bool] = []

    class Forbidden:
        def __init__(self, _: Guard) -> None:
            tried.append(True)

        def __enter__(self) -> Iterator[None]:
            raise Refused("no right")

        def __exit__(self, *_: object) -> None:
            raise AssertionError("it was never open")

    monkeypatch.setattr(pulse_module, "EchoDoor", Forbidden)
    with Pulse(guard_of(), set()) as pulse:
        assert pulse("127.0.0.1", "") is None
        assert pulse("127.0.0.1", "") is None
    assert tried == [True]


def test_a_stopped_scan_measures_nothing() -> None:
    written = Written()
    guard = guard_of(written=written)
    with Pulse(guard, set()) as pulse:
        if pulse("127.0.0.1", "") is None:
            pytest.skip("this user may not send echo requests")
        guard.stop("enough")
        with pytest.raises(Refused, match="enough"):
            pulse("127.0.0.1", "")
    assert len(written.entries) == 1
