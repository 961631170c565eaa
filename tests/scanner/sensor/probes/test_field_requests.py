"""What the probes of building, field and grid devices send, judged by Wireshark's dissectors."""

import shutil
import subprocess
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Packet
from scapy.utils import wrpcap

from scanner.plugin import Refused
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes import ads, amqp, atg, bacnet, bacnet_bbmd, fox, iec104, knxip, lantronix, moxa
from scanner.sensor.probes.bacnet import bacnet_device
from scanner.sensor.probes.coap import coap_resources
from scanner.sensor.probes.dnp3 import link_status
from scanner.sensor.probes.hartip import hart_identity
from scanner.sensor.probes.mms import mms_identity
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes import field_replies as real


def said(kind: type[ScriptedLine], protocol: str, probe: object, replies: list[object]) -> list[bytes]:
    line = kind(protocol, replies)  # type: ignore[arg-type]
    probe(line)  # type: ignore[operator]
    return line.sent


BACNET = said(real.DatagramLine, "bacnet", bacnet_device, [*real.BACNET_SMALL])
BACNET_AT_ONCE = said(real.DatagramLine, "bacnet", bacnet_device, [real.BACNET[0], real.BACNET_NAMES])
HART = said(ScriptedLine, "hart-ip", hart_identity, [*real.HART])
MMS = said(ScriptedLine, "mms", mms_identity, [*real.MMS])
COAP = said(real.DatagramLine, "coap", coap_resources, [real.coap])[0]
Asked = tuple[str, str, int, bytes, str, str]
JUDGED: list[Asked] = [
    ("bacnet", "udp", 47808, BACNET[0], "bacapp.unconfirmed_service", "8"),
    ("bacnet", "udp", 47808, BACNET[1], "bacapp.confirmed_service", "12"),
    ("bacnet", "udp", 47808, BACNET[1], "bacapp.property_identifier", "121"),
    ("bacnet", "udp", 47808, BACNET[5], "bacapp.instance_number", "4711"),
    ("bacnet", "udp", 47808, BACNET_AT_ONCE[1], "bacapp.confirmed_service", "14"),
    ("bacnet", "udp", 47808, BACNET_AT_ONCE[1], "bacapp.property_identifier", "121,70,44,12,77"),
    ("bacnet-bbmd", "udp", 47808, bacnet_bbmd.READ_TABLE, "bvlc.function", "0x02"),
    ("knxip", "udp", 3671, knxip.REQUEST, "knxip.service", "0x0203"),
    ("coap", "udp", 5683, COAP, "coap.opt.uri_path", ".well-known,core"),
    ("coap", "udp", 5683, COAP, "coap.code", "1"),
    ("hart-ip", "tcp", 5094, HART[0], "hart_ip.message_id", "0"),
    ("hart-ip", "tcp", 5094, HART[1], "hart_ip.pt.command", "0"),
    ("hart-ip", "tcp", 5094, HART[2], "hart_ip.message_id", "1"),
    ("iec104", "tcp", 2404, iec104.TEST, "iec60870_104.utype", "0x00000010"),
    ("dnp3", "tcp", 20000, link_status(1, 1024), "dnp3.ctl.prifunc", "9"),
    ("dnp3", "tcp", 20000, link_status(1, 1024), "dnp.hdr.CRC.status", "1"),
    ("mms", "tcp", 102, MMS[1], "mms.initiate_RequestPDU_element", "1"),
]
OTHERS = [
    ("ads", ads.REQUEST), ("fox", fox.HELLO), ("moxa", moxa.SEARCH), ("lantronix", lantronix.QUERY),
    ("atg", atg.COMMAND), ("mms", MMS[0]), ("mms", MMS[2]), ("mms", MMS[3]),
    ("amqp", amqp.HEADER),
]  # fmt: skip


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize("asked", JUDGED, ids=lambda asked: f"{asked[0]}-{asked[4]}-{asked[5]}")
def test_wireshark_reads_the_request_as_it_is_meant(asked: Asked, tmp_path: Path) -> None:
    _, transport, port, request, name, value = asked
    over_tcp = TCP(sport=40_000, dport=port, flags="PA", seq=1, ack=1)
    above: Packet = over_tcp if transport == "tcp" else UDP(sport=40_000, dport=port)
    file = str(tmp_path / "request.pcap")
    wrpcap(file, [Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / above / request])
    command = ["tshark", "-r", file, "-T", "fields", "-E", "separator=;", "-e", name, "-e", "_ws.malformed"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip("\n")
    assert told == f"{value};"


@pytest.mark.parametrize(
    ("protocol", "request_bytes"),
    [*((one[0], one[3]) for one in JUDGED), *OTHERS],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_guard_lets_the_request_out_but_nothing_added_to_it(protocol: str, request_bytes: bytes) -> None:
    assert allowed_request(protocol, request_bytes)
    for other in (request_bytes + b"\0", request_bytes + b"\r\n", request_bytes[:-1], request_bytes * 2):
        with pytest.raises(Refused):
            allowed_request(protocol, other)


def test_the_names_of_a_bacnet_device_with_little_room_are_asked_one_at_a_time() -> None:
    assert len(BACNET) == 6
    assert len({bacnet.WHO_IS, *BACNET}) == 6
