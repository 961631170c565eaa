"""What building controllers, gateways, field and grid devices say about themselves."""

from typing import Literal

from scanner.model import Fact


class BacnetDevice(Fact):
    """I-Am and properties of the device object (ASHRAE 135, clauses 12.11, 16.10). Untold ones are empty.

    `vendor_id` is the number that ASHRAE gave to the maker.
    """

    instance: int
    vendor_id: int = 0
    vendor: str = ""
    model: str = ""
    firmware: str = ""
    software: str = ""  # application software version
    name: str = ""


class BacnetBroadcastTable(Fact):
    """What a BACnet/IP device says to Read-Broadcast-Distribution-Table (ASHRAE 135, annex J.2).

    `peers` are the devices to which it passes broadcasts on, itself among them: "10.0.0.5:47808", the first 32 of
    `entries`. `declined`: it refused to tell, which is also how a device answers that passes nothing on.
    """

    entries: int = 0
    peers: tuple[str, ...] = ()
    declined: bool = False


class AdsDevice(Fact):
    """Answer to a Beckhoff ADS discovery. `version` is TwinCAT's, `fingerprint` that of its own certificate."""

    net_id: str
    name: str = ""
    product: str = ""  # "TwinCAT 3"
    version: str = ""
    system: str = ""  # operating system and its version
    fingerprint: str = ""


class KnxDevice(Fact):
    """DESCRIPTION_RESPONSE of a KNXnet/IP device. `services` and `secured` hold names of service families.

    `secured` names the families that take secured messages only; empty: none, or not told.
    """

    name: str
    serial: str = ""
    mac: str = ""
    address: str = ""  # individual address, "1.1.4"
    medium: str = ""
    services: tuple[str, ...] = ()
    secured: tuple[str, ...] = ()


class FoxStation(Fact):
    """The hello of a Niagara station. `secured`: it was heard inside TLS."""

    name: str = ""  # of the station
    host_name: str = ""
    host_address: str = ""
    product: str = ""
    version: str = ""
    brand: str = ""
    host_id: str = ""
    system: str = ""
    runtime: str = ""
    fox_version: str = ""
    secured: bool = False


class MoxaDevice(Fact):
    """Answer to the search of Moxa's configuration tool. `own_address` is what the device believes it has."""

    mac: str
    model_id: str = ""  # as sent, in hexadecimal
    own_address: str = ""


class LantronixDevice(Fact):
    """Firmware information (0xF7) of a Lantronix device server. `firmware_type` is the maker's short code."""

    firmware_type: str = ""
    checksum: str = ""
    mac: str = ""


class HartDevice(Fact):
    """HART command 0, read unique identifier (HCF_SPEC-127). Numbers as sent; `device_id` in hexadecimal."""

    manufacturer_id: int
    device_type: int
    universal_revision: int
    device_revision: int
    software_revision: int
    device_id: str


class CoapServer(Fact):
    """Link targets of `/.well-known/core` (RFC 6690). `complete` is False when more blocks would follow.

    `code` is the answer's, "2.05" or an error such as "4.04"; only the former has resources.
    """

    resources: tuple[str, ...] = ()
    code: str = "2.05"
    complete: bool = True


class GridPresence(Fact):
    """A protocol of substations and remote control answered its own keep-alive. It asked for no login.

    `address` is the link address that answered (DNP3), None where the protocol has none.
    """

    protocol: Literal["iec-104", "dnp3"]
    address: int | None = None


class MmsIdentity(Fact):
    """Answer to MMS Identify (ISO 9506-2, 7.4.4)."""

    vendor: str = ""
    model: str = ""
    revision: str = ""


class ProfinetStation(Fact):
    """Answer to a PROFINET DCP Identify (IEC 61158-6-10, 4.3). Numbers as sent."""

    name: str = ""
    model: str = ""  # "type of station", which most makers fill with the product's name
    vendor_id: int = 0
    device_id: int = 0
    roles: tuple[str, ...] = ()
    own_address: str = ""


class TankGauge(Fact):
    """Heading of the stock report of a tank gauge: the place it names, and how many tanks it lists.

    What is in the tanks is not kept.
    """

    station: str = ""
    tanks: int = 0
