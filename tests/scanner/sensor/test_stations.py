"""PROFINET stations: one frame, only with consent, and only the one that the table allows."""

import pytest

from scanner.model import Heard, Message, Seen
from scanner.plugin import Refused
from scanner.sensor.discover import Roll
from scanner.sensor.guard.guard import Ask
from scanner.sensor.probes import dcp
from scanner.sensor.stations import _keep
from scanner.sensor.wire.group import Said
from tests.scanner.sensor.orders import brisk_order, guard_of

# An answer written by hand after IEC 61158-6-10, 4.3: name of station "io-1", no address yet.
NUMBER = 0x01020304
ANSWER = bytes.fromhex("feff 0501 01020304 0000 000a 0202 0006 0000 696f2d31 0000")
MAC = "28:63:36:00:00:01"


def _ask(content: bytes, group: str = dcp.DESTINATION) -> Ask:
    return Ask(address=group, kind="frame", what="", why="test", frames=1, payload=content)


def test_the_guard_lets_identify_all_out_to_the_stations_group() -> None:
    permit = guard_of(brisk_order()).permit(_ask(dcp.identify_all(7)))
    permit.spend(dcp.DESTINATION, 0)
    assert permit.spent


@pytest.mark.parametrize(
    "content", [b"", bytes.fromhex("fefd 0400 00000001 0000 0006 0506 0002 0000"), b"\xff" * 16]
)
def test_no_other_frame_goes_to_the_group(content: bytes) -> None:
    with pytest.raises(Refused, match="not among the read-only requests"):
        guard_of(brisk_order()).permit(_ask(content))


def test_no_other_group_is_asked() -> None:
    with pytest.raises(Refused):
        guard_of(brisk_order()).permit(_ask(dcp.identify_all(7), "01:00:5e:00:00:01"))


def test_a_station_without_an_address_is_an_asset_by_its_mac() -> None:
    said: list[Message] = []
    _keep(Roll(guard_of(brisk_order()), said.append), Said(MAC, ANSWER), NUMBER)
    seen = [one for one in said if isinstance(one, Seen)]
    heard = [one.evidence for one in said if isinstance(one, Heard)]
    assert [(one.address, one.names) for one in seen] == [(MAC, ("io-1",))]
    assert [one.asset for one in heard] == [MAC]


def test_what_a_station_said_is_remembered_with_the_card_that_said_it() -> None:
    roll = Roll(guard_of(brisk_order()), lambda _: None)
    address = bytes.fromhex("0102 000e 0001") + bytes((127, 0, 0, 9, 255, 255, 255, 0, 0, 0, 0, 0))
    told = ANSWER[:10] + (len(address) + 10).to_bytes(2, "big") + address + ANSWER[12:]
    _keep(roll, Said(MAC, told), NUMBER)
    assert [getattr(fact, "name", "") for fact in roll.sayings.of("127.0.0.9", MAC)] == ["io-1"]
    assert roll.sayings.of("127.0.0.9", "28:63:36:00:00:02") == ()


@pytest.mark.parametrize(
    "content", [ANSWER[:10], b"", bytes(60), ANSWER.replace(b"\x01\x02\x03\x04", b"\0\0\0\0")]
)
def test_what_is_no_answer_to_us_is_passed_over(content: bytes) -> None:
    said: list[Message] = []
    _keep(Roll(guard_of(brisk_order()), said.append), Said(MAC, content), NUMBER)
    assert said == []
