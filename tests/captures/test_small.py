"""The messages that were written by hand are what their names say: tshark judges them."""

import shutil
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from tests.captures.dissected import Message, messages
from tests.captures.judge import JUDGES, UNREAD
from tests.captures.small import IDENTITY, REFUSED, Small

DATAGRAMS = {"bacnet": 47808, "fins": 9600}
SEGMENTS = {"s7comm": 102, "enip": 44818, "hart-ip": 5094, "modbus": 502, "iec104": 2404}
READ = [small for small in (*IDENTITY, *REFUSED) if small.protocol in DATAGRAMS | SEGMENTS]


def frame(small: Small, number: int) -> Ether:
    """The request in a frame of its own: as many clients as requests."""
    udp = small.protocol in DATAGRAMS
    port = DATAGRAMS[small.protocol] if udp else SEGMENTS[small.protocol]
    layer = (
        UDP(sport=40_000 + number, dport=port)
        if udp
        else TCP(sport=40_000 + number, dport=port, flags="PA", seq=1)
    )
    return (
        Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
        / IP(src="192.0.2.1", dst="192.0.2.2")
        / layer
        / small.data
    )


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Message]:
    """What tshark finds, by the number of the request."""
    if shutil.which("tshark") is None:
        pytest.skip("tshark, the judge, is not installed")
    path = Path(tmp_path_factory.mktemp("small")) / "small.pcap"
    wrpcap(str(path), [frame(small, number) for number, small in enumerate(READ)])
    fields = {field for protocol in DATAGRAMS | SEGMENTS for field in JUDGES[protocol].fields}
    return {m.source - 40_000: m for m in messages(str(path), *sorted(fields), "_ws.malformed")}


@pytest.mark.parametrize("number", range(len(READ)), ids=[f"{small.protocol} {small.name}" for small in READ])
def test_tshark_calls_it_identity_exactly_where_we_do(judged: dict[int, Message], number: int) -> None:
    small, message = READ[number], judged[number]
    judge = JUDGES[small.protocol]
    name = judge.name(message)
    assert message.data == small.data
    assert not message.all("_ws.malformed"), name
    assert name != UNREAD
    assert (name in judge.identity) == (small in IDENTITY), name
