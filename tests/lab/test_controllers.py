"""What the lab's controllers tell about themselves is what the table says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.lab import factory, places
from tests.lab.asking import ask, command, needs_lab, nmap, scanner

pytestmark = needs_lab


def test_modbus(lab: dict[str, str]) -> None:
    told = nmap("press-plc", "-p502", "--script", "modbus-discover")
    identity = factory.device("press-plc").identity["modbus"]
    assert " ".join(identity[key] for key in ("vendor", "product_code", "version")) in told


def test_s7(lab: dict[str, str]) -> None:
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
def test_ethernet_ip(how: str, lab: dict[str, str]) -> None:
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
def test_opc_ua(name: str, policies: set[str], tokens: set[str], lab: dict[str, str]) -> None:
    client = Path(places.lab_python()).parent / "uadiscover"
    told = scanner(str(client), "-u", f"opc.tcp://{factory.device(name).address}:4840")
    lines = [line.strip() for line in told.splitlines()]
    endpoints = re.split(r"Endpoint \d+:", told)[1:]
    assert {part.split("SecurityPolicy#")[1].split()[0] for part in endpoints} == policies
    assert {line.partition(": ")[2] for line in lines if line.startswith("User policy")} == tokens
    for value in factory.device(name).identity["opcua"].values():
        assert value in told


def test_the_old_opc_ua_certificate_is_weak_and_the_others_are_not(lab: dict[str, str]) -> None:
    for name, weak in (("old-opcua", True), ("robot-cell", False), ("robot-cell-secured", False)):
        certificate = places.folder(name) / "tls" / "certificate.pem"
        text = command("openssl", "x509", "-in", str(certificate), "-noout", "-text")
        expired = "will expire" in command("openssl", "x509", "-in", str(certificate), "-checkend", "0")
        assert ("1024 bit" in text, "sha1With" in text, expired) == (weak, weak, weak)
