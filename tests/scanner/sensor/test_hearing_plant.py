"""What machines say to everybody: PROFINET, fieldbus EtherTypes, BACnet, EtherNet/IP, WS-Discovery."""

import pytest
from scapy.contrib.pnio import ProfinetIO
from scapy.contrib.pnio_dcp import (
    DCPDeviceIDBlock,
    DCPIPBlock,
    DCPManufacturerSpecificBlock,
    DCPNameOfStationBlock,
    ProfinetDCP,
)
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

from scanner.sensor.hearing import NAMES, overheard
from tests.scanner.sensor.plant_frames import (
    FRAMES,
    HELLO,
    HERE,
    I_AM,
    LIST_IDENTITY,
    MAC,
    MATCH,
    SIEMENS,
    STATION,
    block,
    dcp,
    ether,
    said,
    udp,
)
from tests.scanner.sensor.probes.captures import FOLDER


@pytest.mark.parametrize("protocol", FRAMES)
def test_each_announcement_is_understood(protocol: str) -> None:
    heard = said(FRAMES[protocol])
    assert heard.announcement.protocol == protocol
    assert heard.mac == MAC
    assert heard.address == ("" if protocol in ("ethercat", "powerlink", "sercos") else HERE)


# PROFINET


def test_a_station_tells_name_model_maker_role_and_address() -> None:
    heard = said(dcp(STATION))
    assert heard.announcement.names == ("press-io-1",)
    assert heard.announcement.details == {
        "model": "ET200SP", "vendor": "Siemens", "vendor_id": "0x002a", "device_id": "0x0313", "role": "io-device",
    }  # fmt: skip
    assert heard.address == HERE


def test_a_station_is_read_the_same_when_scapy_writes_its_blocks() -> None:
    blocks = [
        bytes(DCPNameOfStationBlock(dcp_block_length=12, name_of_station=b"press-io-1")),
        bytes(DCPManufacturerSpecificBlock(dcp_block_length=9, device_vendor_value=b"ET200SP")),
        bytes(DCPDeviceIDBlock(dcp_block_length=6, vendor_id=SIEMENS, device_id=0x0313)),
        bytes(DCPIPBlock(dcp_block_length=14, ip=HERE, netmask="255.255.255.0", gateway="0.0.0.0")),
    ]
    # Scapy puts a byte of padding behind each block, the protocol only behind one of odd length.
    lengths = [4 + int.from_bytes(one[2:4], "big") for one in blocks]
    heard = said(dcp(one[: length + length % 2] for one, length in zip(blocks, lengths, strict=True)))
    assert (heard.address, heard.announcement.names) == (HERE, ("press-io-1",))
    assert heard.announcement.details["model"] == "ET200SP"


def test_a_hello_tells_as_much_as_an_answer() -> None:
    assert said(dcp(STATION, frame_id=0xFEFC, service=6, kind=0)).announcement.names == ("press-io-1",)


def test_who_only_asks_is_known_to_speak_it_and_no_more() -> None:
    asking = (
        Ether(src=MAC, dst="01:0e:cf:00:00:00")
        / ProfinetIO(frameID=0xFEFE)
        / Raw(b"\5\0\0\0\0\1\0\1\0\4\xff\xff\0\0")
    )
    heard = said(asking)
    assert (heard.address, heard.announcement.names, heard.announcement.details) == ("", (), {})


def test_a_request_to_set_a_name_does_not_give_it_to_its_sender() -> None:
    assert said(dcp(STATION, frame_id=0xFEFD, service=4, kind=0)).announcement.names == ()


def test_cyclic_data_with_a_priority_tag_is_recognised() -> None:
    tagged = (
        Ether(src=MAC, dst="28:63:36:00:00:01")
        / Dot1Q(prio=6, vlan=0, type=0x8892)
        / Raw(b"\x80\x00" + bytes(44))
    )
    assert said(tagged).announcement.protocol == "profinet"


def test_an_unknown_maker_stays_a_number_and_an_unset_address_none() -> None:
    heard = said(dcp([block(2, 3, b"\x12\x34\x00\x01"), block(1, 2, bytes(12))]))
    assert heard.address == ""
    assert heard.announcement.details == {"vendor_id": "0x1234", "device_id": "0x0001"}


@pytest.mark.parametrize("lie", [0, 1, 0xFF])
def test_a_block_that_lies_about_its_length_ends_the_reading(lie: int) -> None:
    bad = bytearray(block(2, 1, b"ET200SP"))
    bad[2], bad[3] = lie, lie
    assert said(dcp([block(2, 2, b"press-io-1"), bytes(bad)])).announcement.names == ("press-io-1",)


