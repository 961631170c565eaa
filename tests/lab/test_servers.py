"""What the lab's brokers, panels, servers and network devices tell is what the table says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.lab import factory
from tests.lab.asking import ask, needs_lab, nmap, scanner

pytestmark = needs_lab


def test_mqtt(lab: dict[str, str]) -> None:
    subscribe = ["mosquitto_sub", "-t", "$SYS/broker/version", "-C", "1", "-W", "5", "-h"]
    assert "mosquitto" in scanner(*subscribe, factory.device("broker-open").address)
    assert "not authorised" in scanner(*subscribe, factory.device("broker-password").address)
    secured = [factory.device("broker-secured").address, "-p", "8883", "--cafile"]
    assert "not authorised" in scanner(*subscribe, *secured, str(factory.authority()))


def test_ssh(lab: dict[str, str]) -> None:
    old = nmap("old-server", "-p22", "--script", "ssh2-enum-algos")
    assert all(weak in old for weak in ("diffie-hellman-group1-sha1", "3des-cbc", "hmac-md5", "ssh-rsa"))
    for name in ("modern-server", "cnc-modern"):
        modern = nmap(name, "-p22", "--script", "ssh2-enum-algos")
        assert "curve25519-sha256" in modern
        assert not any(weak in modern for weak in ("-sha1", "-cbc", "hmac-md5", "ssh-rsa"))


def test_the_ssh_log_shows_a_stranger_who_tried_to_log_in(lab: dict[str, str]) -> None:
    options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"]
    argv = [word for option in options for word in ("-o", option)]
    scanner("ssh", *argv, f"burglar@{factory.device('modern-server').address}", "true", timeout=120)
    assert "burglar" in factory.log("modern-server")


def test_old_tls(lab: dict[str, str]) -> None:
    address = f"{factory.device('office-web-old').address}:443"
    client = ["openssl", "s_client", "-connect", address, "-cipher", "DEFAULT:@SECLEVEL=0"]
    assert "TLSv1.0" in scanner("sh", "-c", f"echo | {' '.join(client)} -tls1")
    assert "certificate has expired" in scanner("sh", "-c", f"echo | {' '.join(client)} -tls1_1")


def test_the_good_certificate_satisfies_a_strict_verifier(lab: dict[str, str]) -> None:
    code = """
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[1])
context.verify_flags |= ssl.VERIFY_X509_STRICT
peer = socket.create_connection((sys.argv[2], 443), timeout=5)
print(context.wrap_socket(peer, server_hostname=sys.argv[2]).version())
"""
    address = factory.device("office-web").address
    assert "TLSv1.3" in scanner(sys.executable, "-c", code, str(factory.authority()), address)


def test_good_tls(lab: dict[str, str]) -> None:
    for name, port in (("office-web", 443), ("broker-secured", 8883)):
        address = f"{factory.device(name).address}:{port}"
        client = f"openssl s_client -connect {address} -CAfile {factory.authority()} -verify_hostname"
        told = scanner("sh", "-c", f"echo | {client} {name}.lab")
        assert "Verification: OK" in told
        assert "TLSv1.3" in told
        old = f"echo | openssl s_client -connect {address} -tls1_1 -cipher DEFAULT:@SECLEVEL=0"
        assert "Cipher is (NONE)" in scanner("sh", "-c", old)


@pytest.mark.parametrize("name", ["hmi-web", "printer3d", "office-web", "office-web-old"])
def test_web_pages(name: str, lab: dict[str, str]) -> None:
    device = factory.device(name)
    told = nmap(name, "-sV", "-p", device.ports[0].partition("/")[0], "--script", "http-title")
    identity = device.identity.get("http") or device.identity["https"]
    assert f"http-title: {identity['title']}" in told
    assert identity["product"] in told


def test_telnet_and_ftp(lab: dict[str, str]) -> None:
    # Refuses every option that telnetd proposes or asks for, until it shows its login (RFC 854).
    refusals = ("fffe25fffe26fffc18fffc20fffc23fffc27fffc24", "fffe03fffc01fffc22fffc1ffffe05fffc21")
    told = b"".join(ask("cnc-telnet", 23, "", *refusals, "fffe01fffc06fffc00"))
    assert factory.device("cnc-telnet").identity["telnet"]["banner"].encode() in told
    anonymous = (b"USER anonymous\r\n".hex(), b"PASS x@example.org\r\n".hex())
    greeting, _, verdict = ask("cnc-telnet", 21, "", *anonymous)
    assert b"vsFTPd" in greeting
    assert verdict.startswith(b"530")


def test_smb(lab: dict[str, str]) -> None:
    scripts = ["-p445", "--script", "smb-protocols,smb2-security-mode"]
    old, new = nmap("nas-old", *scripts), nmap("nas-new", *scripts)
    assert "SMBv1" in old
    assert "enabled but not required" in old
    assert "SMBv1" not in new
    assert "enabled and required" in new
    assert "NAS-OLD" in nmap("nas-old", "-p445", "--script", "smb-os-discovery")


def test_vnc(lab: dict[str, str]) -> None:
    assert "None (1)" in nmap("hmi-vnc", "-p5900", "--script", "vnc-info")
    guarded = nmap("hmi-vnc-password", "-p5900", "--script", "vnc-info")
    assert "VNC Authentication (2)" in guarded
    assert "None (1)" not in guarded


def test_rdp(lab: dict[str, str]) -> None:
    # Negotiation request and response, MS-RDPBCGR 2.2.1.1 and 2.2.1.2; the last byte pairs are flags.
    request = "030000130ee000000000000100080003000000"
    standard, nla = ask("terminal-rdp", 3389, request)[0], ask("terminal-rdp-nla", 3389, request)[0]
    assert (standard[11], standard[15]) == (2, 0)
    assert (nla[11], nla[15]) == (2, 2)
    refused = ask("terminal-rdp-nla", 3389, request.replace("0003000000", "0001000000"))[0]
    assert (refused[11], refused[15]) == (3, 5)


def test_snmp(lab: dict[str, str], tmp_path: Path) -> None:
    assert "Moxa" in nmap("switch-core", "-sU", "-p161", "--script", "snmp-info")
    get = ["snmpget", "-v2c", "-c", "public", "-t", "1", "-r", "0", factory.device("switch-core").address]
    told = scanner(*get, "1.3.6.1.2.1.1.1.0", SNMP_PERSISTENT_DIR=str(tmp_path))
    assert "Timeout" in told


def test_smtp(lab: dict[str, str]) -> None:
    for name, encrypted in (("mail-relay", False), ("mail-relay-tls", True)):
        identity = factory.device(name).identity["smtp"]
        assert f"{identity['product']} {identity['version']}".encode() in ask(name, 25, "")[0]
        told = ask(name, 25, "", b"EHLO scanner.lab\r\n".hex())[1]
        assert told.endswith(b"250 HELP\r\n")
        assert (b"STARTTLS" in told) == encrypted


def test_the_printer_announces_itself(lab: dict[str, str]) -> None:
    listen = ["tshark", "-n", "-i", "eth0", "-a", "duration:10", "-V", "-f"]
    told = scanner(*listen, "udp port 1900 or udp port 5353")
    identity = factory.device("printer3d").identity
    assert identity["mdns"]["instance"] in told
    assert f"{identity['ssdp']['product']}/{identity['ssdp']['version']}" in told
