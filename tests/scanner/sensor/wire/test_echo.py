"""An echo request on the loopback interface, and which replies count."""

import time
from collections.abc import Iterator

import pytest

from scanner.plugin import Refused
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.echo import EchoDoor
from tests.scanner.sensor.orders import Written, brisk_order, guard_of
from tests.timing import BUSY_SECONDS, ends_within


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def guard(written: Written) -> Guard:
    return guard_of(brisk_order(("127.0.0.0/24", "10.255.255.0/24")), written)


@pytest.fixture
def door(guard: Guard) -> Iterator[EchoDoor]:
    try:
        opened = EchoDoor(guard).__enter__()
    except Refused:
        pytest.skip("this user may not send echo requests")
    yield opened
    opened.__exit__()


def test_a_round_trip_is_measured(door: EchoDoor) -> None:
    took = door.round_trip("127.0.0.1", "canary")
    assert took is not None
    assert 0 <= took < BUSY_SECONDS


def test_each_request_is_one_entry_of_the_ledger(door: EchoDoor, written: Written) -> None:
    door.ask("127.0.0.1", "discovery")
    door.ask("127.0.0.2", "discovery")
    assert [(entry.asset, entry.kind) for entry in written.entries] == [
        ("127.0.0.1", "echo"),
        ("127.0.0.2", "echo"),
    ]


def test_replies_of_many_are_told_apart(door: EchoDoor) -> None:
    for last in (1, 2, 3):
        door.ask(f"127.0.0.{last}", "discovery")
    assert {address for address, _ in door.replies(0.2)} == {"127.0.0.1", "127.0.0.2", "127.0.0.3"}


def test_replies_that_are_here_already_need_no_waiting(door: EchoDoor) -> None:
    door.ask("127.0.0.1", "discovery")
    time.sleep(0.05)
    assert [address for address, _ in door.replies(0)] == ["127.0.0.1"]


def test_a_reply_to_an_older_request_does_not_count(door: EchoDoor) -> None:
    door.ask("127.0.0.1", "discovery")
    door.ask("127.0.0.1", "discovery")
    assert len(list(door.replies(0.1))) == 1


def test_silence_ends_in_time(door: EchoDoor) -> None:
    with ends_within(0.1):
        assert list(door.replies(0.1)) == []


@pytest.mark.parametrize("address", ["8.8.8.8", "127.0.0.255", "10.0.0.1"])
def test_an_address_out_of_scope_is_not_asked(door: EchoDoor, written: Written, address: str) -> None:
    with pytest.raises(Refused):
        door.ask(address, "discovery")
    assert written.entries == []


@pytest.mark.parametrize("data", [b"", b"\x45", b"\0" * 7, b"\x4f" + b"\0" * 30, b"\xff" * 64])
@pytest.mark.parametrize("raw", [True, False])
def test_a_reply_that_is_none_is_not_matched(door: EchoDoor, data: bytes, raw: bool) -> None:
    door._raw = raw
    door._sent["127.0.0.1"] = (0xABCD, 0.0)
    assert door._match(data, "127.0.0.1") is None
