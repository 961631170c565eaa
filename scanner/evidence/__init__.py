"""Everything that can be known, typed; one family a file."""

from scanner.evidence.building import (
    AdsDevice,
    BacnetDevice,
    CoapServer,
    FoxStation,
    GridPresence,
    HartDevice,
    KnxDevice,
    LantronixDevice,
    MmsIdentity,
    MoxaDevice,
    ProfinetStation,
    TankGauge,
)
from scanner.evidence.controllers import EthernetIpIdentity, ModbusIdentity, S7Identity
from scanner.evidence.files import FtpGreeting, SmbServer
from scanner.evidence.machines import (
    DceRpcDoor,
    FanucCnc,
    HeidenhainDoor,
    IppPrinter,
    MtConnectAdapter,
    MtConnectAgent,
    MtConnectDevice,
    Printer3d,
    RtspServer,
    SnmpSystem,
    UrRobot,
)
from scanner.evidence.mail import SmtpGreeting
from scanner.evidence.management import SnmpEngine
from scanner.evidence.messaging import AmqpGreeting, MqttGreeting
from scanner.evidence.names import Announcement, NetbiosNames
from scanner.evidence.opcua import OpcUaEndpoint, OpcUaServer
from scanner.evidence.plcs import (
    CodesysV2Identity,
    CodesysV3Identity,
    CrimsonIdentity,
    FinsIdentity,
    MelsecIdentity,
    PcomIdentity,
    PcworxIdentity,
    ProconosIdentity,
    SrtpIdentity,
    UmasIdentity,
)
from scanner.evidence.presence import Fragility, NmapReport, OpenPort, Presence
from scanner.evidence.remote import RdpSecurity, SshServer, TelnetGreeting, VncSecurity
from scanner.evidence.views import AssetView, SegmentView
from scanner.evidence.web import Certificate, HttpPage, TlsServer

__all__ = [
    "AdsDevice",
    "AmqpGreeting",
    "Announcement",
    "AssetView",
    "BacnetDevice",
    "Certificate",
    "CoapServer",
    "CodesysV2Identity",
    "CodesysV3Identity",
    "CrimsonIdentity",
    "DceRpcDoor",
    "EthernetIpIdentity",
    "FanucCnc",
    "FinsIdentity",
    "FoxStation",
    "Fragility",
    "FtpGreeting",
    "GridPresence",
    "HartDevice",
    "HeidenhainDoor",
    "HttpPage",
    "IppPrinter",
    "KnxDevice",
    "LantronixDevice",
    "MelsecIdentity",
    "MmsIdentity",
    "ModbusIdentity",
    "MoxaDevice",
    "MqttGreeting",
    "MtConnectAdapter",
    "MtConnectAgent",
    "MtConnectDevice",
    "NetbiosNames",
    "NmapReport",
    "OpcUaEndpoint",
    "OpcUaServer",
    "OpenPort",
    "PcomIdentity",
    "PcworxIdentity",
    "Presence",
    "Printer3d",
    "ProconosIdentity",
    "ProfinetStation",
    "RdpSecurity",
    "RtspServer",
    "S7Identity",
    "SegmentView",
    "SmbServer",
    "SmtpGreeting",
    "SnmpEngine",
    "SnmpSystem",
    "SrtpIdentity",
    "SshServer",
    "TankGauge",
    "TelnetGreeting",
    "TlsServer",
    "UmasIdentity",
    "UrRobot",
    "VncSecurity",
]
