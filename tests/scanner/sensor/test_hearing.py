"""What everybody hears becomes an announcement; hostile bytes become nothing, and never an error."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.contrib.lldp import (
    LLDPDUChassisID,
    LLDPDUEndOfLLDPDU,
    LLDPDUPortID,
    LLDPDUSystemDescription,
    LLDPDUSystemName,
    LLDPDUTimeToLive,
)
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import ARP, Ether
from scapy.layers.llmnr import LLMNRQuery
from scapy.layers.netbios import NBNSHeader, NBNSRegistrationRequest
from scapy.packet import Raw

from scanner.sensor.hearing import NAMES, Overheard, overheard
from tests.scanner.sensor.harmless import harmless

MAC = "00:1b:1b:11:22:33"
HERE = "10.0.0.7"


def said(packet: Any) -> Overheard:
    heard = overheard(bytes(packet))
    assert heard is not None
    return heard


def udp(port: int, target: str, payload: Any, source: str = HERE) -> Any:
    return (
        Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff")
        / IP(src=source, dst=target)
        / UDP(sport=port, dport=port)
        / payload
    )


MDNS = udp(5353, "224.0.0.251", DNS(
    qr=1, qd=[],
    an=[
        DNSRR(rrname="press7.local.", type="A", rdata=HERE),
        DNSRR(rrname="_http._tcp.local.", type="PTR", rdata="press7._http._tcp.local."),
        DNSRR(rrname="press7._http._tcp.local.", type="TXT", rdata=[b"model=P7", b"fw=1.2"]),
    ],
))  # fmt: skip
SSDP = udp(1900, "239.255.255.250", Raw(
    b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: upnp:rootdevice\r\nSERVER: Linux UPnP/1.0 Cam/2\r\n"
    b"LOCATION: http://10.0.0.7/d.xml\r\n\r\n"
))  # fmt: skip
LLDP = (
    Ether(src=MAC, dst="01:80:c2:00:00:0e", type=0x88CC)
    / LLDPDUChassisID(subtype=4, id=MAC)
    / LLDPDUPortID(subtype=7, id="1")
    / LLDPDUTimeToLive(ttl=120)
    / LLDPDUSystemName(system_name="switch-hall-2")
    / LLDPDUSystemDescription(description="Siemens, SIMATIC NET, SCALANCE X208")
    / LLDPDUEndOfLLDPDU()
)
DHCP_REQUEST = (
    Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff")
    / IP(src="0.0.0.0", dst="255.255.255.255")
    / UDP(sport=68, dport=67)
    / BOOTP(chaddr=bytes.fromhex(MAC.replace(":", "")))
    / DHCP(options=[("message-type", "request"), ("requested_addr", HERE), ("hostname", b"hmi-3"),
                    ("vendor_class_id", b"MSFT 5.0"), "end"])
)  # fmt: skip
NBNS = udp(137, "10.0.0.255", NBNSHeader(NM_FLAGS=0x11, OPCODE=5) / NBNSRegistrationRequest(
    QUESTION_NAME=b"OFFICE-PC", NB_ADDRESS=HERE
))  # fmt: skip
LLMNR = udp(5355, "224.0.0.252", LLMNRQuery(id=7, qd=DNSQR(qname="fileserver")))
GRATUITOUS = Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=MAC, psrc=HERE, pdst=HERE)

FRAMES = {
    "mdns": MDNS, "ssdp": SSDP, "lldp": LLDP, "dhcp": DHCP_REQUEST, "nbns": NBNS, "llmnr": LLMNR,
    "arp": GRATUITOUS,
}  # fmt: skip


@pytest.mark.parametrize("protocol", FRAMES)
def test_each_announcement_is_understood(protocol: str) -> None:
    heard = said(FRAMES[protocol])
    assert heard.announcement.protocol == protocol
    assert heard.mac == MAC
    assert heard.address == ("" if protocol == "lldp" else HERE)


def test_mdns_gives_the_name_the_services_and_the_text() -> None:
    fact = said(MDNS).announcement
    assert fact.names == ("press7.local",)
    assert fact.details["services"] == "_http._tcp.local"
    assert fact.details["text"] == "model=P7 fw=1.2"


def test_mdns_texts_that_say_who_it_is_become_details_of_their_own() -> None:
    fact = said(MDNS).announcement
    assert (fact.details["model"], fact.details["version"]) == ("P7", "1.2")


def test_the_first_text_of_a_kind_counts_and_odd_ones_are_passed_over() -> None:
    texts = [b"ty=LaserJet 9", b"usb_MDL=other", b"model", b"=x", b"vendor=", b"VENDOR=Prusa", b"\xff=\xff"]
    texts.append(b"sn=7" * 60)
    details = said(mdns_with(texts)).announcement.details
    assert (details["model"], details["vendor"]) == ("LaserJet 9", "Prusa")
    assert len(details["serial"]) <= 80


def mdns_with(texts: list[bytes]) -> Any:
    record = DNSRR(rrname="x._ipp._tcp.local.", type="TXT", rdata=texts)
    return udp(5353, "224.0.0.251", DNS(qr=1, qd=[], an=[record]))


def test_an_mdns_question_announces_nothing() -> None:
    assert overheard(bytes(udp(5353, "224.0.0.251", DNS(qr=0, qd=DNSQR(qname="press7.local"))))) is None


def test_ssdp_gives_the_server() -> None:
    fact = said(SSDP).announcement
    assert fact.details["server"] == "Linux UPnP/1.0 Cam/2"
    assert fact.details["location"] == "http://10.0.0.7/d.xml"
    assert (fact.details["software"], fact.details["software_version"]) == ("Cam", "2")


@pytest.mark.parametrize("server", ["nginx", "Linux UPnP/1.0", "Linux UPnP/1.0 Cam", "a/1 UPnP/1.1 /2", ""])
def test_a_server_header_that_is_not_built_as_upnp_says_names_no_software(server: str) -> None:
    notify = f"NOTIFY * HTTP/1.1\r\nSERVER: {server}\r\nNT: upnp:rootdevice\r\n\r\n".encode()
    details = said(udp(1900, "239.255.255.250", Raw(notify))).announcement.details
    assert "software" not in details
    assert details["nt"] == "upnp:rootdevice"


def test_an_ssdp_search_announces_nothing() -> None:
    assert overheard(bytes(udp(1900, "239.255.255.250", Raw(b"M-SEARCH * HTTP/1.1\r\n\r\n")))) is None


def test_lldp_gives_name_and_model() -> None:
    fact = said(LLDP).announcement
    assert fact.names == ("switch-hall-2",)
    assert fact.details == {"description": "Siemens, SIMATIC NET, SCALANCE X208"}


def test_dhcp_gives_the_name_and_the_address_that_is_asked_for() -> None:
    fact = said(DHCP_REQUEST).announcement
    assert fact.names == ("hmi-3",)
    assert fact.details["vendor_class_id"] == "MSFT 5.0"


def test_dhcp_without_an_address_is_known_by_its_mac_only() -> None:
    discover = DHCP_REQUEST.copy()
    discover[DHCP].options = [("message-type", "discover"), ("hostname", b"hmi-3"), "end"]
    heard = said(discover)
    assert (heard.address, heard.mac, heard.announcement.names) == ("", MAC, ("hmi-3",))


def test_a_dhcp_server_is_heard_with_its_own_address_and_the_kind_of_message() -> None:
    options = [("message-type", "offer"), ("server_id", "10.0.0.66"), "end"]
    offer = udp(67, "255.255.255.255", BOOTP(op=2, chaddr=b"\0") / DHCP(options=options), "10.0.0.66")
    heard = said(offer)
    assert (heard.address, heard.mac) == ("10.0.0.66", MAC)
    assert heard.announcement.details == {"message-type": "2", "server_id": "10.0.0.66"}


def test_nbns_gives_the_name() -> None:
    assert said(NBNS).announcement.names == ("OFFICE-PC",)


def test_llmnr_gives_the_name_that_was_asked_for_and_none_of_the_asker() -> None:
    fact = said(LLMNR).announcement
    assert (fact.names, fact.details) == ((), {"asked": "fileserver"})


def test_an_answer_and_a_question_to_one_machine_are_no_call_to_everybody() -> None:
    answer, aside = LLMNR.copy(), LLMNR.copy()
    answer[LLMNRQuery].qr = 1
    aside[IP].dst = "10.0.0.9"
    assert (overheard(bytes(answer)), overheard(bytes(aside))) == (None, None)


def test_an_arp_probe_says_nothing_about_its_sender() -> None:
    probing = Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=MAC, psrc="0.0.0.0", pdst=HERE)
    assert overheard(bytes(probing)) is None


@pytest.mark.parametrize(("hwlen", "plen"), [(4, 4), (6, 16), (0, 0), (255, 255), (8, 4)])
def test_arp_with_other_than_ethernet_and_ipv4_addresses_is_not_heard(hwlen: int, plen: int) -> None:
    odd = bytearray(bytes(GRATUITOUS))
    odd[18], odd[19] = hwlen, plen
    assert overheard(bytes(odd) + b"\0" * 600) is None


def test_control_characters_are_taken_out_and_long_names_cut() -> None:
    hostile = DHCP_REQUEST.copy()
    hostile[DHCP].options = [("hostname", b"\x1b[31m<b>" + b"x" * 240), "end"]
    (name,) = said(hostile).announcement.names
    assert name.startswith("[31m<b>xxx")
    assert len(name) <= 200


def test_no_more_than_a_few_names_are_kept() -> None:
    many = udp(5353, "224.0.0.251", DNS(qr=1, qd=[], an=[
        DNSRR(rrname=f"n{n}.local.", type="A", rdata=HERE) for n in range(60)
    ]))  # fmt: skip
    assert len(said(many).announcement.names) == NAMES


def test_ordinary_traffic_announces_nothing() -> None:
    assert overheard(bytes(udp(502, "10.0.0.8", Raw(b"x" * 40)))) is None
    assert overheard(b"") is None


@pytest.mark.parametrize("protocol", FRAMES)
def test_a_frame_cut_at_any_byte_is_no_error(protocol: str) -> None:
    frame = bytes(FRAMES[protocol])
    for end in range(len(frame)):
        harmless(frame[:end])


@settings(max_examples=150)
@given(st.sampled_from(sorted(FRAMES)), st.data())
def test_a_frame_with_random_bytes_in_it_is_no_error(protocol: str, data: st.DataObject) -> None:
    frame = bytearray(bytes(FRAMES[protocol]))
    for _ in range(data.draw(st.integers(1, 6))):
        frame[data.draw(st.integers(12, len(frame) - 1))] = data.draw(st.integers(0, 255))
    harmless(bytes(frame))


HEADS = [bytes(frame)[:length] for frame in FRAMES.values() for length in (14, 34, 42)]


@settings(max_examples=150)
@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_random_bytes_behind_a_good_head_are_no_error(head: bytes, rest: bytes) -> None:
    harmless(head + rest)
