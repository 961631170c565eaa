"""Who counts as a machine of the plant, and which doors are knocked at."""

from typing import Any

import pytest

from scanner.evidence import HttpPage, OpenPort, RdpSecurity, SmbServer, SshServer, TelnetGreeting
from scanner.model import Zone
from scanner.packs import load_probes
from scanner.plugin import Impact, Line, Probe, Tcp, Udp, probe
from scanner.sensor import profile
from scanner.sensor.guard.scope import NEVER_TCP
from tests.scanner.sensor.orders import order


def a_probe(id: str = "p", *ports: Tcp | Udp, **more: Any) -> Probe[Any]:
    @probe(id=id, title=id, protocol="modbus", ports=ports or [Tcp(502)], gives=OpenPort, **more)
    def ask(line: Line) -> OpenPort:
        return OpenPort(port=1)

    return ask


@pytest.mark.parametrize(
    "maker", ["Siemens AG", "Rockwell Automation", "WAGO GmbH", "ABB Oy", "SICK AG", "Moxa Inc."]
)
def test_a_maker_of_plant_equipment_is_known_as_one(maker: str) -> None:
    assert profile.makes_machines(maker)


@pytest.mark.parametrize(
    "maker", ["", "Dell Inc.", "Hewlett Packard", "Cisco Systems", "Intel Corporate", "Abbott"]
)
def test_a_maker_of_office_equipment_is_not(maker: str) -> None:
    assert not profile.makes_machines(maker)


@pytest.mark.parametrize(
    ("zone", "maker", "machine"),
    [(Zone.OT, "Dell", True), (Zone.MIXED, "Dell", True), (Zone.IT, "Dell", False), (Zone.DMZ, "", False),
     (Zone.IT, "Siemens AG", True), (Zone.DMZ, "WAGO", True)],
)  # fmt: skip
def test_an_asset_starts_as_a_machine_in_the_plant_or_by_its_maker(
    zone: Zone, maker: str, machine: bool
) -> None:
    assert profile.starts_as_machine(zone, maker) is machine


@pytest.mark.parametrize(
    ("zone", "maker", "fact", "controller", "office"),
    [
        (Zone.MIXED, "Dell", SmbServer(), False, True), (Zone.MIXED, "", RdpSecurity(), False, True),
        (Zone.MIXED, "Siemens AG", SmbServer(), False, False), (Zone.MIXED, "Dell", SmbServer(), True, False),
        (Zone.OT, "Dell", SmbServer(), False, False), (Zone.MIXED, "Dell", OpenPort(port=445), False, False),
    ],
)  # fmt: skip
def test_only_a_mixed_zone_releases_whoever_shows_an_office_service(
    zone: Zone, maker: str, fact: Any, controller: bool, office: bool
) -> None:
    assert profile.shows_office(zone, maker, [fact], controller) is office


DEBIAN = SshServer(banner="SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3", comment="Debian-2+deb12u3")


@pytest.mark.parametrize(
    ("maker", "fact", "office"),
    [
        ("Dell Inc.", DEBIAN, True), ("VMware, Inc.", HttpPage(status=200, server="Apache/2.4.52 (Ubuntu)"), True),
        ("", DEBIAN, False), ("Siemens AG", DEBIAN, False), ("Intel Corporate", DEBIAN, False),
        ("Raspberry Pi Trading Ltd", DEBIAN, False),
        ("Dell Inc.", SshServer(banner="SSH-2.0-OpenSSH_8.4p1", comment="Raspbian-5+deb11u3"), False),
        ("Dell Inc.", SshServer(banner="SSH-2.0-dropbear"), False),
        ("Dell Inc.", HttpPage(status=200, server="nginx", title="Debian"), False),
        ("Dell Inc.", TelnetGreeting(banner="Debian GNU/Linux 12"), False), ("Dell Inc.", OpenPort(port=22), False),
    ],
)  # fmt: skip
def test_maker_and_system_together_make_an_office_machine(maker: str, fact: Any, office: bool) -> None:
    assert profile.seems_office(maker, [fact]) is office


