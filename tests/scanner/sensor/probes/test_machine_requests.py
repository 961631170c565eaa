"""What the probes for machines send, judged by Wireshark's dissectors; and the guard, that nothing rides behind it."""

import shutil
import subprocess
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from scanner.plugin import Refused
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes import focas, ipp, mtconnect, printer3d, rtsp, snmp_system, ur_dashboard
from scanner.sensor.probes.resource import get_request

Asked = tuple[str, int, bytes, str, str]
PROBE = get_request("10.0.0.5", 5000, mtconnect.PATH, mtconnect.ACCEPT)
SYSTEM = get_request("10.0.0.5", 80, printer3d.PATH, printer3d.ACCEPT)
READ_BY_WIRESHARK: list[Asked] = [
    ("mtconnect", 80, PROBE, "http.request.method", "GET"),
    ("mtconnect", 80, PROBE, "http.request.uri", "/probe"),
    ("printer3d", 80, SYSTEM, "http.request.uri", "/api/v1/system"),
    ("rtsp", 554, rtsp.OPTIONS, "rtsp.method", "OPTIONS"),
    ("rtsp", 554, rtsp.OPTIONS, "rtsp.url", "*"),
    ("rtsp-stream", 554, rtsp.describe("10.0.0.5"), "rtsp.method", "DESCRIBE"),
    ("rtsp-stream", 554, rtsp.describe("10.0.0.5"), "rtsp.url", "rtsp://10.0.0.5:554/"),
    ("ipp", 631, ipp.post("10.0.0.5", 631), "ipp.operation_id", "0x000b"),
    ("ipp", 631, ipp.post("10.0.0.5", 631), "http.request.method", "POST"),
    ("snmp-system", 161, snmp_system.question(), "snmp.version", "1"),  # 2c
    ("snmp-system", 161, snmp_system.question(), "snmp.data", "0"),  # get-request
    ("snmp-system", 161, snmp_system.question(), "snmp.name", "1.3.6.1.2.1.1.1.0,1.3.6.1.2.1.1.2.0"),
]
OTHERS = [
    ("focas", focas.OPEN_REQUEST), ("focas", focas.INFO_REQUEST), ("focas", focas.CLOSE_REQUEST),
    ("ur-dashboard", ur_dashboard.VERSION), ("ur-dashboard", ur_dashboard.MODEL),
    ("ur-dashboard", ur_dashboard.SERIAL),
]  # fmt: skip
ALL = list(dict.fromkeys([(protocol, sent) for protocol, _, sent, *_ in READ_BY_WIRESHARK] + OTHERS))


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize("asked", READ_BY_WIRESHARK, ids=lambda asked: f"{asked[0]}-{asked[3]}")
def test_wireshark_reads_the_request_as_it_is_meant(asked: Asked, tmp_path: Path) -> None:
    _, port, sent, field, value = asked
    file = tmp_path / "request.pcap"
    transport = (
        UDP(sport=50_001, dport=port)
        if port == 161
        else TCP(sport=50_001, dport=port, flags="PA", seq=1, ack=1)
    )
    wrpcap(str(file), [Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / transport / sent])
    command = [
        "tshark",
        "-r",
        str(file),
        "-n",
        "-T",
        "fields",
        "-E",
        "separator=;",
        "-e",
        field,
        "-e",
        "_ws.malformed",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip("\n")
    assert told == f"{value};"


@pytest.mark.parametrize(("protocol", "sent"), ALL, ids=lambda value: value if isinstance(value, str) else "")
def test_the_guard_lets_the_request_out_but_nothing_added_to_it(protocol: str, sent: bytes) -> None:
    assert allowed_request(protocol, sent)
    for other in (sent + b"\0", sent + b"\r\n", sent[:-1], sent[1:], sent * 2):
        with pytest.raises(Refused):
            allowed_request(protocol, other)


@pytest.mark.parametrize("address", ["10.0.0.5\r\nCookie: a=b", "machine.lab", "10.0.0.5 ", ""])
def test_no_header_can_be_smuggled_into_the_host(address: str) -> None:
    for protocol, sent in (
        ("mtconnect", get_request(address, 5000, mtconnect.PATH, mtconnect.ACCEPT)),
        ("printer3d", get_request(address, 80, printer3d.PATH, printer3d.ACCEPT)),
        ("ipp", ipp.post(address, 631)),
        ("rtsp-stream", rtsp.describe(address)),
    ):
        with pytest.raises(Refused):
            allowed_request(protocol, sent)
