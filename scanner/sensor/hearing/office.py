"""Announcements that any network has: names, services and models. Each reader takes a dissected frame."""

import re
from urllib.parse import unquote

from scapy.contrib.lldp import LLDPDU, LLDPDUSystemDescription, LLDPDUSystemName
from scapy.layers.dhcp import DHCP
from scapy.layers.dns import DNS
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import ARP, Ether
from scapy.layers.llmnr import LLMNRQuery
from scapy.layers.netbios import NBNSHeader, NBNSRegistrationRequest

from scanner.evidence import Announcement
from scanner.sensor.hearing.said import NAMES, Overheard, announcement, clean

# Keys of mDNS texts (RFC 6763, section 6.3) in which devices say who they are, and what they mean here.
# "ty", "usb_MFG" and "usb_MDL" are Bonjour Printing 1.2.1, section 9; "md" is that of Google Cast and HomeKit.
TOLD = {
    "vendor": "vendor", "manufacturer": "vendor", "mfg": "vendor", "usb_mfg": "vendor",
    "model": "model", "md": "model", "usb_mdl": "model", "ty": "model",
    "version": "version", "firmware": "version", "firmware_version": "version", "fw": "version",
    "serial": "serial", "serialnumber": "serial", "sn": "serial",
}  # fmt: skip
# UPnP Device Architecture 1.1, section 1.2.2: SERVER is "system/version UPnP/1.1 product/version".
PRODUCT = re.compile(r"UPnP/\d[\d.]{0,8},?\s+([^/]{1,60})/([\w.+-]{1,40})")
LLMNR_GROUP = "224.0.0.252"
SSDP_HEADERS = ("server", "nt", "st", "usn", "location")
SSDP_HEADER = re.compile(rf"(?mi)^({'|'.join(SSDP_HEADERS)})[ \t]*:[ \t]*(.*?)\s*$")
# Printers of Bambu Lab notify in the form of SSDP, but to ports of their own; there the bare USN is the serial
# number. Read in several public clients (their samples of NOTIFY agree).
BAMBU = re.compile(r"(?mi)^Dev(Model|Name|Version)\.bambu\.(?:com|net)[ \t]*:[ \t]*(.*?)\s*$")
MOST_TEXTS, MOST_TOLD, MOST_SOAP = 64, 80, 8192
# WS-Discovery 1.1, sections 4.1 and 5.3; ONVIF Core Specification, section 7.3.2.2 (scopes).
HELLO = re.compile(r"/discovery(?:/2009/01)?/(Hello|ProbeMatches)\s*<")
ELEMENT = r"<(?:\w{{1,32}}:)?{0}(?:\s[^<>]{{0,200}})?>([^<>]{{0,2000}})</"
SCOPE = re.compile(r"onvif://www\.onvif\.org/(hardware|name|manufacturer)/([^\s/]{1,200})", re.IGNORECASE)


def arp(frame: Ether) -> Overheard | None:
    packet = frame[ARP]
    if (packet.hwlen, packet.plen) != (6, 4) or packet.psrc == "0.0.0.0":  # noqa: S104
        return None  # a probe for a free address says nothing about its sender's
    return Overheard(str(packet.psrc), str(packet.hwsrc), Announcement(protocol="arp"))


def lldp(frame: Ether) -> Overheard | None:
    packet = frame[LLDPDU]
    name = clean(packet[LLDPDUSystemName].system_name) if LLDPDUSystemName in packet else ""
    said = clean(packet[LLDPDUSystemDescription].description) if LLDPDUSystemDescription in packet else ""
    return Overheard("", frame.src, announcement("lldp", [name], {"description": said}))


def mdns(frame: Ether) -> Overheard | None:
    packet = frame[DNS]
    if not packet.qr:
        return None
    records = [*(packet.an or []), *(packet.ar or [])][: NAMES * 4]
    names = [clean(r.rrname) for r in records if r.type in (1, 28)]
    services = [clean(r.rrname) for r in records if r.type == 12]
    texts = [text for r in records if r.type == 16 and isinstance(r.rdata, list) for text in r.rdata]
    listed = ", ".join(sorted(set(services))[:NAMES])
    said = clean(b" ".join(texts[:MOST_TEXTS]), 400)
    return _from(frame, "mdns", names, {"services": listed, "text": said} | _told(texts[:MOST_TEXTS]))


