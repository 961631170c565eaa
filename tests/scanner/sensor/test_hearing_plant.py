"""What machines say to everybody: PROFINET, fieldbus EtherTypes, BACnet, EtherNet/IP, WS-Discovery."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.contrib.pnio import ProfinetIO
from scapy.contrib.pnio_dcp import (
    DCPDeviceIDBlock,
    DCPIPBlock,
    DCPManufacturerSpecificBlock,
    DCPNameOfStationBlock,
    ProfinetDCP,
)
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

from scanner.sensor.hearing import NAMES, Overheard, overheard
from tests.scanner.sensor.probes.captures import FOLDER

MAC, HERE = "28:63:36:11:22:33", "10.0.0.7"
SIEMENS = 0x002A


def said(frame: Any) -> Overheard:
    heard = overheard(bytes(frame))
    assert heard is not None
    return heard


def ether(kind: int, payload: bytes) -> Any:
    return Ether(src=MAC, dst="01:0e:cf:00:00:01", type=kind) / Raw(payload)


def udp(port: int, payload: bytes, target: str = "10.0.0.255") -> Any:
    return (
        Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff")
        / IP(src=HERE, dst=target)
        / UDP(sport=port, dport=port)
        / payload
    )


def block(option: int, suboption: int, data: bytes) -> bytes:
    """IEC 61158-6-10: option, suboption, length with block information, data, filled up to an even length."""
    length = len(data) + 2
    return bytes((option, suboption)) + length.to_bytes(2, "big") + b"\0\0" + data + b"\0" * (length % 2)


def dcp(blocks: Iterable[bytes], frame_id: int = 0xFEFF, service: int = 5, kind: int = 1) -> Any:
    told = b"".join(blocks)
    head = (
        frame_id.to_bytes(2, "big")
        + bytes((service, kind))
        + b"\0\0\0\x01\0\0"
        + len(told).to_bytes(2, "big")
    )
    return ether(0x8892, head + told)


STATION = [
    block(2, 1, b"ET200SP"),
    block(2, 2, b"press-io-1"),
    block(2, 3, SIEMENS.to_bytes(2, "big") + b"\x03\x13"),
    block(2, 4, b"\x01\x00"),
    block(1, 2, bytes((10, 0, 0, 7, 255, 255, 255, 0, 0, 0, 0, 0))),
]
# I-Am of device 4711 by vendor 8, as ANSI/ASHRAE 135, F.4.10 encodes one; to the broadcast network 0xFFFF.
I_AM = bytes.fromhex("810b0018" + "0120ffff00ff" + "1000" + "c402001267" + "2205c4" + "9103" + "2108")
# ListIdentity reply of a Rockwell 1756-ENBT/A (a public capture; its address changed).
LIST_IDENTITY = bytes.fromhex(
    "63003300" + "00000000" * 5 + "0100" + "0c002d00" + "0100" + "0002af12" + "0a000007" + "00" * 8
    + "01000c003a00060130607be85f000b" + b"1756-ENBT/A".hex() + "03"
)  # fmt: skip
MATCH = b"""<SOAP:Envelope xmlns:SOAP="s" xmlns:a="a" xmlns:d="d"><SOAP:Header>
<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></SOAP:Header><SOAP:Body>
<d:ProbeMatches><d:ProbeMatch><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>
<d:Scopes>onvif://www.onvif.org/type/ptz onvif://www.onvif.org/hardware/DS%2D2CD2043 onvif://www.onvif.org/name/Gate_2</d:Scopes>
<d:XAddrs>http://10.0.0.7/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></SOAP:Body></SOAP:Envelope>"""
HELLO = MATCH.replace(b"ProbeMatches</a:Action>", b"Hello</a:Action>")

FRAMES = {
    "profinet": dcp(STATION),
    "ethercat": ether(0x88A4, b"\x0e\x10" + bytes(44)),
    "powerlink": ether(0x88AB, b"\x01\xff\xf0" + bytes(43)),
    "sercos": ether(0x88CD, bytes(46)),
    "bacnet": udp(47808, I_AM),
    "ethernet-ip": udp(44818, LIST_IDENTITY),
    "ws-discovery": udp(3702, MATCH, "239.255.255.250"),
}


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


# Hostile bytes


def harmless(frame: bytes) -> None:
    heard = overheard(frame)
    if heard is None:
        return
    assert len(heard.announcement.names) <= NAMES
    for text in (*heard.announcement.names, *heard.announcement.details.values()):
        assert len(text) <= 400
        assert not any(ord(letter) < 32 for letter in text)


@pytest.mark.parametrize("protocol", FRAMES)
def test_a_frame_cut_at_any_byte_is_no_error_and_adds_nothing(protocol: str) -> None:
    frame = bytes(FRAMES[protocol])
    whole = " ".join(said(frame).announcement.details.values())
    for end in range(len(frame)):
        harmless(frame[:end])
        heard = overheard(frame[:end])
        if heard and protocol in ("profinet", "ethernet-ip", "bacnet"):
            assert all(value in whole for value in heard.announcement.details.values()), end


@settings(max_examples=300, deadline=1000)
@given(st.sampled_from(sorted(FRAMES)), st.data())
def test_a_frame_with_random_bytes_in_it_is_no_error(protocol: str, data: st.DataObject) -> None:
    frame = bytearray(bytes(FRAMES[protocol]))
    for _ in range(data.draw(st.integers(1, 6))):
        frame[data.draw(st.integers(12, len(frame) - 1))] = data.draw(st.integers(0, 255))
    harmless(bytes(frame))


@settings(max_examples=200, deadline=1000)
@given(st.sampled_from([0x8892, 0x88A4, 0x88AB, 0x88CD]), st.binary(max_size=1500))
def test_any_payload_of_a_fieldbus_is_no_error(kind: int, payload: bytes) -> None:
    harmless(bytes(ether(kind, payload)))


@settings(max_examples=300, deadline=1000)
@given(st.sampled_from([47808, 44818, 3702]), st.binary(max_size=600))
def test_any_datagram_is_no_error(port: int, payload: bytes) -> None:
    harmless(bytes(udp(port, payload)))


def test_patterns_of_a_hostile_text_end_soon() -> None:
    for filler in (b"<Types", b"<d:", b"</", b"onvif://www.onvif.org/hardware/", b"<Scopes>", b" "):
        harmless(bytes(udp(3702, MATCH[:200] + filler * (1200 // len(filler)))))


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
