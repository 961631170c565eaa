"""Runs the product's own sensor process in a namespace, and the matching nmap, with a capture around each.

The sensor is started as the agent starts it: doors locked, guard and ledger on, an order on its standard
input. The order wants no probe, so that what is measured is finding machines and open ports, as nmap does it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as Xml
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.capture import INTERFACE, CannotRunError, Captured, capturing
from scanner.evidence import OpenPort
from scanner.model import ACKNOWLEDGEMENT, ZONE_PACE, Authorisation, ScanOrder, Zone
from scanner.sensor.wire.pulse import WHY as CANARY
from tests.lab.factory import BENCH_SCANNER, inside

NETWORK = "10.84.0.0/24"
SCANNER_ADDRESS = "10.84.0.2"
RATE = int(ZONE_PACE[Zone.IT].frames_per_second)
LONGEST_SECONDS = 1800

Door = tuple[str, int]


@dataclass(frozen=True)
class Run:
    """One run of one tool. `sent` are the moments (seconds since 1970) of the frames that it sent.

    `charged` are the frames in the ledger; `canary` those that asked whether a machine is still well.
    """

    seconds: float
    sent: tuple[float, ...]
    live: frozenset[str]
    open: frozenset[Door]
    charged: int = 0
    canary: int = 0


def order(ports: Sequence[int], ledger: str) -> ScanOrder:
    """A sweep at the pace of an office segment.

    The zone is `ot` because only there is nothing knocked at beside `ports`; the pace is the office's.
    """
    return ScanOrder(
        scan="benchmark", segment="bench", networks=(NETWORK,), zone=Zone.OT, interface=INTERFACE,
        authorisation=Authorisation(who="the owner of the lab", when=date.fromisoformat("2026-01-01")),
        pace=ZONE_PACE[Zone.IT], pace_acknowledged=ACKNOWLEDGEMENT, listen_seconds=0, probes=(),
        extra_tcp_ports=tuple(ports), ledger=ledger,
    )  # fmt: skip


def vaglio(ports: Sequence[int]) -> Run:
    """Finds the live addresses and their open ports. Without ports: only until discovery has ended."""
    with tempfile.TemporaryDirectory(prefix="vaglio-bench-") as folder, capturing(BENCH_SCANNER) as captured:
        began = time.time()
        messages = _messages(order(ports, str(Path(folder) / "ledger.jsonl")))
        ended = time.time()
    if not ports:
        ended = _first_canary(messages)
    touches = [one for one in messages if one["say"] == "touch" and (ports or _at(one) < ended)]
    return Run(
        ended - began,
        tuple(at for at in captured.times if ports or at < ended),
        frozenset(one["address"] for one in messages if one["say"] == "seen"),
        frozenset(_open_door(one["evidence"]) for one in messages if _is_open_door(one)),
        sum(one["frames"] for one in touches),
        sum(one["why"] == CANARY for one in touches),
    )


def _messages(wanted: ScanOrder) -> list[dict[str, Any]]:
    command = inside(BENCH_SCANNER, sys.executable, "-P", "-m", "scanner.sensor.serve")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(wanted.model_dump_json() + "\n")
        process.stdin.flush()
        # The input stays open: when it ends, the sensor stops.
        messages = [json.loads(line) for line in process.stdout]
    if not messages or messages[-1]["say"] != "done" or not messages[-1]["complete"]:
        raise CannotRunError(f"The sensor did not finish: {messages[-1:] or 'it said nothing'}.")
    return messages


def _at(touch: dict[str, Any]) -> float:
    return datetime.fromisoformat(touch["at"]).astimezone(UTC).timestamp()


def _first_canary(messages: Sequence[dict[str, Any]]) -> float:
    """When asking began, and with it discovery had ended: the first thing asked is how quickly one answers."""
    return next(_at(one) for one in messages if one["say"] == "touch" and one["why"] == CANARY)


def _is_open_door(message: dict[str, Any]) -> bool:
    return bool(message["say"] == "evidence" and message["evidence"]["wanted"] == OpenPort.kind)


def _open_door(evidence: dict[str, Any]) -> Door:
    return evidence["asset"], evidence["service"]["port"]


def nmap(*arguments: str) -> Run:
    """The same question to nmap; `arguments` say what it shall find out."""
    with tempfile.TemporaryDirectory(prefix="vaglio-bench-") as folder, capturing(BENCH_SCANNER) as captured:
        output = Path(folder) / "nmap.xml"
        began = time.time()
        run_nmap(BENCH_SCANNER, [*arguments, "--exclude", SCANNER_ADDRESS, NETWORK], output)
        seconds = time.time() - began
        xml = output.read_text()
    return _read(xml, seconds, captured)


def run_nmap(namespace: str, arguments: Sequence[str], output: Path) -> None:
    """Runs nmap without name look-ups. Raises CannotRunError with its last words."""
    command = inside(namespace, "nmap", "-n", "-oX", str(output), *arguments)
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)
    if done.returncode:
        raise CannotRunError(f"nmap failed: {done.stderr.strip()[-300:]}")


def _read(xml: str, seconds: float, captured: Captured) -> Run:
    hosts = addresses_up(Xml.fromstring(xml))
    doors = frozenset(
        (address, int(port.get("portid", "0")))
        for address, host in hosts.items()
        for port in host.iter("port")
        if _is_open(port)
    )
    return Run(seconds, tuple(captured.times), frozenset(hosts), doors)


def addresses_up(document: Xml.Element) -> dict[str, Xml.Element]:
    """The machines that nmap found, by address."""
    return {_address(host): host for host in document.iter("host") if _is_up(host)}


def _address(host: Xml.Element) -> str:
    return next(one.get("addr", "") for one in host.iter("address") if one.get("addrtype") == "ipv4")


def _is_up(host: Xml.Element) -> bool:
    status = host.find("status")
    return status is not None and status.get("state") == "up"


def _is_open(port: Xml.Element) -> bool:
    state = port.find("state")
    return state is not None and state.get("state") == "open"
