"""What the probes of databases and consoles send, judged by Wireshark's dissectors."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from scanner.sensor.probes import ipmi as ipmi_file
from scanner.sensor.probes import mongodb as mongodb_file
from scanner.sensor.probes import mysql as mysql_file
from scanner.sensor.probes import postgres as postgres_file
from tests.scanner.sensor.probes import store_replies as told

DISSECTED = [
    ("mongo", 27017, mongodb_file.question(), "mongo.opcode", "2013"),
    ("mongo", 27017, mongodb_file.question(), "mongo.element.name", "listDatabases,nameOnly,filter,name,$db"),
    ("memcache", 11211, b"version\r\n", "memcache.command", "version"),
    ("pgsql", 5432, postgres_file.STARTUP, "pgsql.parameter_value", "postgres,postgres"),
    ("rmcp", 623, ipmi_file.QUESTION, "ipmi.header.command", "0x38"),
    ("rmcp", 623, ipmi_file.QUESTION, "ipmi.header.netfn", "0x06"),
]


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize("asked", DISSECTED)
def test_wireshark_reads_the_request_as_it_is_meant(
    asked: tuple[str, int, bytes, str, str], tmp_path: Path
) -> None:
    protocol, port, payload, field, value = asked
    transport = (
        UDP(sport=623, dport=port) if port == 623 else TCP(sport=40_000, dport=port, flags="PA", seq=1)
    )
    file = tmp_path / "request.pcap"
    wrpcap(str(file), [Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / transport / payload])
    # Neither is the default: MongoDB's port may carry TLS, and a message of IPMI may go on into a bus.
    how = ["-d", "tcp.port==27017,mongo", "-o", "ipmi.dissect_bus_commands:true"]
    command = ["tshark", "-n", *how, "-r", str(file), "-Y", protocol, "-T", "fields", "-e", field]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert re.sub(r"\s+$", "", done.stdout) == value


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
def test_wireshark_reads_a_login_of_root_behind_the_greeting(tmp_path: Path) -> None:
    here: dict[str, Any] = {
        "sport": 40_000,
        "dport": 3306,
        "seq": 1,
        "ack": 1 + len(told.MYSQL),
        "flags": "PA",
    }
    there: dict[str, Any] = {"sport": 3306, "dport": 40_000, "seq": 1, "ack": 1, "flags": "PA"}
    frames = [
        Ether() / IP(src="10.0.0.5", dst="10.0.0.2") / TCP(**there) / told.MYSQL,
        Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / TCP(**here) / mysql_file.LOGIN,
    ]
    wrpcap(str(tmp_path / "login.pcap"), frames)
    fields = ["-e", "mysql.user", "-e", "mysql.client_auth_plugin"]
    command = [
        "tshark",
        "-n",
        "-r",
        str(tmp_path / "login.pcap"),
        "-Y",
        "mysql.user",
        "-T",
        "fields",
        *fields,
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["root", "mysql_native_password"]
