"""What controllers say about themselves."""

from scanner.model import Fact


class ModbusIdentity(Fact):
    """Device identification (Modbus Application Protocol V1.1b3, section 6.21).

    A server that answers with an exception still answered: `exception` holds its code and the
    names stay empty.
    """

    vendor: str = ""
    product: str = ""  # object 1, product code
    version: str = ""  # object 2, major and minor revision
    product_name: str = ""
    model: str = ""
    unit: int = 255
    exception: int | None = None


class S7Identity(Fact):
    """System status lists 0x0011 and 0x001C of a Siemens S7 controller.

    `protection` is the protection level of SZL 0x0232 index 4 (0: not told).
    """

    order_number: str = ""
    hardware_version: str = ""
    firmware: str = ""
    system_name: str = ""
    module_name: str = ""
    plant_id: str = ""
    module_type: str = ""
    serial: str = ""
    protection: int = 0


class EthernetIpIdentity(Fact):
    """ListIdentity (EtherNet/IP, CIP volume 2, section 2-4.2). Numbers as sent, names where known.

    `own_address` is the address that the device believes it has.
    """

    vendor_id: int
    vendor: str = ""
    device_type: int
    device_type_name: str = ""
    product_code: int
    revision: str
    serial: str
    product_name: str
    state: int = 0
    own_address: str = ""
