"""What a frame that everybody hears gives away: bytes in, an announcement out; never an exception."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from scapy.contrib.lldp import LLDPDU, LLDPDUSystemDescription, LLDPDUSystemName
from scapy.layers.dhcp import DHCP
from scapy.layers.dns import DNS
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import ARP, Ether
from scapy.layers.netbios import NBNSHeader, NBNSRegistrationRequest

from scanner.evidence import Announcement

NAMES = 16
"""Names that are kept of one announcement."""


@dataclass(frozen=True)
class Overheard:
    """Who said it (address may be empty on the link layer), and what."""

    address: str
    mac: str
    announcement: Announcement


def overheard(frame: bytes) -> Overheard | None:
    """The announcement in an Ethernet frame, or None: not one, or not readable."""
    reader = _reader(frame)
    if reader is None:
        return None
    try:
        return reader(Ether(frame))
    except Exception:  # noqa: BLE001 - a dissector may fail in any way on hostile bytes
        return None


def _reader(frame: bytes) -> Callable[[Ether], Overheard | None] | None:
    """Looks at fixed places only, so that most traffic costs nothing."""
    kind = frame[12:14]
    if kind in (b"\x08\x06", b"\x88\xcc"):
        return _arp if kind == b"\x08\x06" else _lldp
    if kind != b"\x08\x00" or len(frame) < 38 or frame[23] != 17:
        return None
    start = 14 + (frame[14] & 0x0F) * 4
    ports = {int.from_bytes(frame[at : at + 2], "big") for at in (start, start + 2)}
    return next((reader for port, reader in _BY_PORT.items() if port in ports), None)


def _clean(raw: object) -> str:
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw or "")
    return re.sub(r"[\x00-\x1f\x7f]", "", text)[:200].rstrip(".")


def _arp(frame: Ether) -> Overheard | None:
    packet = frame[ARP]
    if (packet.hwlen, packet.plen) != (6, 4) or packet.psrc == "0.0.0.0":  # noqa: S104
        return None  # a probe for a free address says nothing about its sender's
    return Overheard(str(packet.psrc), str(packet.hwsrc), Announcement(protocol="arp"))


def _lldp(frame: Ether) -> Overheard | None:
    packet = frame[LLDPDU]
    name = _clean(packet[LLDPDUSystemName].system_name) if LLDPDUSystemName in packet else ""
    said = _clean(packet[LLDPDUSystemDescription].description) if LLDPDUSystemDescription in packet else ""
    details = {"description": said} if said else {}
    return Overheard(
        "", frame.src, Announcement(protocol="lldp", names=(name,) * bool(name), details=details)
    )


def _mdns(frame: Ether) -> Overheard | None:
    packet = frame[DNS]
    if not packet.qr:
        return None
    records = [*(packet.an or []), *(packet.ar or [])][: NAMES * 4]
    names = [_clean(r.rrname) for r in records if r.type in (1, 28)]
    services = [_clean(r.rrname) for r in records if r.type == 12]
    texts = [_clean(b" ".join(r.rdata)) for r in records if r.type == 16 and isinstance(r.rdata, list)]
    details = {"services": ", ".join(sorted(set(services))[:NAMES]), "text": " ".join(texts)[:400]}
    return _said(frame, "mdns", names, details)


def _ssdp(frame: Ether) -> Overheard | None:
    text = bytes(frame[UDP].payload).decode("utf-8", "replace")[:2000]
    if not text.startswith(("NOTIFY", "HTTP/1.1")):
        return None
    headers = dict(re.findall(r"(?mi)^(server|nt|st|usn|location)\s*:\s*(.*?)\s*$", text))
    return _said(frame, "ssdp", [], {key.lower(): _clean(value) for key, value in headers.items()})


def _dhcp(frame: Ether) -> Overheard | None:
    options = {item[0]: item[1] for item in frame[DHCP].options if isinstance(item, tuple) and len(item) > 1}
    address = str(options.get("requested_addr", frame[IP].src))
    kept = {key: _clean(options[key]) for key in ("vendor_class_id", "message-type") if key in options}
    heard = _said(frame, "dhcp", [_clean(options.get("hostname", b""))], kept)
    known = "" if address == "0.0.0.0" else address  # noqa: S104
    return heard and Overheard(known, heard.mac, heard.announcement)


def _nbns(frame: Ether) -> Overheard | None:
    if NBNSRegistrationRequest not in frame or NBNSHeader not in frame:
        return None
    return _said(frame, "nbns", [_clean(frame[NBNSRegistrationRequest].QUESTION_NAME).strip()], {})


def _said(frame: Ether, protocol: str, names: list[str], details: dict[str, str]) -> Overheard:
    kept = tuple(dict.fromkeys(name for name in names if name))[:NAMES]
    filled = {key: value for key, value in details.items() if value}
    announcement = Announcement.model_validate({"protocol": protocol, "names": kept, "details": filled})
    return Overheard(str(frame[IP].src), frame.src, announcement)


_BY_PORT: dict[int, Callable[[Ether], Overheard | None]] = {
    5353: _mdns, 1900: _ssdp, 67: _dhcp, 137: _nbns,
}  # fmt: skip
