"""From what was met to assets: who belongs together, and who was expected."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanner.agent import inventory
from scanner.agent.inventory import Context, gather, sightings
from scanner.evidence import (
    Announcement,
    Certificate,
    EthernetIpIdentity,
    Fragility,
    ModbusIdentity,
    OpcUaServer,
    SshHostKey,
    TlsServer,
    UmasIdentity,
)
from scanner.model import Answer, Asset, Evidence, Fact, Seen, Zone
from scanner.store import Store
from tests.scanner.agent.things import heard, missed, seen, small_order, tcp

MAC = "00:1B:1B:00:00:01"


def _enip(serial: str = "0x00c0ffee") -> Fact:
    return EthernetIpIdentity(
        vendor_id=1,
        vendor="Rockwell",
        device_type=14,
        product_code=5,
        revision="20.11",
        serial=serial,
        product_name="",
    )


def _certificate(mark: str) -> Certificate:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    return Certificate(not_before=day, not_after=day, sha256=mark)


def _assets(
    met: list[Seen],
    evidence: list[Evidence],
    ids: dict[str, str] | None = None,
    expected: set[str] | None = None,
) -> dict[str, Asset]:
    found = gather(met, evidence)
    context = Context(Zone.OT, None if expected is None else frozenset(expected), lambda _: None)
    return inventory.assets(found, ids or {key: f"id-{key}" for key in found}, context)


def test_what_was_overheard_from_a_mac_address_joins_its_address() -> None:
    said = heard(Announcement(protocol="mdns", names=("press-3",)), None, asset=MAC.lower())
    asset = _assets([seen(mac=MAC)], [said])["10.0.0.7"]
    assert (asset.mac, asset.names) == (MAC, ("press-3",))


def test_a_mac_address_without_any_address_is_an_asset_of_its_own() -> None:
    said = heard(Announcement(protocol="lldp", names=("switch",)), None, asset=MAC)
    assert _assets([seen(MAC, mac=MAC)], [said])[MAC].names == ("switch",)


def test_evidence_of_somebody_who_was_never_met_is_left_out() -> None:
    assert gather([], [heard(_enip())]) == {}


def test_names_and_maker_are_kept_from_every_time_it_was_seen() -> None:
    again = Seen(address="10.0.0.7", mac=MAC, maker="Siemens", names=("a", "b"), how="heard")
    met = gather([seen(names=("a",)), again], [])["10.0.0.7"]
    assert (met.mac, met.maker, met.names) == (MAC, "Siemens", ["a", "b"])


def test_two_addresses_with_one_serial_number_are_one_asset(tmp_path: Path) -> None:
    evidence = [heard(_enip(), tcp(44818)), heard(_enip(), tcp(44818), asset="10.0.0.8")]
    met = gather([seen("10.0.0.7"), seen("10.0.0.8"), seen("10.0.0.9")], evidence)
    with Store.open(f"sqlite:///{tmp_path}/v.db") as store:
        store.begin_scan(small_order(), 1)
        ids = store.resolve_assets("s1", sightings(met))
    found = inventory.assets(met, ids, Context(Zone.OT, None, lambda _: None))
    assert found["10.0.0.7"] is found["10.0.0.8"]
    assert found["10.0.0.7"].addresses == ("10.0.0.7", "10.0.0.8")
    assert found["10.0.0.9"].id != found["10.0.0.7"].id


@pytest.mark.parametrize("mark", ["00:1b:1b:00:00:01", "10.0.0.7"])
def test_an_expected_asset_is_known_by_its_mac_in_any_case_and_by_its_address(mark: str) -> None:
    assert _assets([seen(mac=MAC)], [], expected={mark})["10.0.0.7"].expected is True
    assert _assets([seen(MAC, mac=MAC)], [], expected={MAC.lower()})[MAC].expected is True


def test_without_a_list_nobody_is_unexpected() -> None:
    assert _assets([seen()], [])["10.0.0.7"].expected is None
    assert _assets([seen()], [], expected={"10.0.0.99"})["10.0.0.7"].expected is False


def test_the_second_network_card_of_an_asset_counts_for_the_list_too() -> None:
    met = [seen("10.0.0.7", mac=MAC), seen("10.0.0.8", mac="00:1b:1b:00:00:02")]
    found = _assets(met, [], {"10.0.0.7": "one", "10.0.0.8": "one"}, {"00:1b:1b:00:00:02"})
    assert found["10.0.0.7"].expected is True


def test_a_certificate_identifies_only_when_it_is_the_only_one() -> None:
    shows = [heard(TlsServer(certificate=_certificate("a")), tcp(443))]
    also = heard(OpcUaServer(certificate=_certificate("b")), tcp(4840))
    same = heard(OpcUaServer(certificate=_certificate("a")), tcp(4840))
    marks = [
        sightings(gather([seen()], rows))[0].certificate for rows in (shows, [*shows, same], [*shows, also])
    ]
    assert marks == ["a", "a", ""]


def test_an_ssh_key_identifies_only_when_it_is_the_only_one() -> None:
    shows = [heard(SshHostKey(sha256="a"), tcp(22))]
    other = heard(SshHostKey(sha256="b"), tcp(2222))
    marks = [sightings(gather([seen()], rows))[0].host_key for rows in ([], shows, [*shows, other])]
    assert marks == ["", "a", ""]


def test_a_machine_that_fell_silent_is_fragile() -> None:
    assert _assets([seen()], [heard(Fragility(reason="slow"), None)])["10.0.0.7"].fragile
    assert not _assets([seen()], [missed(Answer.SILENT)])["10.0.0.7"].fragile


def test_what_an_asset_said_becomes_its_fields() -> None:
    asset = _assets([seen()], [heard(_enip(), tcp(44818))])["10.0.0.7"]
    assert (asset.vendor, asset.version, asset.serial, asset.zone) == (
        "Rockwell",
        "20.11",
        "0x00c0ffee",
        "ot",
    )
    assert [row.protocol for row in asset.services] == ["ethernet-ip"]


def test_a_maker_known_from_the_network_card_alone_stays_apart_from_what_the_machine_said() -> None:
    card = Seen(address="10.0.0.7", mac=MAC, maker="Siemens AG", how="arp")
    silent = _assets([card], [])["10.0.0.7"]
    assert (silent.vendor, silent.mac_vendor, silent.title) == ("", "Siemens AG", "10.0.0.7")
    told = _assets([card], [heard(_enip(), tcp(44818))])["10.0.0.7"]
    assert (told.vendor, told.mac_vendor) == ("Rockwell", "Siemens AG")


def _told(*facts: Fact) -> Asset:
    return _assets([seen()], [heard(fact, tcp(502)) for fact in facts])["10.0.0.7"]


def test_the_version_of_a_module_is_not_that_of_the_controller_behind_it() -> None:
    module = ModbusIdentity(vendor="Schneider Electric", product="BMX NOE 0100", version="V2.60")
    found = _told(module, UmasIdentity(model="BMX P34 2000"))
    assert (found.order_number, found.version) == ("BMX P34 2000", "")
    assert ("BMX NOE 0100", "V2.60") in {(one.product, one.version) for one in found.services}


def test_an_order_number_in_another_spelling_is_the_same_one() -> None:
    told = ModbusIdentity(vendor="Schneider Electric", product="BMXP342000", version="V2.80")
    assert _told(told, UmasIdentity(model="BMX P34 2000")).version == "V2.80"


def test_a_version_without_any_order_number_stands() -> None:
    assert _told(_enip()).version == "20.11"