def _told(texts: list[bytes]) -> dict[str, str]:
    """What the texts say of the device under the keys that we know; the first of a kind counts."""
    told: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition(b"=")
        ours = TOLD.get(clean(key, MOST_TOLD).lower(), "")
        if equals and ours and not told.get(ours):
            told[ours] = clean(value, MOST_TOLD).strip()
    return told


def ssdp(frame: Ether) -> Overheard | None:
    text = bytes(frame[UDP].payload).decode("utf-8", "replace")[:2000]
    if not text.startswith(("NOTIFY", "HTTP/1.1")):
        return None
    headers = dict(SSDP_HEADER.findall(text))
    told = {key.lower(): clean(value) for key, value in headers.items()}
    software = PRODUCT.search(told.get("server", ""))
    told |= {"software": software[1], "software_version": software[2]} if software else {}
    if bambu := {key.lower(): clean(value, MOST_TOLD) for key, value in BAMBU.findall(text)}:
        told |= {"vendor": "Bambu Lab", "serial": told.get("usn", "").partition("::")[0]}
        told |= {"model": bambu.get("model", ""), "version": bambu.get("version", "")}
    return _from(frame, "ssdp", [bambu.get("name", "")], told)


def dhcp(frame: Ether) -> Overheard | None:
    options = {item[0]: item[1] for item in frame[DHCP].options if isinstance(item, tuple) and len(item) > 1}
    address = str(options.get("requested_addr", frame[IP].src))
    # A client that takes an offer names the server to everybody (RFC 2131, 4.3.2; RFC 2132, 9.7).
    named = ("vendor_class_id", "message-type", "server_id")
    kept = {key: clean(options[key]) for key in named if key in options}
    known = "" if address == "0.0.0.0" else address  # noqa: S104
    return Overheard(known, frame.src, announcement("dhcp", [clean(options.get("hostname", b""))], kept))


def nbns(frame: Ether) -> Overheard | None:
    if NBNSRegistrationRequest not in frame or NBNSHeader not in frame:
        return None
    return _from(frame, "nbns", [clean(frame[NBNSRegistrationRequest].QUESTION_NAME).strip()], {})


def llmnr(frame: Ether) -> Overheard | None:
    """A question to everybody (RFC 4795, section 2.1). Answers go to the asker alone; the name is that of another."""
    if LLMNRQuery not in frame or frame[LLMNRQuery].qr or frame[IP].dst != LLMNR_GROUP:
        return None
    asked = frame[LLMNRQuery].qd
    return _from(frame, "llmnr", [], {"asked": clean(asked[0].qname) if asked else ""})


def ws_discovery(frame: Ether) -> Overheard | None:
    """A Hello, or a match that somebody else's search brought up. Read by pattern, so no entity can grow."""
    text = bytes(frame[UDP].payload)[:MOST_SOAP].decode("utf-8", "replace")
    if not HELLO.search(text):
        return None
    scopes = dict(reversed(SCOPE.findall(_element(text, "Scopes"))))
    said = {key.lower(): clean(unquote(value)).replace("_", " ") for key, value in scopes.items()}
    details = {"types": clean(_element(text, "Types")), "location": clean(_element(text, "XAddrs"))}
    details |= {"model": said.get("hardware", ""), "vendor": said.get("manufacturer", "")}
    return _from(frame, "ws-discovery", [], details | {"description": said.get("name", "")})


def _element(text: str, name: str) -> str:
    found = re.search(ELEMENT.format(name), text)
    return found[1] if found else ""


def _from(frame: Ether, protocol: str, names: list[str], details: dict[str, str]) -> Overheard:
    return Overheard(str(frame[IP].src), frame.src, announcement(protocol, names, details))
