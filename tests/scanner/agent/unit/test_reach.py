"""Whom the service may reach: the scope, what it sends to, and nothing else; no name is looked up."""

from pathlib import Path
from typing import Any

import pytest

from scanner.agent.unit.reach import Reach, addresses, reach_of, same
from scanner.config import Segment
from tests.scanner.agent.unit.wanted import LOGIN, config, segment

MAIL = {"name": "owner", "host": "mail.example.com", "sender": "v@example.com", "to": ["m@example.com"]}
KEY = {"environment": "KEY"}


@pytest.fixture
def system(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/resolv.conf").write_text(
        "search lan\nnameserver 10.9.9.9\nnameserver fe80::1%eth0\nnameserver\n"
    )
    return tmp_path


def test_by_default_it_is_the_scope_alone(system: Path) -> None:
    assert reach_of(config(), system=system) == Reach(("10.0.0.0/24",))


def test_the_networks_of_all_segments_are_named_once_and_in_order() -> None:
    two = segment(name="two", networks=["10.0.1.0/24", "10.0.0.0/24"])
    found = addresses([Segment.model_validate(one) for one in (two, segment())])
    assert found == ("10.0.0.0/24", "10.0.1.0/24")


@pytest.mark.parametrize(
    ("delivery", "host"),
    [
        ({"syslog": [{"name": "siem", "host": "192.168.20.9"}]}, "192.168.20.9"),
        ({"email": [MAIL | {"host": "192.168.20.5"}]}, "192.168.20.5"),
        ({"webhook": [{"name": "t", "url": "https://192.168.20.7/x", "key": KEY}]}, "192.168.20.7"),
    ],
)
def test_a_delivery_to_an_address_is_reached(system: Path, delivery: dict[str, Any], host: str) -> None:
    assert host in reach_of(config(delivery=delivery), system=system).networks


def test_a_delivery_to_a_name_is_told_and_its_name_servers_are_reached(system: Path) -> None:
    found = reach_of(config(delivery={"email": [MAIL]}), system=system)
    assert found.names == (("mail.example.com", "the delivery owner"),)
    assert {"10.9.9.9", "fe80::1"} <= set(found.networks)


def test_the_address_outside_that_is_tried_is_reached_and_no_other(system: Path) -> None:
    tried = segment(zone="ot", egress_test="203.0.113.10:443")
    assert reach_of(config(tried), system=system) == Reach(("10.0.0.0/24", "203.0.113.10"))


def test_a_name_outside_is_told_and_its_name_servers_are_reached(system: Path) -> None:
    found = reach_of(config(segment(zone="ot", egress_test="www.example.com:443")), system=system)
    assert found.names == (("www.example.com", "the test of the way out of hall"),)
    assert found.networks == ("10.0.0.0/24", "10.9.9.9", "fe80::1")


def test_what_the_owner_adds_is_reached(system: Path) -> None:
    found = reach_of(config(agent={"also_reach": ["192.168.20.0/28"]}), system=system)
    assert found.networks == ("10.0.0.0/24", "192.168.20.0/28")


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"reverse_dns": True}, True), ({"logins": [LOGIN | {"file": "/x"}]}, False), ({}, False),
        ({"logins": [LOGIN | {"file": "/x", "assets": ["files.example.lan"]}]}, True),
    ],
)  # fmt: skip
def test_name_servers_are_reached_only_where_names_are_asked_for(
    system: Path, more: dict[str, Any], asked: bool
) -> None:
    assert ("10.9.9.9" in reach_of(config(segment(**more)), system=system).networks) is asked


def test_the_loopback_is_not_listed_since_it_is_always_allowed(system: Path) -> None:
    (system / "etc/resolv.conf").write_text("nameserver 127.0.0.53\n")
    assert reach_of(config(segment(reverse_dns=True)), system=system).networks == ("10.0.0.0/24",)


def test_without_a_list_of_name_servers_nothing_is_added(tmp_path: Path) -> None:
    assert reach_of(config(segment(reverse_dns=True)), system=tmp_path).networks == ("10.0.0.0/24",)


def test_the_same_addresses_written_otherwise_are_the_same() -> None:
    assert same(["10.0.0.0/24", "10.1.1.1"], ["10.1.1.1/32", "10.0.0.0/255.255.255.0"])
    assert not same(["10.0.0.0/24"], ["10.0.0.0/25"])