def test_no_more_than_a_few_names_are_kept() -> None:
    assert len(said(dcp(block(2, 2, b"n%d" % n) for n in range(99))).announcement.names) == NAMES


def test_scapys_own_dissector_agrees_about_the_head() -> None:
    assert ProfinetDCP(bytes(dcp(STATION))[16:]).service_id == 5


# Fieldbuses


def test_powerlink_tells_the_node_and_who_gives_the_beat() -> None:
    assert said(FRAMES["powerlink"]).announcement.details == {"node": "240", "part": "managing node"}
    answer = ether(0x88AB, b"\x04\xff\x05" + bytes(43))
    assert said(answer).announcement.details == {"node": "5", "part": "controlled node"}


# BACnet


def test_an_i_am_tells_instance_and_vendor() -> None:
    assert said(udp(47808, I_AM)).announcement.details == {"instance": "4711", "vendor_id": "8"}


def test_an_i_am_without_a_target_network_is_read_too() -> None:
    local = bytes.fromhex("810b0012" + "0100" + "1000" + "c402001267" + "2205c4" + "9103" + "2108")
    assert said(udp(47808, local)).announcement.details["instance"] == "4711"


@pytest.mark.parametrize(
    "other",
    [
        bytes.fromhex("810b000c0120ffff00ff1008"),  # Who-Is
        bytes.fromhex("8104001e0a00000900ba" + "0100" + "1000c402001267" + "2205c491032108"),  # forwarded
        bytes.fromhex(
            "810b001a" + "0108" + "000501" + "07" + "1000c402001267" + "2205c491032108"
        ),  # from behind a router
        bytes.fromhex(
            "810b0012" + "0100" + "1000" + "c400001267" + "2205c4" + "9103" + "2108"
        ),  # no device object
        bytes.fromhex("810b00070180000a00"),  # a network message
        bytes.fromhex("8105000600ff"),
        b"\x81\x0b",
        b"",
    ],
)
def test_what_says_nothing_about_its_sender_is_not_heard(other: bytes) -> None:
    assert overheard(bytes(udp(47808, other))) is None


# EtherNet/IP


def test_a_list_identity_reply_names_its_sender() -> None:
    assert said(udp(44818, LIST_IDENTITY)).announcement.details == {
        "vendor": "Rockwell Automation", "model": "1756-ENBT/A", "version": "6.1",
        "serial": "005fe87b", "device_type": "communications adapter",
    }  # fmt: skip


def test_a_list_identity_request_to_everybody_is_somebody_who_looks_for_devices() -> None:
    asking = said(udp(44818, b"\x63" + bytes(23)))
    assert asking.announcement.details == {"asks": "ListIdentity"}


@pytest.mark.parametrize(
    "other", [b"\x65\x00\x04\x00" + bytes(24), b"\x63", LIST_IDENTITY[:40], b"\x63\x00\x02\x00" + bytes(22)]
)
def test_other_or_cut_encapsulations_are_not_heard(other: bytes) -> None:
    assert overheard(bytes(udp(44818, other))) is None


# WS-Discovery


@pytest.mark.parametrize("message", [MATCH, HELLO])
def test_a_camera_tells_model_name_and_place(message: bytes) -> None:
    assert said(udp(3702, message)).announcement.details == {
        "types": "dn:NetworkVideoTransmitter tds:Device", "model": "DS-2CD2043", "description": "Gate 2",
        "location": "http://10.0.0.7/onvif/device_service",
    }  # fmt: skip


@pytest.mark.parametrize("action", [b"Probe<", b"Bye<", b"Resolve<"])
def test_who_searches_or_leaves_announces_nothing(action: bytes) -> None:
    assert overheard(bytes(udp(3702, MATCH.replace(b"ProbeMatches<", action, 1)))) is None


def test_an_entity_stays_what_it_is() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY l "lol">]>' + MATCH.replace(b"dn:NetworkVideoTransmitter", b"&l;&l;")
    assert said(udp(3702, bomb)).announcement.details["types"] == "&l;&l; tds:Device"


def test_a_real_list_identity_answer_is_read_when_it_comes_over_udp() -> None:
    path = FOLDER / "ethernetip-listidentity.pcap"
    if not path.exists():
        pytest.skip("the capture ethernetip-listidentity.pcap is not beside the checkout")
    found = path.read_bytes().find(b"1756-ENBT/A")
    start = path.read_bytes().rfind(b"\x63\x00", 0, found)
    size = 24 + int.from_bytes(path.read_bytes()[start + 2 : start + 4], "little")
    heard = said(udp(44818, path.read_bytes()[start : start + size]))
    assert heard.announcement.details["model"] == "1756-ENBT/A"
    assert heard.announcement.details["vendor"] == "Rockwell Automation"
