"""No permit, no packet; and an error inside the guard refuses."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanner.model import (
    Service,
)
from scanner.plugin import Refused
from scanner.sensor.guard import guard as guard_module
from scanner.sensor.guard.guard import Ask, Guard
from scanner.sensor.guard.ledger import LedgerFile
from scanner.sensor.guard.scope import NEVER_TCP
from tests.scanner.sensor.orders import Written, brisk_order, guard_of

IDENTIFY = bytes.fromhex("0001 0000 0005 FF 2B 0E 01 00")
"""A Modbus request for the basic identification: allowed."""


def ask(address: str = "127.0.0.1", port: int = 502, **more: Any) -> Ask:
    wanted = Ask(address=address, kind="connect", what="TCP connect", why="test", frames=1,
                 service=Service(transport="tcp", port=port))  # fmt: skip
    return replace(wanted, **more)


def test_a_permit_is_for_one_touch() -> None:
    permit = guard_of().permit(ask())
    permit.spend("127.0.0.1", 502)
    with pytest.raises(Refused):
        permit.spend("127.0.0.1", 502)


@pytest.mark.parametrize(("address", "port"), [("127.0.0.2", 502), ("127.0.0.1", 503)])
def test_a_permit_is_for_one_asset_and_port_only(address: str, port: int) -> None:
    permit = guard_of().permit(ask())
    with pytest.raises(Refused, match="not for"):
        permit.spend(address, port)


@pytest.mark.parametrize("address", ["8.8.8.8", "10.9.9.9", "127.0.0.255", "127.0.0.9", "host"])
def test_no_permit_outside_the_scope(address: str) -> None:
    written = Written()
    guard = guard_of(brisk_order(exclusions=("127.0.0.9",)), written)
    with pytest.raises(Refused):
        guard.permit(ask(address))
    assert written.entries == []


def test_an_excluded_mac_address_gets_no_permit() -> None:
    guard = guard_of(brisk_order(exclusions=("00:1b:1b:00:00:01",)))
    with pytest.raises(Refused, match="excluded"):
        guard.permit(ask(), mac="00:1B:1B:00:00:01")


@pytest.mark.parametrize("port", sorted(NEVER_TCP))
def test_some_ports_are_never_touched_even_when_configured(port: int) -> None:
    guard = guard_of(brisk_order(extra_tcp_ports=(port,)))
    with pytest.raises(Refused, match="never touched"):
        guard.permit(ask(port=port))


def test_the_printer_ports_and_the_port_that_locks_controllers_are_among_them() -> None:
    assert set(range(9100, 9108)) | {5002} == NEVER_TCP


@pytest.mark.parametrize("kind", ["request", "datagram"])
def test_a_request_must_be_in_its_read_only_table(kind: Any) -> None:
    written = Written()
    with pytest.raises(Refused, match="read-only"):
        guard_of(written=written).permit(
            ask(kind=kind, protocol="modbus", payload=b"\0\1\0\0\0\6\1\5\0\1\xff\0")
        )
    assert written.entries == []


@pytest.mark.parametrize("protocol", ["", "no-such-protocol"])
def test_a_protocol_without_a_table_is_refused(protocol: str) -> None:
    with pytest.raises(Refused, match="table"):
        guard_of().permit(ask(kind="request", protocol=protocol, payload=b"x"))


def test_the_ledger_says_whom_what_why_and_how_much() -> None:
    written = Written()
    guard_of(written=written).permit(ask(kind="handshake", frames=2, payload=b"\x01" * 100))
    entry = written.entries[0]
    assert (entry.asset, entry.what, entry.why, entry.frames) == ("127.0.0.1", "TCP connect", "test", 2)
    assert entry.payload == "01" * 64


def test_the_first_packet_to_an_asset_pays_for_the_address_look_up_of_the_kernel() -> None:
    written = Written()
    guard = guard_of(written=written)
    for address in ("127.0.0.1", "127.0.0.1", "127.0.0.2"):
        guard.permit(ask(address))
    assert [entry.frames for entry in written.entries] == [2, 1, 2]


# --- it fails closed ---------------------------------------------------------------------------------


def breaks(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("broken")


def broken_scope(guard: Guard, _: pytest.MonkeyPatch) -> None:
    guard.scope = type("Broken", (), {"check": breaks, "check_day": breaks})()


def broken_day(guard: Guard, _: pytest.MonkeyPatch) -> None:
    guard.scope = replace(guard.scope, until="never")  # type: ignore[arg-type]


def broken_calendar(guard: Guard, _: pytest.MonkeyPatch) -> None:
    guard.calendar = type("Broken", (), {"check": breaks, "zone": None})()


def broken_clock(guard: Guard, _: pytest.MonkeyPatch) -> None:
    guard.today = breaks


def broken_ledger(guard: Guard, _: pytest.MonkeyPatch) -> None:
    guard.ledger = type("Broken", (), {"write": breaks})()


def broken_tell(guard: Guard, _: pytest.MonkeyPatch) -> None:
    guard.ledger.tell = breaks


def broken_table(_: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard_module, "allowed_request", breaks)


def broken_budget(guard: Guard, _: pytest.MonkeyPatch) -> None:
    guard.budget = type("Broken", (), {"take": breaks})()


def broken_pace(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "asset", breaks)


Break = Callable[[Guard, pytest.MonkeyPatch], None]


@pytest.mark.parametrize(
    "harm",
    [broken_scope, broken_day, broken_calendar, broken_clock, broken_ledger, broken_tell, broken_table,
     broken_budget, broken_pace],
)  # fmt: skip
def test_an_error_in_any_part_of_the_guard_refuses(harm: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    guard = guard_of()
    request = ask(kind="request", protocol="modbus", payload=IDENTIFY)
    harm(guard, monkeypatch)
    with pytest.raises(Refused, match="guard failed"):
        guard.permit(request)


@pytest.mark.parametrize(
    "bad",
    [{"networks": ("8.8.8.0/24",)}, {"exclusions": ("what?",)}, {"timezone": "Mars/Olympus"}],
)
def test_a_guard_is_not_made_from_an_order_that_can_not_be_kept(bad: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        guard_of(brisk_order(**bad))


def test_a_full_disk_refuses(tmp_path: Path) -> None:
    guard = Guard(brisk_order(), LedgerFile("/dev/full", lambda _: None))
    with pytest.raises(Refused, match="No space"):
        guard.permit(ask())
