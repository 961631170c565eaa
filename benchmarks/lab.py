"""The claim about the lab: what Vaglio and nmap with its own scripts learn about the same devices."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.capture import CannotRunError, Captured, capturing
from benchmarks.frames import busiest_second, kinds, not_to
from benchmarks.recall import Recall, by_address_of_nmap, by_address_of_report, fields, recall
from benchmarks.sensor import LONGEST_SECONDS, run_nmap
from benchmarks.table import Claim, Row, at_least, at_most
from scanner.packs import load_probes
from scanner.plugin import Impact, Tcp, Udp
from tests.lab import factory
from tests.lab.factory import inside

CONFIG = Path("tests/lab/vaglio.toml")
SCRIPTS = (
    "banner", "enip-info", "ftp-syst", "http-title", "modbus-discover", "mqtt-subscribe", "nbstat",
    "rdp-enum-encryption", "rdp-ntlm-info", "s7-info", "smb-os-discovery", "smb-protocols",
    "smb-security-mode", "smb2-security-mode", "smtp-commands", "snmp-info", "ssh2-enum-algos", "ssl-cert",
    "vnc-info",
)  # fmt: skip
"""nmap's scripts that ask what Vaglio's probes ask. nmap has none for OPC UA."""

SPARED = tuple(one for one in factory.DEVICES if one.role == "misbehaving")
"""Devices that nmap is spared: the tarpit holds its http-title for ever, the flood multiplies its frames."""

MOST_FRAMES = 1 / 3
FRAGILE_SILENCE_SECONDS = 21.0
"""The fragile controller falls silent for 20 s when it is handled roughly; each tool meets it awake."""


@dataclass(frozen=True)
class Look:
    """What one tool took and what it learned, by device."""

    seconds: float
    captured: Captured
    recalls: Mapping[str, Recall]

    @property
    def frames(self) -> int:
        """Frames sent, but for those to the devices that nmap is spared."""
        return len(not_to(self.captured.sent, {one.mac for one in SPARED}))

    @property
    def found(self) -> int:
        return sum(len(one.found) for one in self.recalls.values())

    @property
    def whole(self) -> int:
        return sum(one.whole for one in self.recalls.values())

    def missed(self) -> str:
        """The devices and fields that were not found, for a person."""
        gaps = {
            name: sorted(".".join(key) for key in one.told - one.found) for name, one in self.recalls.items()
        }
        return "; ".join(f"{name}: {', '.join(gap)}" for name, gap in gaps.items() if gap) or "nothing"


def lab() -> Claim:
    """Vaglio first: it leaves the fragile controller as it was."""
    factory.forget_fragile_record()
    ours = _vaglio()
    time.sleep(FRAGILE_SILENCE_SECONDS)
    silences = len(factory.fragile_record()["silent"])
    theirs = _nmap()
    after = len(factory.fragile_record()["silent"]) - silences
    told = sum(len(one.told) for one in ours.recalls.values())
    devices = sum(bool(one.told) for one in ours.recalls.values())
    rows = (
        at_least(f"fields identified (of {told})", ours.found, theirs.found, "≥ nmap", theirs.found),
        at_least(
            f"devices identified whole (of {devices})", ours.whole, theirs.whole, "≥ nmap", theirs.whole
        ),
        _frames_row(ours.frames, theirs.frames),
        Row("frames to the misbehaving devices", len(ours.captured.sent) - ours.frames),
        at_most("seconds", ours.seconds, theirs.seconds, "≤ nmap", theirs.seconds),
        Row("busiest second", busiest_second(ours.captured.times), busiest_second(theirs.captured.times)),
        Row("times the fragile controller fell silent", silences, after),
    )
    return Claim("lab", f"The lab: {len(factory.DEVICES)} devices (one run)", rows, _notes(ours, theirs))


def _frames_row(ours: int, theirs: int) -> Row:
    return at_most("frames to devices that both asked", ours, theirs * MOST_FRAMES, "≤ 1/3 of nmap's", theirs)


def _notes(ours: Look, theirs: Look) -> tuple[str, ...]:
    return (
        f"Vaglio: `vaglio audit lab --config {CONFIG}` (it listens for some seconds first).",
        f"nmap -sT -sU -sV --max-rate {_rate()} on the same ports, with: {', '.join(SCRIPTS)}.",
        "nmap is spared the tarpit, the flood and the garbage speaker: held by the first, it does not end.",
        f"Frames sent by Vaglio: {kinds(ours.captured.sent)}; by nmap: {kinds(theirs.captured.sent)}.",
        f"Vaglio missed: {ours.missed()}.",
        f"nmap missed: {theirs.missed()}.",
    )


def _segment() -> dict[str, Any]:
    segment: dict[str, Any] = tomllib.loads(CONFIG.read_text("utf-8"))["segments"][0]
    return segment


def _rate() -> int:
    return int(_segment()["pace"]["frames_per_second"])


def _vaglio() -> Look:
    program = Path(sys.executable).parent / "vaglio"
    with (
        tempfile.TemporaryDirectory(prefix="vaglio-bench-") as folder,
        capturing(factory.SCANNER) as captured,
    ):
        to = ("--yes", "--quiet", "--output", folder, "--store", f"sqlite:///{folder}/v.db")
        began = time.monotonic()
        done = subprocess.run(
            inside(factory.SCANNER, str(program), "audit", "lab", "--config", str(CONFIG), *to),
            capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False,
        )  # fmt: skip
        seconds = time.monotonic() - began
        if done.returncode:
            raise CannotRunError(f"vaglio audit ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        report = (Path(folder) / "report.json").read_text("utf-8")
    return Look(seconds, captured, recalls(by_address_of_report(report)))


def _nmap() -> Look:
    segment = _segment()
    where = [
        "--exclude",
        ",".join([*segment["exclusions"], *(one.address for one in SPARED)]),
        *segment["networks"],
    ]
    how = ["-sT", "-sU", "-sV", "--max-rate", str(_rate()), "--script", ",".join(SCRIPTS), "-p", _ports()]
    with (
        tempfile.TemporaryDirectory(prefix="vaglio-bench-") as folder,
        capturing(factory.SCANNER) as captured,
    ):
        output = Path(folder) / "nmap.xml"
        began = time.monotonic()
        run_nmap(factory.SCANNER, [*how, *where], output)
        seconds = time.monotonic() - began
        xml = output.read_text("utf-8")
    return Look(seconds, captured, recalls(by_address_of_nmap(xml)))


def _ports() -> str:
    """The ports that Vaglio's probes speak on without being told to.

    It knocks at some more of office machines; nmap need not.
    """
    probes = load_probes("scanner.sensor.probes", ())
    by_default = [probe for probe in probes if not probe.opt_in and probe.impact is not Impact.GUESS]
    ports = [port for probe in by_default for port in probe.ports]
    tcp = sorted({one.port for one in ports if isinstance(one, Tcp)})
    udp = sorted({one.port for one in ports if isinstance(one, Udp)})
    return f"T:{','.join(map(str, tcp))},U:{','.join(map(str, udp))}"


def recalls(texts: Mapping[str, str]) -> dict[str, Recall]:
    """What was found of every device of the lab that tells something."""
    telling = [one for one in factory.DEVICES if fields(one.identity)]
    return {one.name: recall(one.identity, texts.get(one.address, "")) for one in telling}
