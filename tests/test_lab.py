"""The lab keeps its word: its devices are what the table says, and taking it down leaves nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.lab import factory, network, places, programs, runner

LAB_MISSING = factory.why_not()
needs_lab = [
    pytest.mark.lab,
    pytest.mark.xdist_group("lab"),
    pytest.mark.skipif(LAB_MISSING is not None, reason=LAB_MISSING or ""),
]
SILENCE_SECONDS = 2


def test_names_addresses_and_macs_are_unique() -> None:
    for values in zip(*((one.name, one.address, one.mac) for one in factory.DEVICES), strict=True):
        assert len(set(values)) == len(values)


def test_a_twin_is_a_device_of_the_table() -> None:
    assert {one.twin_of for one in factory.DEVICES if one.twin_of} <= set(factory.names())


def test_every_weakness_has_a_device_without_it() -> None:
    weak = {fault for one in factory.DEVICES for fault in one.weaknesses}
    for fault in weak:
        assert any(fault not in one.weaknesses and one.servers for one in factory.DEVICES)


def test_every_kind_of_server_has_a_file() -> None:
    for server in (server for one in factory.DEVICES for server in one.servers):
        assert import_module(f"tests.lab.servers.{server.kind}").programs


def test_the_bench_has_180_open_ports_on_50_addresses() -> None:
    assert len(factory.BENCH_OPEN) == 180
    assert len(factory.BENCH_LIVE) == 50
    assert len({port for _, port in factory.BENCH_OPEN}) == 40
    assert {address for address, _ in factory.BENCH_OPEN} <= set(factory.BENCH_LIVE)


def test_without_root_the_lab_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "needs root" in (factory.why_not() or "")


def test_a_directory_with_other_things_is_never_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    monkeypatch.setenv("VGL_LAB_DIR", str(tmp_path))
    with pytest.raises(PermissionError, match="isn't the lab's"):
        places.claim()
    places.remove()
    assert (tmp_path / "thesis.txt").exists()


def test_an_unknown_device_is_named_in_the_error() -> None:
    with pytest.raises(factory.LabError, match="no device named tardis"):
        factory.chosen(["tardis"])


def test_a_device_behind_the_router_brings_the_router() -> None:
    assert {one.name for one in factory.chosen(["office-far"])} == {"office-far", "router"}


def command(*argv: str, timeout: float = 60, **env: str) -> str:
    """Runs a command and returns what it printed on both outputs; fails the test when it takes too long."""
    done = subprocess.run(
        argv, capture_output=True, text=True, timeout=timeout, check=False, env={**os.environ, **env}
    )
    return done.stdout + done.stderr


def scanner(*argv: str, timeout: float = 60, **env: str) -> str:
    """The same, from the scanner's place in the lab."""
    return command(*factory.inside(factory.SCANNER, *argv), timeout=timeout, **env)


def nmap(name: str, *arguments: str) -> str:
    return scanner("nmap", "-n", "-Pn", *arguments, factory.device(name).address)


# Speaks from the scanner's namespace: connects, sends each message, prints each answer; all in hex.
ASK = """
import socket, sys, time
address, port, *messages = sys.argv[1:]
with socket.create_connection((address, int(port)), timeout=3) as peer:
    peer.settimeout(8)
    for message in messages:
        peer.sendall(bytes.fromhex(message))
        time.sleep(0.3)
        print(peer.recv(65536).hex())
"""


def ask(name: str, port: int, *messages: str) -> list[bytes]:
    """What a device answers to each of these messages (hex; an empty one only listens)."""
    told = scanner(sys.executable, "-c", ASK, factory.device(name).address, str(port), *messages)
    assert "Traceback" not in told, told
    return [bytes.fromhex(line) for line in told.split()]


