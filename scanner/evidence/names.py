"""What machines call themselves, heard or told."""

from typing import Literal

from pydantic import Field

from scanner.model import Fact


class Announcement(Fact):
    """Something a machine said to everybody; nothing was sent to it.

    `details` holds what the protocol names: service types, server strings; and, under these keys, what
    a machine says of itself: vendor, model, version, serial.
    """

    protocol: Literal[
        "arp", "mdns", "ssdp", "lldp", "dhcp", "nbns", "llmnr", "ws-discovery",
        "profinet", "ethercat", "powerlink", "sercos", "bacnet", "ethernet-ip", "snmp", "other",
    ]  # fmt: skip
    names: tuple[str, ...] = ()
    details: dict[str, str] = Field(default_factory=dict)


class NetbiosNames(Fact):
    """Answer to a NetBIOS node status request (RFC 1002, section 4.2.18)."""

    names: tuple[str, ...] = ()
    group: str = ""
    mac: str = ""
