"""Everything that can be known, typed; one family a file."""

from scanner.evidence.controllers import EthernetIpIdentity, ModbusIdentity, S7Identity
from scanner.evidence.files import FtpGreeting, SmbServer
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
    "EthernetIpIdentity",
    "Fragility",
    "FtpGreeting",
    "HttpPage",
    "ModbusIdentity",
    "MqttGreeting",
    "NetbiosNames",
    "NmapReport",
    "OpcUaEndpoint",
    "OpcUaServer",
    "OpenPort",
    "Presence",
    "RdpSecurity",
    "S7Identity",
    "SegmentView",
    "SmbServer",
    "SmtpGreeting",
    "SnmpEngine",
    "SshServer",
    "TelnetGreeting",
    "TlsServer",
    "VncSecurity",
]
