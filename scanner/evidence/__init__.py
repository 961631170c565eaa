"""Everything that can be known, typed; one family a file."""

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
from scanner.evidence.messaging import MqttGreeting
from scanner.evidence.names import Announcement, NetbiosNames
from scanner.evidence.opcua import OpcUaEndpoint, OpcUaServer
from scanner.evidence.presence import Fragility, NmapReport, OpenPort, Presence
from scanner.evidence.remote import RdpSecurity, SshServer, TelnetGreeting, VncSecurity
from scanner.evidence.views import AssetView, SegmentView
from scanner.evidence.web import Certificate, HttpPage, TlsServer

__all__ = [
    "Announcement",
    "AssetView",
    "Certificate",
    "DceRpcDoor",
    "EthernetIpIdentity",
    "FanucCnc",
    "Fragility",
    "FtpGreeting",
    "HeidenhainDoor",
    "HttpPage",
    "IppPrinter",
    "ModbusIdentity",
    "MqttGreeting",
    "MtConnectAdapter",
    "MtConnectAgent",
    "MtConnectDevice",
    "NetbiosNames",
    "NmapReport",
    "OpcUaEndpoint",
    "OpcUaServer",
    "OpenPort",
    "Presence",
    "Printer3d",
    "RdpSecurity",
    "RtspServer",
    "S7Identity",
    "SegmentView",
    "SmbServer",
    "SmtpGreeting",
    "SnmpEngine",
    "SnmpSystem",
    "SshServer",
    "TelnetGreeting",
    "TlsServer",
    "UrRobot",
    "VncSecurity",
]
