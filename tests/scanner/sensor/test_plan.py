"""A dry run says who would be asked what, and sends nothing."""

import socket
from collections.abc import Sequence
from typing import Any

import pytest

from scanner.model import Known, Outside, Planned
from scanner.plugin import Probe, Tcp, Udp
from scanner.sensor import plan as plan_module
from scanner.sensor.plan import plan
from tests.scanner.sensor.orders import Written, guard_of, order
from tests.scanner.sensor.test_profile import a_probe

PROBES = [
    a_probe("modbus", Tcp(502)),
    a_probe("web", Tcp(80), Tcp(8080), touches=2),
    a_probe("enip", Udp(44818)),
]


@pytest.fixture(autouse=True)
def _no_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_module, "neighbours", lambda: iter([("10.1.0.9", "00:00:00:00:00:09")]))


def planned(probes: Sequence[Probe[Any]] = PROBES, **more: Any) -> list[Planned]:
    return list(plan(guard_of(order(("10.1.0.0/24",), **more)), probes))


def test_looking_for_machines_comes_first_and_counts_every_address() -> None:
    first = planned(listen_seconds=5)[0]
    assert (first.asset, first.frames) == ("10.1.0.0/24", 254)
    assert first.seconds == pytest.approx(5 + 25.4)


def test_known_assets_and_neighbours_are_named_and_one_line_stands_for_the_rest() -> None:
    assets = list(dict.fromkeys(row.asset for row in planned(known=(Known(address="10.1.0.7"),))))
    assert assets == ["10.1.0.0/24", "10.1.0.7", "10.1.0.9", "each further asset"]


def test_an_excluded_asset_is_not_in_the_plan() -> None:
    assert "10.1.0.9" not in {row.asset for row in planned(exclusions=("10.1.0.9",))}


def test_a_resumed_scan_does_not_look_for_machines_again() -> None:
    assert planned(discovered=True)[0].asset == "10.1.0.9"


def test_each_probe_is_named_with_its_doors() -> None:
    told = [row.what for row in planned() if row.asset == "10.1.0.9"]
    assert told == [
        "knock at 3 TCP ports", "enip (UDP 44818)", "modbus, where TCP 502 is open", "web, where TCP 80, 8080 is open"
    ]  # fmt: skip


def test_the_pause_between_connects_is_in_the_estimate() -> None:
    knocking = next(row for row in planned() if row.what.startswith("knock"))
    assert knocking.frames == 3
    assert knocking.seconds == pytest.approx(3.0)


def test_the_one_connection_outside_is_planned_and_its_name_is_not_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)
    rows = planned(egress_test=Outside(host="www.example.com", port=443))
    (row,) = [row for row in rows if row.asset == "www.example.com:443"]
    assert row.what.startswith("one TCP connection without content")
    assert row.frames == 6


def test_nothing_is_sent_and_nothing_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    written = Written()
    assert list(plan(guard_of(order(("10.1.0.0/28",)), written), PROBES))
    assert written.entries == []