def test_no_maker_stands_for_both_the_plant_and_the_office() -> None:
    assert not [w for w in profile._maker_words("office_words") if profile.makes_machines(w)]
    assert not [w for w in profile._maker_words("words") if profile.makes_offices(w)]


def test_the_doors_of_the_plant_are_those_of_controllers_and_of_what_stands_around_them() -> None:
    probes = [a_probe("plc", Tcp(502), order=90, controller=True), a_probe("ua", Tcp(4840), order=15),
              a_probe("ssh", Tcp(22), order=40), a_probe("udp", Udp(9600), order=5)]  # fmt: skip
    assert profile.plant_ports(probes) == {502, 4840}


def test_our_own_questions_stand_on_the_right_side() -> None:
    plant = profile.plant_ports(load_probes("scanner.sensor.probes"))
    assert {502, 102, 44818, 4840, 1883} <= plant
    assert not {22, 80, 443, 445, 3389} & plant


def test_an_office_question_does_not_make_a_machine_hear_a_knock() -> None:
    probes = [a_probe("plc", Tcp(502)), a_probe("store", Tcp(6379), Tcp(5002), office_only=True)]
    assert profile.tcp_ports(probes, order(), is_ot=True) == [502]
    assert {502, 6379} <= set(profile.tcp_ports(probes, order(), is_ot=False))
    assert profile.office_ports(probes) == [6379]


def test_ports_never_to_touch_are_not_even_listed() -> None:
    probes = [a_probe("p", Tcp(5002), Tcp(502), Tcp(9100))]
    for is_ot in (True, False):
        listed = profile.tcp_ports(probes, order(extra_tcp_ports=(9101, 1234)), is_ot=is_ot)
        assert not NEVER_TCP & set(listed)
        assert {502, 1234} <= set(listed)


def test_a_machine_is_knocked_at_only_where_a_probe_knows_what_to_say() -> None:
    assert profile.tcp_ports([a_probe("p", Tcp(502), Udp(161))], order(), is_ot=True) == [502]
    assert set(profile.IT_PRESENCE) <= set(profile.tcp_ports([a_probe()], order(), is_ot=False))


def test_each_port_is_listed_once_in_the_order_of_the_probes() -> None:
    probes = [a_probe("a", Tcp(502), Tcp(80)), a_probe("b", Tcp(80), Tcp(443))]
    assert profile.tcp_ports(probes, order(), is_ot=True) == [502, 80, 443]
    assert [p.id for p in profile.at_port(probes, 80)] == ["a", "b"]


def test_udp_questions_name_probe_and_port() -> None:
    one = a_probe("a", Udp(161), Tcp(80), Udp(162))
    assert profile.udp_questions([one]) == [(one, 161), (one, 162)]


def test_probes_are_asked_in_their_order() -> None:
    probes = [a_probe("late", order=90), a_probe("b", order=10), a_probe("a", order=10)]
    assert [p.id for p in profile.wanted(probes, order())] == ["a", "b", "late"]


def test_an_order_may_name_its_probes() -> None:
    assert [p.id for p in profile.wanted([a_probe("a"), a_probe("b")], order(probes=("b",)))] == ["b"]


def test_a_probe_that_needs_consent_is_not_asked_without() -> None:
    probes = [a_probe("careful", opt_in=True)]
    assert profile.wanted(probes, order()) == []
    assert profile.wanted(probes, order(opt_in=("careful",))) == probes


def test_a_guess_is_only_made_in_an_office_zone_and_where_it_is_named() -> None:
    probes = [a_probe("guess", impact=Impact.GUESS)]
    assert profile.wanted(probes, order(zone=Zone.IT)) == []
    assert profile.wanted(probes, order(zone=Zone.OT, allow_guess=("guess",))) == []
    assert profile.wanted(probes, order(zone=Zone.IT, allow_guess=("guess",))) == probes
