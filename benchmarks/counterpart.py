"""nmap on the lab: which of its scripts are used, and how they are run."""

from __future__ import annotations

import tempfile
import time
import xml.etree.ElementTree as Xml
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.capture import Captured, capturing
from benchmarks.recall import by_address_of_nmap
from benchmarks.sensor import addresses_up, run_nmap
from tests.lab.factory import SCANNER

SCRIPTS_FOLDER = Path("/usr/share/nmap/scripts")

PLANT = (
    "bacnet-info", "enip-info", "fox-info", "hartip-info", "iec-identify", "iec61850-mms", "knx-gateway-info",
    "modbus-discover", "omron-info", "pcworx-info", "s7-info",
)  # fmt: skip
"""nmap's scripts for plant protocols, but for those that broadcast; older versions lack two of them."""

TCP_SCRIPTS = (
    *PLANT, "amqp-info", "banner", "cups-info", "docker-version", "ftp-syst", "http-title", "memcached-info",
    "mongodb-info", "mqtt-subscribe", "mysql-info", "rdp-enum-encryption", "rdp-ntlm-info", "redis-info",
    "rtsp-methods", "smb-os-discovery", "smb-protocols", "smb-security-mode", "smb2-security-mode",
    "smtp-commands", "ssh2-enum-algos", "ssl-cert", "vnc-info",
)  # fmt: skip
UDP_SCRIPTS = (*PLANT, "coap-resources", "ipmi-version", "ms-sql-info", "nbstat", "ntp-info", "snmp-info")
"""The scripts that ask what Vaglio's probes ask; those that break in, guess or only measure time are left out."""

UDP_RETRIES = 2
SCRIPT_SECONDS = 60


@dataclass(frozen=True)
class Ports:
    """The ports that both tools ask at."""

    tcp: Sequence[int]
    udp: Sequence[int]


@dataclass(frozen=True)
class Result:
    """Seconds, frames sent, and what nmap wrote about each address. `seconds` are those of each call."""

    calls: tuple[float, float]
    captured: Captured
    texts: dict[str, str]


def shipped(names: Iterable[str]) -> list[str]:
    """Those scripts that the nmap of this machine has."""
    return sorted(name for name in names if (SCRIPTS_FOLDER / f"{name}.nse").exists())


def run(networks: Sequence[str], left_out: Sequence[str], ports: Ports, rate: int) -> Result:
    """Two calls: TCP with -sV, then UDP at the machines that the first has found.

    With -sV, nmap would send dozens of datagrams to each UDP port that stays silent, which most do.
    """
    common = (
        "--max-rate",
        str(rate),
        "--script-timeout",
        f"{SCRIPT_SECONDS}s",
        "--exclude",
        ",".join(left_out),
    )
    with tempfile.TemporaryDirectory(prefix="vaglio-bench-") as folder, capturing(SCANNER) as captured:
        tcp, udp = Path(folder) / "tcp.xml", Path(folder) / "udp.xml"
        began = time.monotonic()
        run_nmap(SCANNER, [*common, *tcp_arguments(ports.tcp), *networks], tcp)
        turn = time.monotonic()
        there = sorted(addresses_up(Xml.fromstring(tcp.read_text("utf-8"))))
        run_nmap(SCANNER, [*common, *udp_arguments(ports.udp), *there], udp)
        calls = turn - began, time.monotonic() - turn
        texts = _joined([by_address_of_nmap(one.read_text("utf-8")) for one in (tcp, udp)])
    return Result(calls, captured, texts)


def tcp_arguments(ports: Sequence[int]) -> list[str]:
    return ["-sT", "-sV", "--script", ",".join(shipped(TCP_SCRIPTS)), "-p", ",".join(map(str, ports))]


def udp_arguments(ports: Sequence[int]) -> list[str]:
    scripts = ",".join(shipped(UDP_SCRIPTS))
    return [
        "-sU", "-Pn", "--max-retries", str(UDP_RETRIES), "--script", scripts, "-p", ",".join(map(str, ports))
    ]  # fmt: skip


def _joined(parts: Sequence[dict[str, str]]) -> dict[str, str]:
    addresses = {address for part in parts for address in part}
    return {address: " \n".join(part.get(address, "") for part in parts) for address in addresses}


def notes(result: Result, rate: int) -> tuple[str, ...]:
    """How nmap was run, for the table."""
    first, second = result.calls
    absent = sorted({*TCP_SCRIPTS, *UDP_SCRIPTS} - {*shipped(TCP_SCRIPTS), *shipped(UDP_SCRIPTS)})
    return (
        f"nmap, same ports and rate, in two calls ({first:.0f} s and {second:.0f} s), with all its scripts that ask "
        f"what Vaglio asks: -sT -sV --max-rate {rate} ({', '.join(shipped(TCP_SCRIPTS))}),",
        f"then -sU --max-retries {UDP_RETRIES} at the machines found ({', '.join(shipped(UDP_SCRIPTS))}).",
        f"This nmap does not have: {', '.join(absent) or 'nothing is lacking'}.",
    )
