"""Only authorised, private addresses may be asked, and never those that are excluded."""

import socket
from datetime import date
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import ScanOrder
from scanner.plugin import Refused
from scanner.sensor.guard.scope import LARGEST, Scope, is_ours, resolve
from tests.scanner.sensor.orders import order
from tests.timing import assert_quick


def scope(*networks: str, **more: Any) -> Scope:
    return Scope.of(order(networks or ("10.1.0.0/24",), **more))


@pytest.mark.parametrize(
    "network",
    ["8.8.8.8", "8.8.8.0/24", "0.0.0.0/0", "100.64.0.0/24", "224.0.0.0/24", "240.0.0.0/24", "255.255.255.255",
     "0.0.0.0", "2001:4860:4860::8888", "ff02::/120", "::/120", "::ffff:8.8.8.8", "::ffff:10.1.0.0/120",
     "2002:808:808::1", "2001:0:808:808::1", "192.167.255.0/23"],
)  # fmt: skip
def test_a_network_that_is_not_private_is_refused(network: str) -> None:
    with pytest.raises(Refused, match=r"public|more than"):
        scope(network)


@pytest.mark.parametrize(
    "network",
    [
        "10.1.0.0/24",
        "172.16.3.0/24",
        "192.168.0.0/16",
        "169.254.1.0/24",
        "fd12::/120",
        "fe80::/120",
        "127.0.0.1",
    ],
)
def test_a_private_network_is_taken(network: str) -> None:
    assert scope(network).hosts()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("8.8.8.8", "public"), ("::ffff:8.8.8.8", "public"), ("::ffff:10.1.0.7", "public"), ("ff02::1", "public"),
        ("224.0.0.1", "public"), ("255.255.255.255", "public"), ("10.2.0.7", "authorised"), ("fd12::1", "authorised"),
        ("10.1.0.0", "broadcast"), ("10.1.0.255", "broadcast"), ("plc1", "not an address"), ("", "not an address"),
    ],
)  # fmt: skip
def test_an_address_outside_the_scope_is_refused(address: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        scope().check(address)


def test_an_address_of_the_scope_is_allowed() -> None:
    assert scope().check("10.1.0.7") == ip_address("10.1.0.7")


def test_the_loopback_addresses_are_ours() -> None:
    assert is_ours(ip_address("127.0.0.1"))
    assert is_ours(ip_address("::1"))


@pytest.mark.parametrize("key", ["exclusions", "never_touch"])
@pytest.mark.parametrize("apart", ["10.1.0.7", "10.1.0.0/28", "10.0.0.0/8"])
def test_what_is_excluded_is_refused_and_not_listed(key: str, apart: str) -> None:
    excluding = scope(**{key: (apart,)})
    with pytest.raises(Refused, match="excluded"):
        excluding.check("10.1.0.7")
    assert "10.1.0.7" not in excluding.hosts()


def test_an_excluded_mac_address_is_refused_in_any_case_of_letters() -> None:
    excluding = scope(exclusions=("00:1B:1B:aa:bb:cc",))
    with pytest.raises(Refused, match="excluded"):
        excluding.check("10.1.0.7", "00:1b:1B:AA:bb:cc")
    excluding.check("10.1.0.7", "00:1b:1b:aa:bb:cd")


@pytest.mark.parametrize("apart", ["00-1b-1b-aa-bb-cc", "plc1", "10.1.0.300"])
def test_an_exclusion_that_is_not_understood_is_refused_and_not_skipped(apart: str) -> None:
    with pytest.raises(Refused, match="is not a network"):
        scope(exclusions=(apart,))


def test_the_broadcast_address_of_a_smaller_network_stays_one_inside_a_larger() -> None:
    both = scope("10.1.0.0/24", "10.1.0.0/23")
    with pytest.raises(Refused, match="broadcast"):
        both.check("10.1.0.255")
    assert "10.1.0.255" not in both.hosts()


def test_single_addresses_and_pairs_are_machines() -> None:
    assert scope("10.1.0.255").hosts() == ["10.1.0.255"]
    assert scope("10.1.0.4/31").hosts() == ["10.1.0.4", "10.1.0.5"]


def answers(*addresses: str) -> Any:
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in addresses]


def test_a_name_that_resolves_to_a_public_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answers("10.1.0.7", "93.184.216.34"))
    with pytest.raises(Refused, match="plc1"):
        scope("plc1")


def test_a_name_is_pinned_to_what_it_resolved_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answers("10.1.0.7"))
    pinned = scope("plc1")
    monkeypatch.setattr(socket, "getaddrinfo", answers("10.1.0.8"))
    assert pinned.hosts() == ["10.1.0.7"]
    with pytest.raises(Refused):
        pinned.check("10.1.0.8")


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Refused, match="plc1"):
        resolve("plc1")


@pytest.mark.parametrize("networks", [("10.0.0.0/15",), ("10.0.0.0/16", "10.1.0.0/30"), ("fd00::/64",)])
def test_a_scope_that_is_too_large_is_refused(networks: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match=str(LARGEST)):
        scope(*networks)


def test_an_authorisation_covers_its_days_only() -> None:
    given_for = Scope((), (), frozenset(), until=date(2026, 3, 31), since=date(2026, 3, 1))
    given_for.check_day(date(2026, 3, 1))
    given_for.check_day(date(2026, 3, 31))
    with pytest.raises(Refused, match="ended on 2026-03-31"):
        given_for.check_day(date(2026, 4, 1))
    with pytest.raises(Refused, match="begins on 2026-03-01"):
        given_for.check_day(date(2026, 2, 28))


def test_hosts_come_in_order_and_once() -> None:
    listed = scope("fd12::/126", "10.1.0.8/29", "10.1.0.0/28", "10.1.0.9").hosts()
    assert listed == sorted(set(listed), key=lambda a: (ip_address(a).version, int(ip_address(a))))
    assert listed[0] == "10.1.0.1"
    assert listed[-1] == "fd12::3"
    assert "10.1.0.8" not in listed  # the network address of the smaller one


NETWORKS = st.builds(
    lambda last, size: f"10.1.{last >> 8}.{last & 0xFF}/{size}", st.integers(0, 1023), st.integers(22, 32)
)


@given(st.lists(NETWORKS, min_size=1, max_size=4), st.lists(NETWORKS, max_size=4))
def test_hosts_are_exactly_the_addresses_that_may_be_asked(networks: list[str], apart: list[str]) -> None:
    some = Scope.of(_order(tuple(networks), tuple(apart)))
    allowed = []
    for number in range(1024):
        address = f"10.1.{number >> 8}.{number & 0xFF}"
        try:
            some.check(address)
        except Refused:
            continue
        allowed.append(address)
    assert some.hosts() == allowed


def _order(networks: tuple[str, ...], apart: tuple[str, ...]) -> ScanOrder:
    return order(networks, exclusions=apart)


def test_a_large_network_with_many_exclusions_is_listed_quickly() -> None:
    apart = tuple(f"10.1.{n // 2}.{n % 2 * 128}/28" for n in range(500))
    many = scope("10.1.0.0/16", exclusions=(*apart, "10.0.0.0/9", "10.1.0.0/16")[:-2])
    assert_quick(many.hosts, 1)
    assert len(many.hosts()) == 65_534 - 500 * 16 + 1  # 10.1.0.0 is in an exclusion and no machine besides
