"""A machine keeps its id over scans; two machines never share one."""

import os
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from scanner.store import Sighting, Store, tables
from scanner.store.sighting import MOST_ADDRESSES_OF_ONE
from tests.scanner.store.things import audit, order

MAC = "00:1b:1b:00:00:%02x"
LOCAL_MAC = "02:1b:1b:00:00:01"


class Segment:
    """Scans of one segment, one after the other."""

    def __init__(self, store: Store, name: str = "hall") -> None:
        self.store, self.name, self._numbers = store, name, count(1)

    def scan(self, *sightings: Sighting) -> list[str]:
        scan = f"{self.name}-{next(self._numbers)}"
        self.store.begin_scan(order(scan, self.name), os.getpid())
        found = self.store.resolve_assets(scan, sightings)
        return [found[sighting.key] for sighting in sightings]


@pytest.fixture
def hall(store: Store) -> Segment:
    return Segment(store)


def at(address: str, mac: int | str = "", **known: str) -> Sighting:
    written = MAC % mac if isinstance(mac, int) else mac
    return Sighting(address=f"10.0.0.{address}", mac=written, **known)


def test_a_machine_seen_again_is_the_same(hall: Segment) -> None:
    first = hall.scan(at("5", 1), at("6", 2), at("7"))
    assert len(set(first)) == 3
    assert hall.scan(at("5", 1), at("6", 2), at("7")) == first


def test_a_new_address_by_dhcp_does_not_make_a_new_machine(hall: Segment) -> None:
    first = hall.scan(at("5", 1))
    assert hall.scan(at("9", 1)) == first


def test_machines_that_swap_addresses_stay_themselves(hall: Segment) -> None:
    one, two = hall.scan(at("5", 1), at("6", 2))
    assert hall.scan(at("6", 1), at("5", 2)) == [one, two]


def test_another_machine_at_the_same_address_is_a_new_one(hall: Segment) -> None:
    (old,) = hall.scan(at("5", 1))
    (new,) = hall.scan(at("5", 2))
    assert new != old
    assert hall.scan(at("5", 2)) == [new]
    assert hall.scan(at("5", 2), at("8", 1)) == [new, old]


def test_a_stranger_does_not_inherit_the_old_address_of_a_machine_that_moved(hall: Segment) -> None:
    (old,) = hall.scan(at("5", 1))
    moved, stranger = hall.scan(at("9", 1), at("5"))
    assert moved == old
    assert stranger != old


def test_a_stranger_who_comes_later_does_not_inherit_it_either(hall: Segment) -> None:
    (old,) = hall.scan(at("5", 1))
    hall.scan(at("9", 1))
    (stranger,) = hall.scan(at("5"))
    assert stranger != old


def test_a_serial_number_is_stronger_than_an_address(hall: Segment) -> None:
    one, two = hall.scan(at("5", serial="SC-A1", vendor="Siemens"), at("6", serial="SC-B2", vendor="Siemens"))
    swapped = hall.scan(at("6", serial="SC-A1", vendor="Siemens"), at("5", serial="SC-B2", vendor="Siemens"))
    assert swapped == [one, two]


def test_a_new_network_card_does_not_make_a_new_machine(hall: Segment) -> None:
    first = hall.scan(at("5", 1, serial="SC-A1"))
    assert hall.scan(at("5", 2, serial="SC-A1")) == first
    assert hall.scan(at("9", 2)) == first


def test_another_serial_number_is_another_machine_even_behind_the_same_card(hall: Segment) -> None:
    (old,) = hall.scan(at("5", 1, serial="SC-A1"))
    (new,) = hall.scan(at("5", 1, serial="SC-B2"))
    assert new != old
    assert hall.scan(at("5", 1, serial="SC-B2")) == [new]
    assert hall.scan(at("7", 3, serial="SC-A1")) == [old]


def test_the_same_number_of_two_makers_is_two_machines(hall: Segment) -> None:
    one, two = hall.scan(at("5", serial="4711", vendor="A"), at("6", serial="4711", vendor="B"))
    assert one != two


def test_two_addresses_with_one_serial_number_are_one_machine(hall: Segment) -> None:
    one, two = hall.scan(at("5", 1, serial="SC-A1"), at("6", 2, serial="SC-A1"))
    assert one == two
    assert hall.scan(at("6", 2)) == [one]


def test_two_known_machines_that_show_one_serial_number_are_joined(hall: Segment) -> None:
    one, two = hall.scan(at("5", 1), at("6", 2))
    assert one != two
    assert set(hall.scan(at("5", 1, serial="SC-A1"), at("6", 2, serial="SC-A1"))) == {one}
    assert hall.scan(at("9", 2)) == [one]


def test_a_serial_number_of_a_whole_series_joins_nobody(hall: Segment) -> None:
    series = [at(str(n), n, serial="SC-A1") for n in range(1, MOST_ADDRESSES_OF_ONE + 2)]
    first = hall.scan(*series)
    assert len(set(first)) == len(series)
    assert hall.scan(*series) == first


@pytest.mark.parametrize("filler", ["0", "0000000000", "0x00000000", "123456789", "unknown", "ab", "XXXX"])
def test_a_filler_is_no_serial_number(hall: Segment, filler: str) -> None:
    one, two = hall.scan(at("5", serial=filler), at("6", serial=filler))
    assert one != two


def test_a_router_that_answers_for_others_does_not_make_them_one(hall: Segment) -> None:
    (router,) = hall.scan(at("1", 1))
    first = hall.scan(at("1", 1), at("50", 1), at("51", 1))
    assert len(set(first)) == 3
    assert first[0] == router
    assert hall.scan(at("1", 1), at("50", 1), at("51", 1)) == first