@pytest.fixture(scope="module")
def lab() -> Iterator[dict[str, str]]:
    """The whole factory, freshly up; gives the logs as they were before any test touched a device."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VGL_FRAGILE_SILENCE", str(SILENCE_SECONDS))
        factory.down()
        factory.up()
        yield {one.name: factory.log(one) for one in factory.DEVICES}
        factory.down()


class TestSegment:
    """The network itself."""

    pytestmark = needs_lab

    def test_bringing_up_touches_no_server(self, lab: dict[str, str]) -> None:
        scanner_address = re.compile(re.escape(factory.SCANNER_ADDRESS) + r"\b")
        assert not [name for name, log in lab.items() if scanner_address.search(log)]
        assert not any(factory.fragile_record().values())

    def test_bringing_up_twice_changes_nothing(self, lab: dict[str, str]) -> None:
        before = runner.running()
        factory.up()
        assert runner.running() == before

    def test_status_shows_every_server_running(self, lab: dict[str, str]) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "tests.lab", "status", "--json"],
            capture_output=True, text=True, timeout=60, check=True, cwd=places.CHECKOUT,
        )  # fmt: skip
        lines = json.loads(told.stdout)
        assert [line["name"] for line in lines] == factory.names()
        assert all(line["running"] for line in lines)
        assert factory.is_up()

    @pytest.mark.parametrize("name", factory.names())
    def test_a_device_listens_on_what_it_declares(self, name: str, lab: dict[str, str]) -> None:
        device = factory.device(name)
        sockets = command(*factory.inside(device.namespace, "ss", "-Hltnu"))
        found = {f"{line.split()[4].rpartition(':')[2]}/{line.split()[0]}" for line in sockets.splitlines()}
        assert set(device.ports) <= found
        # Over TCP, nothing else; over UDP, senders hold ports of their own.
        assert {port for port in found if port.endswith("tcp")} <= set(device.ports)

    @pytest.mark.parametrize("name", factory.names())
    def test_no_device_has_a_way_out(self, name: str, lab: dict[str, str]) -> None:
        namespace = factory.device(name).namespace
        way_out = command("ip", "-n", namespace, "route", "show", "default")
        assert not way_out.strip() or way_out.startswith("blackhole")
        assert "inet6" not in command("ip", "-n", namespace, "address", "show", "dev", "eth0")

    def test_the_machine_itself_sees_nothing_of_the_lab(self, lab: dict[str, str]) -> None:
        own = command("ip", "address") + command("ip", "route")
        assert "10.83." not in own
        assert "10.84." not in own

    def test_every_device_on_the_segment_answers_arp_with_its_mac(self, lab: dict[str, str]) -> None:
        found = scanner("nmap", "-n", "-sn", "-PR", "10.83.0.0/24")
        near = [one for one in factory.DEVICES if one.address.startswith("10.83.0.")]
        assert not [one.name for one in near if one.mac.upper() not in found]

    def test_the_quiet_device_answers_nothing_else(self, lab: dict[str, str]) -> None:
        assert "Host seems down" in scanner(
            "nmap", "-n", "-sn", "-PE", "--disable-arp-ping", factory.device("quiet").address
        )
        assert "filtered" in nmap("quiet", "-sT", "-p80", "--max-retries", "0")

    def test_an_ordinary_device_answers_a_ping_and_refuses_connections(self, lab: dict[str, str]) -> None:
        reply = scanner("nmap", "-n", "-sn", "-PE", "--disable-arp-ping", factory.device("innocent").address)
        assert "Host is up" in reply
        assert "closed" in nmap("innocent", "-sT", "-p80")

    def test_the_office_behind_the_router_is_reached_through_it(self, lab: dict[str, str]) -> None:
        assert "Canteen menu" in nmap("office-far", "-p80", "--script", "http-title")
        assert not scanner("ip", "neigh", "show", factory.device("office-far").address).strip()


class TestControllers:
    """What controllers tell about themselves."""

    pytestmark = needs_lab

    def test_modbus(self, lab: dict[str, str]) -> None:
        told = nmap("press-plc", "-p502", "--script", "modbus-discover")
        identity = factory.device("press-plc").identity["modbus"]
        assert " ".join(identity[key] for key in ("vendor", "product_code", "version")) in told

    def test_s7(self, lab: dict[str, str]) -> None:
        # COTP connection request, setup communication, Read SZL 0x0011 and 0x001C (RFC 1006; S7 as captured).
        read = "0300002102f080320700000000000800080001120411440100ff090004{}0001"
        connect = "0300001611e00000001400c1020100c2020102c0010a"
        setup = "0300001902f08032010000000000080000f0000001000101e0"
        replies = ask("line-plc", 102, connect, setup, read.format("0011"), read.format("001c"))
        identity = factory.device("line-plc").identity["s7"]
        assert identity["order_number"].encode() in replies[2]
        for key in ("serial", "module", "name", "copyright"):
            assert identity[key].encode() in replies[3]

    @pytest.mark.parametrize("how", ["-sU", "-sT"])
    def test_ethernet_ip(self, how: str, lab: dict[str, str]) -> None:
        told = nmap("packer-plc", how, "-p44818", "--script", "enip-info")
        identity = factory.device("packer-plc").identity["enip"]
        for key in ("product", "product_code", "version", "serial"):
            assert identity[key] in told
        assert factory.device("packer-plc").address in told.split("deviceIp")[1]

    @pytest.mark.parametrize(
        ("name", "policies", "tokens"),
        [
            ("robot-cell", {"None", "Basic256Sha256"}, {"anonymous", "username"}),
            ("robot-cell-secured", {"Basic256Sha256"}, {"username"}),
            ("old-opcua", {"Basic128Rsa15", "Basic256"}, {"username"}),
        ],
    )
    def test_opc_ua(self, name: str, policies: set[str], tokens: set[str], lab: dict[str, str]) -> None:
        client = Path(places.lab_python()).parent / "uadiscover"
        told = scanner(str(client), "-u", f"opc.tcp://{factory.device(name).address}:4840")
        lines = [line.strip() for line in told.splitlines()]
        endpoints = re.split(r"Endpoint \d+:", told)[1:]
        assert {part.split("SecurityPolicy#")[1].split()[0] for part in endpoints} == policies
        assert {line.partition(": ")[2] for line in lines if line.startswith("User policy")} == tokens
        for value in factory.device(name).identity["opcua"].values():
            assert value in told

    def test_the_old_opc_ua_certificate_is_weak_and_the_others_are_not(self, lab: dict[str, str]) -> None:
        for name, weak in (("old-opcua", True), ("robot-cell", False), ("robot-cell-secured", False)):
            certificate = places.folder(name) / "tls" / "certificate.pem"
            text = command("openssl", "x509", "-in", str(certificate), "-noout", "-text")
            expired = "will expire" in command("openssl", "x509", "-in", str(certificate), "-checkend", "0")
            assert ("1024 bit" in text, "sha1With" in text, expired) == (weak, weak, weak)


class TestOtherServers:
    """What brokers, panels, servers and network devices tell about themselves."""

    pytestmark = needs_lab

    def test_mqtt(self, lab: dict[str, str]) -> None:
        subscribe = ["mosquitto_sub", "-t", "$SYS/broker/version", "-C", "1", "-W", "5", "-h"]
        assert "mosquitto" in scanner(*subscribe, factory.device("broker-open").address)
        assert "not authorised" in scanner(*subscribe, factory.device("broker-password").address)
        secured = [factory.device("broker-secured").address, "-p", "8883", "--cafile"]
        assert "not authorised" in scanner(*subscribe, *secured, str(factory.authority()))

    def test_ssh(self, lab: dict[str, str]) -> None:
        old = nmap("old-server", "-p22", "--script", "ssh2-enum-algos")
        assert all(weak in old for weak in ("diffie-hellman-group1-sha1", "3des-cbc", "hmac-md5", "ssh-rsa"))
        for name in ("modern-server", "cnc-modern"):
            modern = nmap(name, "-p22", "--script", "ssh2-enum-algos")
            assert "curve25519-sha256" in modern
            assert not any(weak in modern for weak in ("-sha1", "-cbc", "hmac-md5", "ssh-rsa"))

    def test_the_ssh_log_shows_a_stranger_who_tried_to_log_in(self, lab: dict[str, str]) -> None:
        options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"]
        argv = [word for option in options for word in ("-o", option)]
        scanner("ssh", *argv, f"burglar@{factory.device('modern-server').address}", "true", timeout=30)
        assert "burglar" in factory.log("modern-server")

    def test_old_tls(self, lab: dict[str, str]) -> None:
        address = f"{factory.device('office-web-old').address}:443"
        client = ["openssl", "s_client", "-connect", address, "-cipher", "DEFAULT:@SECLEVEL=0"]
        assert "TLSv1.0" in scanner("sh", "-c", f"echo | {' '.join(client)} -tls1")
        assert "certificate has expired" in scanner("sh", "-c", f"echo | {' '.join(client)} -tls1_1")

    def test_good_tls(self, lab: dict[str, str]) -> None:
        for name, port in (("office-web", 443), ("broker-secured", 8883)):
            address = f"{factory.device(name).address}:{port}"
            client = f"openssl s_client -connect {address} -CAfile {factory.authority()} -verify_hostname"
            told = scanner("sh", "-c", f"echo | {client} {name}.lab")
            assert "Verification: OK" in told
            assert "TLSv1.3" in told
            old = f"echo | openssl s_client -connect {address} -tls1_1 -cipher DEFAULT:@SECLEVEL=0"
            assert "Cipher is (NONE)" in scanner("sh", "-c", old)

    @pytest.mark.parametrize("name", ["hmi-web", "printer3d", "office-web", "office-web-old"])
    def test_web_pages(self, name: str, lab: dict[str, str]) -> None:
        device = factory.device(name)
        told = nmap(name, "-sV", "-p", device.ports[0].partition("/")[0], "--script", "http-title")
        identity = device.identity.get("http") or device.identity["https"]
        assert f"http-title: {identity['title']}" in told
        assert identity["product"] in told

    def test_telnet_and_ftp(self, lab: dict[str, str]) -> None:
        # Refuses every option that telnetd proposes or asks for, until it shows its login (RFC 854).
        refusals = ("fffe25fffe26fffc18fffc20fffc23fffc27fffc24", "fffe03fffc01fffc22fffc1ffffe05fffc21")
        told = b"".join(ask("cnc-telnet", 23, "", *refusals, "fffe01fffc06fffc00"))
        assert factory.device("cnc-telnet").identity["telnet"]["banner"].encode() in told
        anonymous = (b"USER anonymous\r\n".hex(), b"PASS x@example.org\r\n".hex())
        greeting, _, verdict = ask("cnc-telnet", 21, "", *anonymous)
        assert b"vsFTPd" in greeting
        assert verdict.startswith(b"530")

    def test_smb(self, lab: dict[str, str]) -> None:
        scripts = ["-p445", "--script", "smb-protocols,smb2-security-mode"]
        old, new = nmap("nas-old", *scripts), nmap("nas-new", *scripts)
        assert "SMBv1" in old
        assert "enabled but not required" in old
        assert "SMBv1" not in new
        assert "enabled and required" in new
        assert "NAS-OLD" in nmap("nas-old", "-p445", "--script", "smb-os-discovery")

    def test_vnc(self, lab: dict[str, str]) -> None:
        assert "None (1)" in nmap("hmi-vnc", "-p5900", "--script", "vnc-info")
        guarded = nmap("hmi-vnc-password", "-p5900", "--script", "vnc-info")
        assert "VNC Authentication (2)" in guarded
        assert "None (1)" not in guarded

    def test_rdp(self, lab: dict[str, str]) -> None:
        # Negotiation request and response, MS-RDPBCGR 2.2.1.1 and 2.2.1.2; the last byte pairs are flags.
        request = "030000130ee000000000000100080003000000"
        standard, nla = ask("terminal-rdp", 3389, request)[0], ask("terminal-rdp-nla", 3389, request)[0]
        assert (standard[11], standard[15]) == (2, 0)
        assert (nla[11], nla[15]) == (2, 2)
        refused = ask("terminal-rdp-nla", 3389, request.replace("0003000000", "0001000000"))[0]
        assert (refused[11], refused[15]) == (3, 5)

    def test_snmp(self, lab: dict[str, str], tmp_path: Path) -> None:
        assert "Moxa" in nmap("switch-core", "-sU", "-p161", "--script", "snmp-info")
        get = ["snmpget", "-v2c", "-c", "public", "-t", "1", "-r", "0", factory.device("switch-core").address]
        told = scanner(*get, "1.3.6.1.2.1.1.1.0", SNMP_PERSISTENT_DIR=str(tmp_path))
        assert "Timeout" in told

    def test_smtp(self, lab: dict[str, str]) -> None:
        for name, encrypted in (("mail-relay", False), ("mail-relay-tls", True)):
            identity = factory.device(name).identity["smtp"]
            assert f"{identity['product']} {identity['version']}".encode() in ask(name, 25, "")[0]
            told = ask(name, 25, "", b"EHLO scanner.lab\r\n".hex())[1]
            assert told.endswith(b"250 HELP\r\n")
            assert (b"STARTTLS" in told) == encrypted

    def test_the_printer_announces_itself(self, lab: dict[str, str]) -> None:
        listen = ["tshark", "-n", "-i", "eth0", "-a", "duration:10", "-V", "-f"]
        told = scanner(*listen, "udp port 1900 or udp port 5353")
        identity = factory.device("printer3d").identity
        assert identity["mdns"]["instance"] in told
        assert f"{identity['ssdp']['product']}/{identity['ssdp']['version']}" in told


class TestMisbehavingDevices:
    """The slow, the loud and the senseless."""

    pytestmark = needs_lab

    def test_the_tarpit_drips(self, lab: dict[str, str]) -> None:
        for port in (502, 80, 102, 4840, 23):
            assert ask("tarpit", port, "") == [b"\x03"]

    def test_the_flood_floods(self, lab: dict[str, str]) -> None:
        for port in (80, 21, 502):
            assert len(ask("flood", port, "")[0]) > 10_000

    def test_one_datagram_brings_two_hundred(self, lab: dict[str, str]) -> None:
        code = """
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
    peer.settimeout(2)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    peer.sendto(bytes(24), (sys.argv[1], 44818))
    while peer.recv(2048):
        print("x")
