"""What further controllers say about themselves, each in its maker's own protocol."""

from typing import Literal

from scanner.model import Fact


class FinsIdentity(Fact):
    """Controller Data Read of Omron FINS (Omron W342, command 05 01).

    A controller that declines still answered: `end_code` is what it said (0: it told all).
    """

    model: str = ""  # "CP1L-EL20DR-D"
    version: str = ""
    node: int = 0  # the FINS node number that it answered from
    end_code: int = 0


class MelsecIdentity(Fact):
    """CPU model of a Mitsubishi MELSEC controller (command 0101). `code` is the model's number, if told.

    `frame` says which frame it was told in. `end_code` is what a controller that declined said.
    """

    model: str = ""  # "Q03UDECPU"
    code: str = ""  # four hexadecimal digits
    frame: Literal["melsoft", "3e"] = "melsoft"
    end_code: int = 0


class CodesysV3Identity(Fact):
    """A CODESYS V3 runtime's answer of its name service (service 4, package 0xC280)."""

    node_name: str = ""  # what the engineer called it
    device_name: str = ""  # the target: "CODESYS Control Win V3"
    vendor: str = ""
    version: str = ""  # of the target, "3.5.14.20"
    target_type: int = 0
    target_id: str = ""  # eight hexadecimal digits
    serial: str = ""


class CodesysV2Identity(Fact):
    """A CODESYS V2 runtime's answer to the byte order question."""

    operating_system: str = ""
    system_version: str = ""
    product: str = ""
    little_endian: bool = True


class PcomIdentity(Fact):
    """A Unitronics controller's answer to the PCOM command ID."""

    model: str = ""  # "V130-33-T38" where the code is known
    model_code: str = ""
    hardware: str = ""  # one letter
    version: str = ""  # of the operating system, "3.9 (41)"


class UmasIdentity(Fact):
    """CPU model of a Schneider Electric controller (UMAS 0x02), told beside its Modbus identity.

    A controller that declines still answered: `exception` is its code.
    """

    model: str = ""  # "BMX P34 2000"
    hardware_id: str = ""  # eight hexadecimal digits
    exception: int | None = None


class CrimsonIdentity(Fact):
    """Maker and model that a Red Lion Crimson 3 device tells."""

    vendor: str = ""
    model: str = ""


class SrtpIdentity(Fact):
    """Controller type and id of a GE controller (GE GFK-0529C, table 6-17). Numbers as sent."""

    controller_id: str = ""
    family: str = ""  # where the major type is known
    major_type: int = 0
    minor_type: int = 0
    program: str = ""
    error: int = 0  # the status of a controller that declined


class ProconosIdentity(Fact):
    """A ProConOS runtime's answer to its information request."""

    runtime: str = ""  # "ProConOS V3.0.1040 Oct 29 2002"
    model: str = ""
    version: str = ""  # of the runtime
    project: str = ""


class PcworxIdentity(Fact):
    """A Phoenix Contact controller's answer to PC Worx's information request."""

    model: str = ""  # "ILC 330 ETH"
    order_number: str = ""
    version: str = ""
    built: str = ""  # date and time of the firmware, as told