@pytest.mark.parametrize(
    "mac",
    [LOCAL_MAC, "00:00:5e:00:01:0a", "00:00:0c:07:ac:01", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "x"],
)
def test_a_made_up_or_shared_mac_address_is_no_identity(hall: Segment, mac: str) -> None:
    (old,) = hall.scan(at("5", mac))
    (new,) = hall.scan(at("6", mac))
    assert new != old


def test_a_made_up_mac_address_that_changes_is_no_contradiction(hall: Segment) -> None:
    first = hall.scan(at("5", LOCAL_MAC))
    assert hall.scan(at("5", "06:00:00:00:00:09")) == first


@pytest.mark.parametrize("kind", ["certificate", "host_key"])
def test_a_certificate_or_host_key_is_stronger_than_an_address(hall: Segment, kind: str) -> None:
    one, two = hall.scan(at("5", **{kind: "aa"}), at("6", **{kind: "bb"}))
    assert hall.scan(at("6", **{kind: "aa"}), at("5", **{kind: "bb"})) == [one, two]


@pytest.mark.parametrize("kind", ["certificate", "host_key"])
def test_what_a_whole_series_shares_identifies_nobody(hall: Segment, kind: str) -> None:
    first = hall.scan(at("5", **{kind: "aa"}), at("6", **{kind: "aa"}))
    assert len(set(first)) == 2
    assert hall.scan(at("5", **{kind: "aa"}), at("6", **{kind: "aa"})) == first


def test_a_series_certificate_does_not_join_machines_with_other_cards(hall: Segment) -> None:
    (one,) = hall.scan(at("5", 1, certificate="aa"))
    (two,) = hall.scan(at("6", 2, certificate="aa"))
    assert one != two


def test_a_renewed_certificate_does_not_make_a_new_machine(hall: Segment) -> None:
    first = hall.scan(at("5", certificate="aa"))
    assert hall.scan(at("5", certificate="bb")) == first


def test_the_same_address_in_another_segment_is_another_machine(store: Store) -> None:
    (hall,) = Segment(store, "hall").scan(at("5", certificate="aa"))
    (office,) = Segment(store, "office").scan(at("5", certificate="aa"))
    assert hall != office


def test_a_machine_carried_to_another_segment_stays_itself(store: Store) -> None:
    assert Segment(store, "hall").scan(at("5", 1)) == Segment(store, "office").scan(at("77", 1))


def test_two_that_turn_out_to_be_one_are_joined_and_keep_the_earlier_day(hall: Segment) -> None:
    (routed,) = hall.scan(at("5", serial="SC-A1"))
    (local,) = hall.scan(at("9", 1))
    (joined,) = hall.scan(at("9", 1, serial="SC-A1"))
    assert joined == local != routed
    seen = hall.store.seen_between(joined)
    before = hall.store.seen_between(routed)
    assert seen is not None
    assert before is not None
    assert seen[0] == before[0]
    with hall.store._engine.connect() as connection:
        merged = select(tables.assets.c.id, tables.assets.c.merged_into).where(tables.assets.c.id == routed)
        assert connection.execute(merged).one() == (routed, local)


def test_one_that_is_present_itself_is_not_joined(hall: Segment) -> None:
    (one,) = hall.scan(at("5", 1, serial="SC-A1"))
    (two,) = hall.scan(at("6", 2))
    assert hall.scan(at("5", 1), at("6", 2, serial="SC-A1")) == [one, two]
    assert hall.scan(at("5", 1), at("6", 2)) == [one, two]


def test_first_and_last_seen_are_kept(hall: Segment) -> None:
    (asset,) = hall.scan(at("5", 1))
    hall.scan(at("5", 1))
    first, last = hall.store.scan("hall-1"), hall.store.scan("hall-2")
    assert first is not None
    assert last is not None
    assert hall.store.seen_between(asset) == (first.started, last.started)
    assert hall.store.seen_between("nobody") is None


def test_a_machine_without_an_address_is_known_by_its_card(hall: Segment) -> None:
    bare = Sighting(mac=MAC % 1)
    assert hall.scan(bare) == hall.scan(at("5", 1))


def test_judging_an_old_scan_again_moves_nobody(hall: Segment) -> None:
    (old,) = hall.scan(at("5", 1))
    hall.store.publish(audit("hall-1"))
    (new,) = hall.scan(at("5", 2))
    again = hall.store.resolve_assets("hall-1", [at("5", 1), at("44", 1)])
    assert again["10.0.0.5"] == old
    assert again["10.0.0.44"] not in {old, new}
    assert hall.scan(at("5", 2)) == [new]


SIGHTING = st.builds(
    at,
    st.sampled_from("123456"),
    st.sampled_from(["", MAC % 1, MAC % 2, MAC % 3, LOCAL_MAC]),
    serial=st.sampled_from(["", "", "SC-A1", "SC-B2"]),
    certificate=st.sampled_from(["", "aa", "bb"]),
)
SCAN = st.lists(SIGHTING, max_size=5, unique_by=lambda sighting: sighting.key)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(history=st.lists(SCAN, min_size=1, max_size=4))
def test_in_one_scan_only_a_serial_number_joins_addresses(
    store: Store, history: list[list[Sighting]]
) -> None:
    hall = Segment(store, uuid4().hex)
    for sightings in history:
        pairs = list(zip(hall.scan(*sightings), sightings, strict=True))
        for asset in {asset for asset, _ in pairs}:
            same = [sighting.serial for each, sighting in pairs if each == asset]
            assert len(same) == 1 or len(set(same) - {""}) == 1
        for serial in {sighting.serial for _, sighting in pairs} - {""}:
            shown = [asset for asset, sighting in pairs if sighting.serial == serial]
            assert len(set(shown)) == 1 or len(shown) > MOST_ADDRESSES_OF_ONE
