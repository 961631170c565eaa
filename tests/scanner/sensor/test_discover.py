"""Who is there: nobody out of scope gets onto the roll, and nothing is asked twice."""

from typing import Any

import pytest

from scanner.evidence import Announcement
from scanner.model import Heard, Known, Message, Note, Seen
from scanner.plugin import Refused
from scanner.sensor import discover as discover_module
from scanner.sensor.discover import Listener, Roll, discover, listening_interface
from scanner.sensor.guard.guard import Guard
from scanner.sensor.hearing import Overheard
from scanner.sensor.wire.echo import EchoDoor
from tests.scanner.sensor.orders import Written, brisk_order, guard_of

MAC = "00:1b:1b:11:22:33"


@pytest.fixture(autouse=True)
def neighbours(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the kernel knows; the quick end of waiting."""
    known: dict[str, str] = {}
    monkeypatch.setattr(discover_module, "neighbours", lambda: iter(list(known.items())))
    monkeypatch.setattr(discover_module, "LATE_SECONDS", 0.2)
    return known


def roll_of(written: Written | None = None, **more: Any) -> tuple[Roll, list[Message]]:
    said: list[Message] = []
    return Roll(guard_of(brisk_order(**more), written), said.append), said


def no_pause(_: float) -> None:
    """Nobody waits here."""


def test_an_asset_is_written_down_once() -> None:
    roll, said = roll_of()
    assert roll.add("127.0.0.1", MAC, "arp")
    assert not roll.add("127.0.0.1", MAC, "arp")
    assert [type(message) for message in said] == [Seen]
    assert roll.assets() == ["127.0.0.1"]


def test_what_is_new_about_an_asset_is_said() -> None:
    roll, said = roll_of()
    roll.add("127.0.0.1", "", "icmp")
    roll.add("127.0.0.1", MAC, "heard", ("press7",))
    assert [message.names for message in said if isinstance(message, Seen)] == [(), ("press7",)]
    assert roll.macs == {"127.0.0.1": MAC}


def test_the_maker_of_a_mac_address_is_told() -> None:
    roll, said = roll_of()
    roll.add("127.0.0.1", MAC, "arp")
    assert isinstance(said[0], Seen)
    assert "siemens" in said[0].maker.lower()


@pytest.mark.parametrize("address", ["8.8.8.8", "10.0.0.1", "127.0.0.255", "b'x'", "", "fe80::1"])
def test_nobody_out_of_scope_gets_onto_the_roll(address: str) -> None:
    roll, said = roll_of()
    assert not roll.add(address, MAC, "heard")
    assert (roll.assets(), said) == ([], [])


def test_an_excluded_mac_address_strikes_its_address_out_whenever_it_is_seen() -> None:
    roll, _ = roll_of(exclusions=(MAC,))
    assert roll.add("127.0.0.1", "", "icmp")
    assert not roll.add("127.0.0.1", MAC, "neighbour")
    assert roll.assets() == []
    assert not roll.add("127.0.0.1", "", "icmp")
    assert roll.assets() == []


def test_a_neighbour_that_is_excluded_is_not_asked_whether_it_is_there(neighbours: dict[str, str]) -> None:
    neighbours["127.0.0.1"] = MAC
    written = Written()
    roll, _ = roll_of(written, networks=("127.0.0.1", "127.0.0.2"), exclusions=(MAC,))
    discover(roll, pause=no_pause)
    assert "127.0.0.1" not in {entry.asset for entry in written.entries}


def test_assets_come_in_the_order_of_their_addresses() -> None:
    roll, _ = roll_of(networks=("127.0.0.0/24", "fd00::/120"))
    for address in ("fd00::1", "127.0.0.10", "127.0.0.9"):
        roll.add(address, "", "known")
    assert roll.assets() == ["127.0.0.9", "127.0.0.10", "fd00::1"]


def test_a_resumed_scan_takes_its_assets_from_the_order_and_sends_nothing() -> None:
    written = Written()
    roll, _ = roll_of(written, known=(Known(address="127.0.0.7", mac=MAC),), discovered=True)
    discover(roll, pause=no_pause)
    assert (roll.macs, written.entries) == ({"127.0.0.7": MAC}, [])


def test_whoever_is_known_is_not_asked_again(neighbours: dict[str, str]) -> None:
    neighbours["127.0.0.1"] = MAC
    written = Written()
    roll, _ = roll_of(written, networks=("127.0.0.1",))
    discover(roll, pause=no_pause)
    assert (roll.assets(), written.entries) == (["127.0.0.1"], [])


def test_listening_comes_before_the_first_question() -> None:
    written = Written()
    at_pause: list[tuple[float, int]] = []
    roll, _ = roll_of(written, networks=("127.0.0.1",), listen_seconds=7)
    discover(roll, pause=lambda seconds: at_pause.append((seconds, len(written.entries))))
    assert at_pause == [(7, 0)]


def _needs_echo(roll: Roll) -> None:
    try:
        with EchoDoor(roll.guard):
            pass
    except Refused:
        pytest.skip("this user may not send echo requests")


def test_other_networks_are_asked_by_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Written()
    roll, _ = roll_of(written, networks=("127.0.0.0/29",))
    _needs_echo(roll)
    discover(roll, pause=no_pause)
    assert roll.assets() == [f"127.0.0.{last}" for last in range(1, 7)]
    assert {entry.kind for entry in written.entries} == {"echo"}
    assert len(written.entries) == 6
    assert all(roll.guard.canary.trouble(address, None) for address in roll.assets())


def test_without_the_right_to_echo_a_knock_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forbidden:
        def __init__(self, _: Guard) -> None:
            pass

        def __enter__(self) -> None:
            raise Refused("no right")

        def __exit__(self, *_: object) -> None:
            raise AssertionError("it was never open")

    monkeypatch.setattr(discover_module, "EchoDoor", Forbidden)
    written = Written()
    roll, said = roll_of(written, networks=("127.0.0.1",))
    discover(roll, pause=no_pause)
    assert roll.assets() == ["127.0.0.1"]
    assert written.entries[0].kind == "connect"
    assert any(isinstance(message, Note) and "no right" in message.text for message in said)


def test_a_stop_ends_the_search() -> None:
    roll, _ = roll_of(networks=("127.0.0.0/29",))
    _needs_echo(roll)
    roll.guard.stop("enough")
    with pytest.raises(Refused, match="enough"):
        discover(roll, pause=no_pause)


# --- listening ----------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> tuple[Listener, list[Message]]:
    roll, said = roll_of()
    return Listener(roll, "lo", "local"), said


def heard(address: str, protocol: str = "mdns", *names: str) -> Overheard:
    return Overheard(address, MAC, Announcement.model_validate({"protocol": protocol, "names": names}))


def test_an_announcement_becomes_an_asset_and_evidence_once(listener: tuple[Listener, list[Message]]) -> None:
    ears, said = listener
    for _ in range(3):
        ears._keep(heard("127.0.0.5", "mdns", "press7"))
    assert [message.say for message in said] == ["seen", "evidence"]
    assert isinstance(said[1], Heard)
    assert said[1].evidence.asset == "127.0.0.5"


def test_an_announcement_without_an_address_is_known_by_its_mac(
    listener: tuple[Listener, list[Message]],
) -> None:
    ears, said = listener
    ears._keep(heard("", "lldp", "switch"))
    assert [message.evidence.asset for message in said if isinstance(message, Heard)] == [MAC]


def test_hearing_arp_is_no_evidence_of_its_own(listener: tuple[Listener, list[Message]]) -> None:
    ears, said = listener
    ears._keep(heard("127.0.0.5", "arp"))
    assert [message.say for message in said] == ["seen"]


def test_without_the_right_to_the_link_layer_nothing_is_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover_module, "may_use_raw", lambda: False)
    assert listening_interface(guard_of(brisk_order(interface="lo"))) == ""


def test_an_interface_that_is_not_there_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover_module, "may_use_raw", lambda: True)
    assert listening_interface(guard_of(brisk_order(interface="no-such-0"))) == ""
    assert listening_interface(guard_of(brisk_order(interface="lo"))) == "lo"
