"""What the controllers' probes send, judged by Wireshark's dissectors where it has them."""

import shutil
import subprocess
from ipaddress import IPv4Interface
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from scanner.plugin import Refused, Udp
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes import (
    codesys_v2,
    codesys_v3,
    crimson,
    fins,
    ge_srtp,
    melsec,
    pcom,
    pcworx,
    proconos,
    slmp,
    umas,
)
from tests.scanner.sensor.probes.plc_replies import CASES

REQUESTS = {
    "fins": [fins.REQUEST],
    "melsec": [melsec.REQUEST],
    "slmp": [slmp.REQUEST],
    "codesys-v3": [codesys_v3.request(IPv4Interface(own)) for own in ("10.0.0.2/24", "10.0.0.2/8")],
    "codesys-v2": [codesys_v2.LITTLE, codesys_v2.BIG],
    "pcom": [pcom.REQUEST],
    "umas": [umas.REQUEST],
    "crimson": [crimson.MAKER, crimson.MODEL],
    "ge-srtp": [ge_srtp.OPEN, ge_srtp.ASK],
    "proconos": [proconos.REQUEST],
    "pcworx": [pcworx.HELLO, pcworx.attach(7), pcworx.inform(7)],
}
EVERY = [(protocol, request) for protocol, requests in REQUESTS.items() for request in requests]
JUDGED = [
    ("fins", "omron.command", "0x0501"),
    ("pcom", "pcomascii.command_code", "ID"),
    ("pcom", "pcomtcp.length", "8"),
    ("umas", "modbus.func_code", "90"),
]


@pytest.mark.parametrize(("protocol", "request_bytes"), EVERY)
def test_the_guard_lets_the_request_out_but_nothing_added_to_it(protocol: str, request_bytes: bytes) -> None:
    assert allowed_request(protocol, request_bytes)
    for other in (request_bytes + b"\0", request_bytes + b"\r\n", request_bytes[:-1], request_bytes * 2):
        with pytest.raises(Refused):
            allowed_request(protocol, other)


@pytest.mark.parametrize(("protocol", "request_bytes"), EVERY)
def test_one_protocols_request_is_no_other_protocols(protocol: str, request_bytes: bytes) -> None:
    for other in REQUESTS.keys() - {protocol}:
        with pytest.raises(Refused):
            allowed_request(other, request_bytes)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_no_probe_may_send_more_than_its_questions(case: object) -> None:
    probe = CASES[next(name for name, known in CASES.items() if known is case)].probe
    assert probe.touches == 1
    assert len(REQUESTS[probe.protocol]) in (probe.questions, 2)
    if any(isinstance(port, Udp) for port in probe.ports):
        assert probe.order == 5


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize(("protocol", "field", "value"), JUDGED)
def test_wireshark_reads_the_request_as_it_is_meant(
    protocol: str, field: str, value: str, tmp_path: Path
) -> None:
    port = next(case.probe.ports[0] for case in CASES.values() if case.probe.protocol == protocol)
    transport = UDP if isinstance(port, Udp) else TCP
    frame = Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / transport(sport=40_000, dport=port.port)
    file = tmp_path / "request.pcap"
    wrpcap(str(file), [frame / REQUESTS[protocol][0]])
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
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    assert told == f"{value};"
