"""One address outside may be tried, once in a scan; every other public address stays refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from scanner.model import Authorisation, Outside, QuietWindow, Service
from scanner.plugin import Refused
from scanner.sensor.guard import way_out
from scanner.sensor.guard.guard import Ask, Guard
from scanner.sensor.guard.ledger import LedgerFile
from tests.scanner.sensor.orders import Written, brisk_order, guard_of

PLACE = "203.0.113.10"
HERE = Outside(host=PLACE, port=443)
NAMED = Outside(host="www.example.com", port=443)


def attempt(address: str = PLACE, port: int = 443, **more: Any) -> Ask:
    wanted = Ask(address=address, kind="egress", what="TCP connect", why="test", frames=1,
                 service=Service(transport="tcp", port=port))  # fmt: skip
    return replace(wanted, **more)


def look_up(name: str = NAMED.host) -> Ask:
    return Ask(address=name, kind="egress", what="name look-up", why="test", frames=1)


def guard(outside: Outside | None = HERE, written: Written | None = None, **more: Any) -> Guard:
    made = guard_of(brisk_order(("10.1.0.0/24",), egress_test=outside, **more), written)
    if outside and not outside.is_name and not more.get("exclusions"):
        made.way_out.address()
    return made


def test_the_named_address_gets_one_permit_and_a_line_in_the_ledger_before_it() -> None:
    written = Written()
    permit = guard(written=written).permit(attempt())
    assert [(one.asset, one.kind, str(one.service)) for one in written.entries] == [
        (PLACE, "egress", "tcp/443")
    ]
    permit.spend(PLACE, 443)
    with pytest.raises(Refused):
        permit.spend(PLACE, 443)


def test_it_is_tried_once_in_a_scan() -> None:
    of = guard()
    of.permit(attempt())
    with pytest.raises(Refused, match="once"):
        of.permit(attempt())


@pytest.mark.parametrize(
    "ask",
    [attempt("203.0.113.11"), attempt("8.8.8.8"), attempt(port=80), attempt("10.1.0.5"),
     attempt(service=Service(transport="udp", port=443)), attempt("::ffff:203.0.113.10"), look_up(PLACE)],
    ids=lambda ask: f"{ask.address} {ask.service}",
)  # fmt: skip
def test_any_other_address_or_port_is_refused_and_not_written_down(ask: Ask) -> None:
    written = Written()
    with pytest.raises(Refused):
        guard(written=written).permit(ask)
    assert written.entries == []


@pytest.mark.parametrize("kind", ["connect", "request", "handshake", "login", "datagram", "echo", "frame"])
def test_to_the_named_address_nothing_else_may_be_sent(kind: Any) -> None:
    with pytest.raises(Refused, match=r"public|authorised"):
        guard().permit(attempt(kind=kind))


def test_without_a_named_address_there_is_no_way_out() -> None:
    of = guard(None)
    with pytest.raises(Refused, match="no address outside"):
        of.permit(attempt())
    with pytest.raises(Refused, match="no address outside"):
        of.way_out.address()


# --- names -------------------------------------------------------------------------------------------


def answers(monkeypatch: pytest.MonkeyPatch, *found: str) -> list[str]:
    """The name server gives these addresses; what it was asked is in the list."""
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return list(found)

    monkeypatch.setattr(way_out, "resolve", resolve)
    return asked


def test_a_name_is_looked_up_once_with_a_permit_of_its_own_and_pinned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, written = answers(monkeypatch, "2001:db8::1", PLACE), Written()
    of = guard(NAMED, written)
    of.permit(look_up())
    assert of.way_out.address() == of.way_out.address() == PLACE
    of.permit(attempt())
    assert asked == ["www.example.com"]
    assert [(one.asset, one.what) for one in written.entries] == [
        ("www.example.com", "name look-up"), (PLACE, "TCP connect")
    ]  # fmt: skip


def test_another_address_of_the_same_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "198.51.100.7", PLACE)
    of = guard(NAMED)
    of.permit(look_up())
    assert of.way_out.address() == "198.51.100.7"
    with pytest.raises(Refused, match="not the address outside"):
        of.permit(attempt(PLACE))


def test_a_name_is_not_looked_up_without_leave_nor_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, PLACE)
    of = guard(NAMED)
    with pytest.raises(Refused, match="leave"):
        of.way_out.address()
    assert asked == []
    of.permit(look_up())
    for name in (NAMED.host, "www.example.org"):
        with pytest.raises(Refused, match="looked up"):
            of.permit(look_up(name))


@pytest.mark.parametrize(
    "stands_for", ["10.1.0.7", "10.9.9.9", "127.0.0.1", "169.254.1.1", "::1", "224.0.0.1"]
)
def test_a_name_that_stands_for_one_of_our_own_addresses_is_refused(
    stands_for: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, stands_for)
    of = guard(NAMED)
    of.permit(look_up())
    with pytest.raises(Refused, match=r"www\.example\.com stands for .* no address of the internet"):
        of.way_out.address()
    with pytest.raises(Refused):
        of.permit(attempt(stands_for))


# --- it fails closed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["10.1.0.7", "192.168.1.1", "127.0.0.1", "100.64.0.1", "255.255.255.255", "fd00::1"]
)
def test_an_order_can_not_make_an_own_address_the_one_outside(host: str) -> None:
    of = guard_of(brisk_order(("10.1.0.0/24",), egress_test=Outside(host=host, port=443)))
    with pytest.raises(Refused, match="no address of the internet"):
        of.way_out.address()
    with pytest.raises(Refused, match="not the address outside"):
        of.permit(attempt(host))


@pytest.mark.parametrize("apart", ["exclusions", "never_touch"])
def test_what_is_excluded_is_not_tried_outside_either(apart: str) -> None:
    of = guard_of(brisk_order(("10.1.0.0/24",), egress_test=HERE, **{apart: ("203.0.113.0/24",)}))
    with pytest.raises(Refused, match="never touched"):
        of.way_out.address()


def test_a_port_that_is_never_touched_is_not_tried_outside_either() -> None:
    of = guard_of(brisk_order(egress_test=Outside(host=PLACE, port=9100)))
    with pytest.raises(Refused, match="never touched"):
        of.way_out.address()


def test_quiet_hours_hold_for_the_name_and_for_the_attempt() -> None:
    quiet = (QuietWindow(start=time(0), end=time(23, 59, 59), name="shift"),)
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    for outside, ask in ((HERE, attempt()), (NAMED, look_up())):
        written = Written()
        of = guard_of(
            brisk_order(egress_test=outside, quiet=quiet, timezone="UTC"), written, today=lambda: at
        )
        with pytest.raises(Refused, match="quiet hours"):
            of.permit(ask)
        assert written.entries == []


def test_an_authorisation_that_has_ended_and_an_emergency_stop_hold_for_it() -> None:
    over = Authorisation(who="the owner", when=date(2020, 1, 1), until=date(2020, 1, 2))
    ended = guard_of(brisk_order(egress_test=HERE).model_copy(update={"authorisation": over}))
    stopped = guard()
    stopped.stop("somebody pulled the cord")
    for of in (ended, stopped):
        with pytest.raises(Refused, match=r"ended on|stopped"):
            of.permit(attempt())


def test_what_can_not_be_written_down_is_not_tried() -> None:
    of = Guard(brisk_order(egress_test=HERE), LedgerFile("/dev/full", lambda _: None))
    of.way_out.address()
    with pytest.raises(Refused, match="No space"):
        of.permit(attempt())


def test_a_fault_in_the_exception_itself_refuses() -> None:
    of = guard()
    of.way_out = type("Broken", (), {"take": lambda *_: 1 / 0})()
    with pytest.raises(Refused, match="guard failed"):
        of.permit(attempt())
