"""What the IT probes send, judged by somebody else: Wireshark's dissectors and scapy's layers."""

import shutil
import subprocess
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether
from scapy.layers.netbios import NBNSHeader, NBNSNodeStatusRequest
from scapy.layers.ntlm import NTLM_Header
from scapy.layers.smb import SMB_Header, SMBNegotiate_Request
from scapy.layers.smb2 import DirectTCP, SMB2_Header
from scapy.layers.ssh import SSH, SSHDisconnect
from scapy.packet import Packet
from scapy.utils import wrpcap

from scanner.plugin import Refused
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes import (
    ftp,
    http_messages,
    netbios,
    ntlm,
    rdp,
    smb_messages,
    smtp,
    snmp,
    ssh,
    ssl3_hello,
)

SCREEN = http_messages.request("10.0.0.5", 80)
Asked = tuple[str, int, bytes, str, str]
REQUESTS: list[Asked] = [
    ("ssh", 22, ssh.IDENTIFICATION, "ssh.protocol", "SSH-2.0-Vaglio"),
    ("tls", 443, ssl3_hello.ssl3_hello(), "tls.handshake.version", "0x0300"),
    ("tls", 443, ssl3_hello.GOODBYE, "tls.alert_message.desc", "0"),
    ("http", 80, SCREEN, "http.request.method", "GET"),
    ("http", 80, SCREEN, "http.host", "10.0.0.5"),
    ("ftp", 21, ftp.FEAT, "ftp.request.command", "FEAT"),
    ("ftp", 21, ftp.QUIT, "ftp.request.command", "QUIT"),
    ("smtp", 25, smtp.EHLO, "smtp.req.parameter", "vaglio.invalid"),
    ("smb", 445, smb_messages.negotiate(), "smb2.dialect", "0x0202,0x0210,0x0300,0x0302,0x0311"),
    ("smb", 445, smb_messages.negotiate(), "smb2.negotiate_context.type", "0x0001,0x0002"),
    ("smb", 445, smb_messages.session_setup(), "ntlmssp.messagetype", "0x00000001"),
    ("smb", 445, smb_messages.negotiate_smb1(), "smb.dialect.name", "NT LM 0.12"),
    ("rdp", 3389, rdp.offer(rdp.STANDARD), "rdp.negReq.requestedProtocols", "0x00000000"),
    ("rdp", 3389, rdp.offer(rdp.TLS), "rdp.negReq.requestedProtocols", "0x00000001"),
    ("rdp", 3389, rdp.offer(rdp.TLS | rdp.NLA), "rdp.negReq.requestedProtocols", "0x00000003"),
    ("snmp", 161, snmp.discovery(), "snmp.data", "0"),  # get-request
    ("snmp", 161, snmp.discovery(), "snmp.msgVersion", "3"),
    ("netbios", 137, netbios.REQUEST, "nbns.type", "33"),
]


def frame(port: int, payload: bytes) -> Packet:
    udp = port in (137, 161)
    transport = (
        UDP(sport=40_000, dport=port) if udp else TCP(sport=40_000, dport=port, flags="PA", seq=1, ack=1)
    )
    return Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / transport / payload


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize("asked", REQUESTS)
def test_wireshark_reads_the_request_as_it_is_meant(asked: Asked, tmp_path: Path) -> None:
    protocol, port, request_bytes, field, value = asked
    file = tmp_path / "request.pcap"
    wrpcap(str(file), [frame(port, request_bytes)])
    command = [
        "tshark",
        "-r",
        str(file),
        "-T",
        "fields",
        "-E",
        "separator=;",
        "-e",
        field,
        "-e",
        "_ws.malformed",
    ]
    command += ["-e", "frame.protocols"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip("\n")
    read, malformed, protocols = told.split(";")
    assert (read, malformed) == (value, "")
    assert {"netbios": "nbns", "smb": "smb"}.get(protocol, protocol) in protocols


@pytest.mark.parametrize("asked", REQUESTS)
def test_the_guard_lets_the_request_out_but_nothing_added_to_it(asked: Asked) -> None:
    protocol, _, request_bytes, *_ = asked
    assert allowed_request(protocol, request_bytes)
    for other in (request_bytes + b"\0", request_bytes + b"\r\n", request_bytes[:-1], request_bytes * 2):
        with pytest.raises(Refused):
            allowed_request(protocol, other)


@pytest.mark.parametrize("address", ["10.0.0.5", "fe80::1", "fe80::1%eth0"])
@pytest.mark.parametrize("port", [80, 443, 8080])
def test_the_start_page_is_asked_for_by_any_address(address: str, port: int) -> None:
    assert allowed_request("http", http_messages.request(address, port))


def test_no_header_can_be_smuggled_into_the_host() -> None:
    for address in ("10.0.0.5\r\nCookie: a=b", "panel.lab", "10.0.0.5 ", ""):
        with pytest.raises(Refused):
            allowed_request("http", http_messages.request(address, 80))


def test_scapy_reads_both_smb_negotiations() -> None:
    new = DirectTCP(smb_messages.negotiate())[SMB2_Header].payload
    assert new.Dialects == [0x0202, 0x0210, 0x0300, 0x0302, 0x0311]
    assert [context.ContextType for context in new.NegotiateContexts] == [1, 2]
    old = SMB_Header(smb_messages.negotiate_smb1()[4:])[SMBNegotiate_Request]
    assert [dialect.DialectString for dialect in old.Dialects] == [b"NT LM 0.12"]


def test_the_ntlm_message_names_nobody() -> None:
    message = NTLM_Header(ntlm.NEGOTIATE)
    assert message.MessageType == 1
    assert (message.DomainNameLen, message.WorkstationNameLen) == (0, 0)


def test_scapy_builds_the_same_node_status_request() -> None:
    asked = NBNSHeader(netbios.REQUEST)
    assert asked.NAME_TRN_ID == netbios.TRANSACTION
    assert asked[NBNSNodeStatusRequest].QUESTION_NAME.strip(b"\0 ") == b"*"
    built = NBNSHeader(NAME_TRN_ID=netbios.TRANSACTION, QDCOUNT=1) / NBNSNodeStatusRequest()
    assert bytes(built)[12:] == netbios.REQUEST[12:]


def test_the_ssh_farewell_is_a_disconnect_by_the_application() -> None:
    assert SSH(ssh.DISCONNECT)[SSHDisconnect].reason_code == 11