"""
        told = scanner(sys.executable, "-c", code, factory.device("flood").address)
        assert told.count("x\n") == 200

    def test_garbage_answers_with_random_bytes_and_lengths_zero_and_huge(self, lab: dict[str, str]) -> None:
        asked = "000100000005012b0e0100"
        lengths = [reply[4:6] for reply in ask("garbage", 502, asked, asked, asked)]
        assert {b"\0\0", b"\xff\xff"} <= set(lengths)
        assert ask("garbage", 22, "") != []


IDENTITY = "000100000005012b0e0100"

TWO_AT_ONCE = """
import socket, sys
both = [socket.create_connection((sys.argv[1], 502), timeout=2) for _ in range(2)]
"""

SIX_IN_A_ROW = """
import socket, sys
for port in (80, 443, 102, 502, 22, 23):
    try:
        socket.create_connection((sys.argv[1], port), timeout=1).close()
    except OSError:
        pass
"""


class TestFragileController:
    """It falls silent for each of its three reasons, wakes again, and writes everything down."""

    pytestmark = needs_lab

    @pytest.fixture(autouse=True)
    def rested(self, lab: dict[str, str]) -> Iterator[None]:
        factory.forget_fragile_record()
        yield
        self.wait_until_awake()

    def wait_until_awake(self) -> None:
        until = time.monotonic() + SILENCE_SECONDS + 5
        while len(factory.fragile_record()["awake"]) < len(factory.fragile_record()["silent"]):
            assert time.monotonic() < until, "it never woke"
            time.sleep(0.05)

    def reasons(self) -> list[str]:
        """Why it fell silent; waits for it to do so."""
        until = time.monotonic() + 5
        while not factory.fragile_record()["silent"] and time.monotonic() < until:
            time.sleep(0.05)
        return [event["reason"] for event in factory.fragile_record()["silent"]]

    def rough(self, code: str) -> None:
        scanner(sys.executable, "-c", code, factory.device("fragile-plc").address)

    def test_a_polite_question_is_answered(self) -> None:
        (reply,) = ask("fragile-plc", 502, IDENTITY)
        identity = factory.device("fragile-plc").identity["modbus"]
        for key in ("vendor", "product_code", "version"):
            assert identity[key].encode() in reply
        record = factory.fragile_record()
        assert [event["hex"] for event in record["request"]] == [IDENTITY]
        assert len(record["attempt"]) == len(record["connect"]) == len(record["close"]) == 1
        assert record["silent"] == []

    def test_the_regular_identity_adds_name_and_model(self) -> None:
        (reply,) = ask("fragile-plc", 502, IDENTITY.replace("0e01", "0e02"))
        identity = factory.device("fragile-plc").identity["modbus"]
        assert identity["product"].encode() in reply
        assert identity["model"].encode() in reply

    def test_two_connections_at_a_time_are_too_many(self) -> None:
        self.rough(TWO_AT_ONCE)
        assert self.reasons() == ["more than one connection at a time"]

    def test_six_attempts_in_ten_seconds_are_too_many_closed_ports_included(self) -> None:
        self.rough(SIX_IN_A_ROW)
        assert self.reasons() == ["more than five connections in ten seconds"]

    @pytest.mark.parametrize("request_hex", ["000100000006010300000001", "000100000005002b0e0100", "ffff"])
    def test_any_other_request_silences_it(self, request_hex: str) -> None:
        code = ASK.replace("print(peer", "peer.settimeout(0.5); print(peer")
        scanner(sys.executable, "-c", code, factory.device("fragile-plc").address, "502", request_hex)
        assert self.reasons() == ["a request other than identity"]

    def test_in_its_silence_it_answers_not_even_arp_and_then_it_is_back(self) -> None:
        self.rough(TWO_AT_ONCE)
        assert self.reasons()
        sweep = ["nmap", "-n", "-sn", "-PR", "--max-retries", "0", factory.device("fragile-plc").address]
        assert "Host seems down" in scanner(*sweep)
        self.wait_until_awake()
        assert ask("fragile-plc", 502, IDENTITY)[0].startswith(b"\0\x01\0\0")


class TestBench:
    """The segment for measurements."""

    pytestmark = needs_lab

    def test_exactly_the_declared_ports_are_open_and_then_gone(self, lab: dict[str, str]) -> None:
        factory.bench_up()
        ports = ",".join(sorted({str(port) for _, port in factory.BENCH_OPEN}))
        scan = ["nmap", "-n", "-sT", "-oG", "-", "-p", ports, "10.84.0.0/24"]
        told = command(*factory.inside(factory.BENCH_SCANNER, *scan), timeout=120)
        found = {
            (line.split()[1], int(part.split("/")[0]))
            for line in told.splitlines()
            if "Ports: " in line
            for part in line.split("Ports: ")[1].split(", ")
            if "/open/" in part
        }
        assert found == factory.BENCH_OPEN
        factory.bench_down()
        assert network.existing("vgl-bench") == []
        assert factory.is_up()


class TestDown:
    """Comes last: it takes the lab away."""

    pytestmark = needs_lab

    def test_down_leaves_nothing(self, lab: dict[str, str]) -> None:
        started = runner.running()
        borrowed = runner.borrowed()
        factory.down()
        assert network.existing() == []
        assert not [one for one in started if programs.start_time(one.pid) == one.started]
        assert not places.lab_dir().exists()
        assert not list(Path("/tmp").glob(".X83??-lock"))
        assert not [path for path in borrowed if path.exists()]
        assert not factory.is_up()

    def test_down_twice_is_no_error(self, lab: dict[str, str]) -> None:
        factory.down()
        factory.down()

    def test_only_brings_up_what_was_asked_for(self, lab: dict[str, str]) -> None:
        factory.up(["hmi-web", "innocent"])
        assert network.existing() == ["vgl-hmi-web", "vgl-innocent", "vgl-scanner", "vgl-switch"]
        assert factory.is_up(["hmi-web"])
        assert not factory.is_up()
