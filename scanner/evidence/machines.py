"""What machine tools, robots and the devices around them say: CNC, robot, 3D printer, camera, printer."""

from scanner.model import Fact, Record


class MtConnectDevice(Record):
    """One Device element of an MTConnect agent (ANSI/MTC1.4 part 2, Device and its Description)."""

    name: str = ""
    uuid: str = ""
    vendor: str = ""
    model: str = ""
    serial: str = ""
    description: str = ""


class MtConnectAgent(Fact):
    """Answer of an MTConnect agent to `/probe`. It may speak for machines at other addresses.

    `version` is the agent's own. `vendor` to `name` are those of the machine where it names exactly
    one; the agent's own entry in the list is no machine.
    """

    sender: str = ""
    version: str = ""
    devices: tuple[MtConnectDevice, ...] = ()
    vendor: str = ""
    product: str = ""
    serial: str = ""
    name: str = ""


class MtConnectAdapter(Fact):
    """An MTConnect adapter told a line of data to whoever connects; its values are no part of this."""

    stamped: bool = False  # the line began with a time
    item: str = ""  # name of the first data item


class FanucCnc(Fact):
    """System information of a Fanuc CNC (FOCAS function 0x18; `ODBSYS` of its C header).

    Empty texts: it opened the session, which only FOCAS does like this, and then told nothing.
    """

    product: str = ""  # "Series 0"
    cnc_type: str = ""  # 0, 15, 16, 18, 21, 30, 31, 32, PD, PH
    machine_type: str = ""  # M milling, T turning, MM, TT, MT, P punch press, L laser, W wire cut
    series: str = ""  # of the system software: D4F1
    version: str = ""  # of the system software: 30.0
    axes: str = ""  # controlled axes: 03
    most_axes: int = 0


class KukaRobot(Fact):
    """What a bridge to the variables of a KUKA robot tells whoever looks for it. Untold texts are empty."""

    product: str = ""  # $MODEL_NAME[]
    serial: str = ""  # $KR_SERIALNO


class UrRobot(Fact):
    """What the dashboard server of a Universal Robots controller says about itself."""

    greeting: str
    product: str = ""  # UR5
    version: str = ""  # of PolyScope: 5.11.9.1010452
    serial: str = ""


class HeidenhainDoor(Fact):
    """The port that Heidenhain controls keep for LSV2 is open. Nothing was said, so nothing else is known."""


class WdbAgent(Fact):
    """The debugger's agent of VxWorks answered a ping. It was asked nothing, so nothing else is known."""


class DceRpcDoor(Fact):
    """The port of the DCE/RPC endpoint mapper (DCOM, OPC DA) is open. Nothing was said."""


class Printer3d(Fact):
    """What a 3D printer says to anybody who asks its version resource."""

    vendor: str = ""
    product: str = ""
    version: str = ""
    name: str = ""
    hardware: str = ""
    uuid: str = ""


class RtspServer(Fact):
    """Answer to OPTIONS (RFC 2326, section 10.1) or, where `described`, to DESCRIBE (10.2). No stream was opened."""

    status: int
    server: str = ""
    methods: tuple[str, ...] = ()
    asks_login: str = ""  # scheme of WWW-Authenticate: basic, digest
    described: bool = False
    media: tuple[str, ...] = ()  # what a stranger was told that there is: video, audio


class IppPrinter(Fact):
    """Answer to Get-Printer-Attributes (RFC 8011, section 4.2.5). `status` is IPP's own, 0 is success."""

    status: int
    version: str = ""  # of IPP: 1.1, 2.0
    vendor: str = ""
    product: str = ""  # printer-make-and-model, or the model in the device id
    firmware: str = ""
    serial: str = ""
    name: str = ""
    uuid: str = ""
    authentication: tuple[str, ...] = ()  # none, requesting-user-name, basic, digest, certificate


class SnmpSystem(Fact):
    """sysDescr and sysObjectID (RFC 3418, section 2), told to whoever says the community `community`."""

    description: str = ""
    object_id: str = ""
    community: str
