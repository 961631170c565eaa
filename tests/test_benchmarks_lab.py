"""The benchmark of the lab: what counts as a touch, and what the table says of both tools."""

from __future__ import annotations

import re
from collections import Counter
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from benchmarks import capture as capture_of
from benchmarks import counterpart, lab, lab_table
from benchmarks.frames import Frame, by_target
from benchmarks.recall import fields
from tests.lab import factory

OURS = bytes.fromhex("024100000002")


def frame(sender: bytes, rest: bytes) -> bytes:
    return b"\xff" * 6 + sender + rest


# --- touches ----------------------------------------------------------------------------------


def packet(protocol: int, content: bytes, options: bytes = b"") -> Frame:
    """An IPv4 frame to 10.0.0.9, padded as Ethernet pads it."""
    length = 20 + len(options) + len(content)
    header = (
        bytes([0x45 + len(options) // 4, 0])
        + length.to_bytes(2, "big")
        + bytes(5)
        + bytes([protocol])
        + bytes(6)
    )
    head = frame(OURS, b"\x08\x00" + header + bytes([10, 0, 0, 9]) + options + content)
    return Frame(0, head.ljust(60, b"\0"))


def tcp(flags: int, content: bytes = b"", options: bytes = b"") -> bytes:
    offset = (20 + len(options)) // 4 << 4
    return bytes(12) + bytes([offset, flags]) + bytes(6) + options + content


def arp(operation: int) -> Frame:
    rest = b"\x08\x06" + bytes([0, 1, 8, 0, 6, 4, 0, operation]) + bytes(16) + bytes([10, 0, 0, 9])
    return Frame(0, frame(OURS, rest).ljust(60, b"\0"))


@pytest.mark.parametrize(
    ("one", "is_touch"),
    [
        pytest.param(packet(6, tcp(0x02, options=bytes(20))), True, id="connection attempt"),
        pytest.param(packet(6, tcp(0x10)), False, id="acknowledgement"),
        pytest.param(packet(6, tcp(0x10, options=bytes(12))), False, id="acknowledgement with a timestamp"),
        pytest.param(packet(6, tcp(0x10), options=bytes(4)), False, id="acknowledgement with options of IP"),
        pytest.param(packet(6, tcp(0x18, b"?", bytes(12))), True, id="content"),
        pytest.param(packet(6, tcp(0x11)), False, id="farewell"),
        pytest.param(packet(6, tcp(0x04)), False, id="reset"),
        pytest.param(packet(17, bytes(8)), True, id="datagram"),
        pytest.param(packet(1, b"\x08" + bytes(7)), True, id="echo request"),
        pytest.param(packet(1, b"\x03" + bytes(7)), False, id="port unreachable"),
        pytest.param(arp(1), True, id="question of ARP"),
        pytest.param(arp(2), False, id="answer of ARP"),
        pytest.param(Frame(0, frame(OURS, b"\x08\x00")), False, id="cut short"),
    ],
)
def test_only_what_a_machine_is_asked_is_a_touch(one: Frame, is_touch: bool) -> None:
    assert one.is_touch is is_touch


def test_frames_are_counted_by_the_address_that_they_are_meant_for() -> None:
    # What is routed goes to the router's MAC address; a question of ARP goes to everybody.
    frames = [
        packet(6, tcp(2)),
        arp(1),
        Frame(0, frame(OURS, b"\x88\xcc")),
        Frame(0, frame(OURS, b"\x08\x00")),
    ]
    assert by_target(frames) == {"10.0.0.9": 2}


# --- the table of the lab ---------------------------------------------------------------------


def look(found: dict[str, str], frames: list[Frame], ledger: dict[str, int] | None = None) -> lab_table.Look:
    """What a tool learned (texts by address), sent, and wrote into its ledger."""
    return lab_table.Look(9.0, capture_of.Captured(frames), lab.recalls(found), Counter(ledger or {}))


def meant_for(address: str) -> Frame:
    return Frame(0, packet(6, tcp(2)).head.replace(bytes([10, 0, 0, 9]), IPv4Address(address).packed))


def all_told(name: str) -> dict[str, str]:
    device = factory.device(name)
    return {device.address: " ; ".join(fields(device.identity).values())}


def test_touches_are_those_to_machines_that_were_identified() -> None:
    plc, server = factory.device("oven-plc").address, factory.device("modern-server").address
    known = all_told("oven-plc") | all_told("modern-server")
    ours = look(known, [meant_for(plc)] * 3 + [meant_for(server)] * 9, {plc: 4, server: 10})
    theirs = look({}, [meant_for(plc)] * 70)
    table = {row.what.strip(): row for row in lab_table.rows(ours, theirs, (0, 1))}
    booked = table["touches per identified machine (1), median: ledger"]
    assert (booked.ours, booked.reached) == (4, True)
    assert table["touches per identified device (2), median: ledger"].ours == 7


def test_both_captures_are_counted_for_the_same_machines() -> None:
    plc = factory.device("oven-plc").address
    rows = lab_table.rows(
        look(all_told("oven-plc"), [meant_for(plc)] * 7), look({}, [meant_for(plc)] * 70), (0, 0)
    )
    counted = next(row for row in rows if "counted in the capture" in row.what)
    assert (counted.ours, counted.reference, counted.reached) == (7, 70, False)


def test_what_was_only_heard_is_told() -> None:
    heard = [key for key in fields(factory.device("printer3d").identity) if key[0] in ("mdns", "ssdp")]
    told = " ".join(lab_table.notes(look(all_told("printer3d"), []), look({}, [])))
    assert heard
    assert f"Of Vaglio's fields, {len(heard)} were only heard" in told


def test_every_machine_of_the_lab_counts_as_one() -> None:
    offices = {"broker", "camera", "file server", "misbehaving", "office computer", "printer", "router", "server",
               "switch", "terminal server"}  # fmt: skip
    assert {one.role for one in factory.TABLE} == offices | lab_table.MACHINES


def test_nmap_asks_at_the_ports_of_what_the_lab_consents_to() -> None:
    assert 1962 in lab.ports(["pcworx-identity"]).tcp
    assert 1962 not in lab.ports([]).tcp
    assert {44818, 47808} <= set(lab.ports([]).udp)


def test_no_script_of_nmap_broadcasts_or_breaks_in() -> None:
    every = {*counterpart.TCP_SCRIPTS, *counterpart.UDP_SCRIPTS}
    assert not [name for name in every if re.search("broadcast|multicast|brute|vuln|enum-users|-discover$", name)
                and name != "modbus-discover"]  # fmt: skip


def test_a_script_that_this_nmap_lacks_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "s7-info.nse").touch()
    monkeypatch.setattr(counterpart, "SCRIPTS_FOLDER", tmp_path)
    arguments = counterpart.udp_arguments([161])
    assert arguments[arguments.index("--script") + 1] == "s7-info"
