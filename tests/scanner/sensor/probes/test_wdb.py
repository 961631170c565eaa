"""VxWorks WDB against a real agent's answer, the lab's responder, and rubbish."""

import shutil
import struct
import subprocess
import threading
from contextlib import closing
from pathlib import Path
from socket import AF_INET, SOCK_DGRAM, socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from scanner.evidence import WdbAgent
from scanner.plugin import Garbled, Refused
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.wdb import NUMBER, REQUEST, check_sum, vxworks_wdb
from scanner.sensor.wire.line import UdpLine
from tests.lab.servers.wdb import answer
from tests.lines import truncations
from tests.scanner.sensor.orders import guard_of
from tests.scanner.sensor.probes.field_replies import DatagramLine
from tests.scanner.sensor.probes.wdb_replies import CONNECTED, PONG


def asked(reply: bytes) -> WdbAgent:
    return vxworks_wdb(DatagramLine("wdb", [reply]))


def test_a_real_agents_answer_is_recognised_by_its_size_and_its_sum() -> None:
    assert asked(CONNECTED) == WdbAgent()
    assert asked(PONG) == WdbAgent()


def test_the_sum_is_that_of_a_real_agent() -> None:
    assert check_sum(CONNECTED[:24] + bytes(4) + CONNECTED[28:]) == 0xD74D


def test_one_ping_is_all_that_is_said_and_only_where_somebody_consented() -> None:
    line = DatagramLine("wdb", [PONG])
    vxworks_wdb(line)
    assert line.sent == [REQUEST]
    assert (vxworks_wdb.opt_in, vxworks_wdb.touches, vxworks_wdb.questions) == (True, 1, 1)
    assert struct.unpack(">I", REQUEST[20:24]) == (0,)


@given(st.integers(0, 255))
def test_no_other_procedure_leaves(procedure: int) -> None:
    call = REQUEST[:20] + struct.pack(">I", procedure) + REQUEST[24:]
    if procedure:
        with pytest.raises(Refused):
            allowed_request("wdb", call)
    else:
        assert allowed_request("wdb", call) == "ping"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"", "0 bytes"), (PONG[:35], "35 bytes"), (bytes(2000), "2000 bytes"),
        (b"VGL2" + PONG[4:], "another call"), (PONG[:7] + b"\x00" + PONG[8:], "another call"),
        (PONG[:11] + b"\x01" + PONG[12:], "denies it"), (PONG[:23] + b"\x01" + PONG[24:], "state 1"),
        (PONG[:28] + b"\xff\xff\xff\xff" + PONG[32:], "another one"), (PONG[:28] + bytes(4) + PONG[32:], "another one"),
        (PONG[:26] + b"\0\0" + PONG[28:], "check sum"), (PONG + b"\0", "another one"), (PONG * 2, "another one"),
    ],
)  # fmt: skip
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


@pytest.mark.parametrize("reply", list(truncations(CONNECTED)))
def test_half_an_answer_is_no_agent(reply: bytes) -> None:
    with pytest.raises(Garbled):
        asked(reply)


@given(st.binary(max_size=200), st.booleans())
def test_random_bytes_are_no_agent(noise: bytes, ours: bool) -> None:
    with pytest.raises(Garbled):
        asked(NUMBER + noise if ours else noise)


def test_another_rpc_service_at_the_port_is_no_agent() -> None:
    unavailable = NUMBER + struct.pack(">5I", 1, 0, 0, 0, 1) + bytes(12)  # RFC 5531, section 9: PROG_UNAVAIL
    with pytest.raises(Garbled, match="does not know"):
        asked(unavailable)


def test_the_labs_agent_answers_over_a_real_socket_and_knows_nothing_but_the_ping() -> None:
    with closing(socket(AF_INET, SOCK_DGRAM)) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            request, peer = server.recvfrom(2048)
            server.sendto(answer(request), peer)

        threading.Thread(target=serve, daemon=True).start()
        with closing(
            UdpLine(guard_of(), vxworks_wdb, "127.0.0.1", server.getsockname()[1], is_ot=True)
        ) as line:
            assert vxworks_wdb(line) == WdbAgent()
    assert answer(REQUEST) == PONG
    assert answer(b"hello") == b""
    connect = answer(REQUEST[:23] + b"\1" + REQUEST[24:])
    assert connect[32:36] == b"\0\0\x05\x0c"


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
def test_tshark_reads_a_call_of_procedure_0_without_a_login(tmp_path: Path) -> None:
    frame = Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / UDP(sport=40_000, dport=17185) / REQUEST
    wrpcap(str(tmp_path / "ping.pcap"), [frame])
    fields = [part for name in ("rpc.program", "rpc.programversion", "rpc.procedure", "rpc.auth.flavor")
              for part in ("-e", name)]  # fmt: skip
    unknown_too = ["-o", "rpc.dissect_unknown_programs:TRUE"]
    command = ["tshark", "-n", "-r", str(tmp_path / "ping.pcap"), *unknown_too, "-T", "fields", *fields]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert shown == ["1431655765", "1,1", "0,0", "0,0"]  # the head, and the line that sums it up
