"""Reverse DNS: a name, or nothing in time; never an error."""

import socket
import time

import pytest

from scanner.model import Message, Seen
from scanner.sensor import serve
from scanner.sensor.discover import Roll
from scanner.sensor.wire import names
from tests.scanner.sensor.orders import brisk_order, guard_of


def _answer(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(socket, "gethostbyaddr", lambda address: (name, [], [address]))


def test_a_name_is_cleaned_and_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    _answer(monkeypatch, "press\x1b[31m.lab" + "a" * 400)
    assert names.name_of("127.0.0.1").startswith("press[31m.lab")
    assert len(names.name_of("127.0.0.1")) <= 253


def test_no_name_and_a_slow_server_give_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: str) -> None:
        raise socket.herror(1, "unknown host")

    monkeypatch.setattr(socket, "gethostbyaddr", unknown)
    assert names.name_of("127.0.0.1") == ""
    monkeypatch.setattr(names, "SECONDS", 0.05)
    monkeypatch.setattr(socket, "gethostbyaddr", lambda _: time.sleep(0.5))
    assert names.name_of("127.0.0.1") == ""


@pytest.mark.parametrize(("wanted", "told"), [(True, [("press.lab",)]), (False, [])])
def test_names_are_looked_up_only_where_the_order_asks(
    monkeypatch: pytest.MonkeyPatch, wanted: bool, told: list[tuple[str, ...]]
) -> None:
    _answer(monkeypatch, "press.lab")
    said: list[Message] = []
    roll = Roll(guard_of(brisk_order(reverse_dns=wanted)), said.append)
    roll.add("127.0.0.1", "", "arp")
    serve._names(roll)
    assert [one.names for one in said if isinstance(one, Seen) and one.how == "dns"] == told
