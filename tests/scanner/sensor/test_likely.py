"""What the maker of a MAC address makes likely is asked first, and then often nothing else."""

from typing import Any

import pytest

from scanner.evidence import Announcement
from scanner.evidence.building import ProfinetStation
from scanner.model import Answer, Fact
from scanner.packs import load_probes
from scanner.plugin import Probe, Udp
from scanner.sensor import profile
from scanner.sensor.hearing import Sayings
from scanner.sensor.survey import Survey
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import brisk_order, guard_of
from tests.scanner.sensor.test_survey import ECHO, HERE, Told, ask, greets, identifies, made

MAC = "28:63:36:4b:10:85"
DRIVE = ProfinetStation(name="drive-1", model="SINAMICS", vendor_id=0x2A, device_id=0x501, roles=("device",))

PROBES = {probe.id: probe for probe in load_probes("scanner.sensor.probes")}


def test_every_hint_names_a_probe() -> None:
    assert [one for ids in profile._hints().values() for one in ids if one not in PROBES] == []


@pytest.mark.parametrize(
    ("maker", "first"),
    [("Siemens AG", "s7-identity"), ("OMRON Corporation", "fins-identity"), ("Dell Inc.", None), ("", None)],
)
def test_the_best_guess_stands_first(maker: str, first: str | None) -> None:
    found = profile.likely(list(PROBES.values()), maker)
    assert (found[0].id if found else None) == first


def test_after_the_right_first_question_nothing_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "_hints", lambda: {"acme": ["right"]})
    with servers.serving(ECHO) as plc, servers.serving(servers.saying(b"hello")) as other:
        right = made("right", identifies, plc.port, controller=True, order=90)
        told = ask([made("udp", identifies, Udp(9), controller=True), made("other", greets, other.port), right],
                   maker="ACME Controls")  # fmt: skip
    assert told.answers("right") == [Answer.HEARD]
    assert (told.answers("udp"), told.answers("other")) == ([Answer.NOT_ASKED], [Answer.NOT_ASKED])
    assert (plc.accepted, other.accepted) == (1, 0)


def test_after_a_wrong_guess_everything_else_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "_hints", lambda: {"acme": ["wrong"]})
    with servers.serving(ECHO) as plc:
        wrong = made("wrong", identifies, 9, controller=True)
        told = ask([wrong, made("right", identifies, plc.port, controller=True)], maker="ACME Controls")
    assert told.answers("wrong") == [Answer.CLOSED]
    assert told.answers("right") == [Answer.HEARD]


def visited(asked: list[Probe[Any]], fact: Fact, mac: str = MAC, **order: Any) -> Told:
    """A survey of one machine, of which `fact` was heard from the card `mac`."""
    told, sayings = Told(), Sayings()
    sayings.keep(HERE, mac, fact)
    guard = guard_of(brisk_order(**order))
    Survey(guard, asked, told.said.append, lambda _: "", lambda *_: None, (), sayings).run([(HERE, MAC)])
    return told


def test_a_field_device_that_was_heard_is_not_knocked_at_and_nothing_is_taken_for_good() -> None:
    with servers.serving(servers.saying(b"login:")) as telnet:
        probes = [made("udp", identifies, Udp(9), controller=True), made("telnet", greets, telnet.port)]
        told = visited(probes, DRIVE)
    assert telnet.accepted == 0
    assert (told.answers("udp"), told.answers("telnet")) == ([Answer.NOT_ASKED], [Answer.NOT_ASKED])


def test_the_word_of_another_card_about_a_machine_is_not_believed() -> None:
    with servers.serving(servers.saying(b"login:")) as telnet:
        told = visited([made("telnet", greets, telnet.port)], DRIVE, mac="02:00:00:00:00:01")
    assert told.answers("telnet") == [Answer.HEARD]


@pytest.mark.parametrize("wish", [{"whole_port_list": True}, {"probes": ("telnet",)}])
def test_a_field_device_is_asked_where_the_order_wants_all_ports_or_names_the_question(
    wish: dict[str, Any],
) -> None:
    with servers.serving(servers.saying(b"login:")) as telnet:
        told = visited([made("telnet", greets, telnet.port)], DRIVE, **wish)
    assert told.answers("telnet") == [Answer.HEARD]


@pytest.mark.parametrize(
    ("fact", "is_one"),
    [
        (DRIVE, True),
        (ProfinetStation(name="io", roles=("device", "multidevice")), True),
        (ProfinetStation(name="plc", roles=("controller",)), False),
        (ProfinetStation(name="plc-and-io", roles=("device", "controller")), False),
        (ProfinetStation(name="laptop", roles=("supervisor",)), False),
        (ProfinetStation(name="unsaid"), False),
        (Announcement(protocol="profinet", details={"role": "io-device"}), True),
        (Announcement(protocol="profinet", details={"role": "io-device, io-controller"}), False),
        (Announcement(protocol="profinet"), False),
        (Announcement(protocol="mdns", details={"role": "io-device"}), False),
    ],
)
def test_a_station_is_a_field_device_when_it_says_so_and_nothing_else(fact: Fact, is_one: bool) -> None:
    assert profile.is_field_device(fact) is is_one


@pytest.mark.parametrize(
    ("fact", "first"),
    [
        (Announcement(protocol="bacnet", details={"instance": "7"}), ["bacnet-device"]),
        (Announcement(protocol="ethernet-ip", details={"serial": "60a1b2c3"}), ["enip-identity-udp"]),
        (Announcement(protocol="ethernet-ip", details={"asks": "ListIdentity"}), []),
        (Announcement(protocol="mdns"), []),
        (DRIVE, []),
    ],
)
def test_who_speaks_a_protocol_unasked_is_asked_in_it_first(fact: Fact, first: list[str]) -> None:
    assert [probe.id for probe in profile.announced(list(PROBES.values()), [fact])] == first


def test_only_so_much_is_remembered_of_one_card_and_nothing_twice() -> None:
    sayings = Sayings()
    for number in [*range(40), 0]:
        sayings.keep(HERE, MAC.upper(), Announcement(protocol="mdns", names=(str(number),)))
    assert [getattr(fact, "names", ()) for fact in sayings.of(HERE, MAC)] == [
        (str(number),) for number in range(16)
    ]
    assert sayings.of("127.0.0.2", MAC) == sayings.of(HERE, "") == ()
