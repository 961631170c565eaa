"""The nmap program, for what it knows best: naming unknown services of office machines.

Only this file composes its arguments. Its packets escape the doors, so they are charged before it
starts, and it is never used on a machine that may belong to the plant.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.doors import Pass, opened
from scanner.model import Service
from scanner.plugin import Refused
from scanner.sensor.guard.guard import Ask, Guard

FRAMES_PER_PORT = 24
"""Frames that `--version-light` sent per open port at most, with its own connections: an estimate."""

SECONDS = 180


@dataclass(frozen=True)
class NmapRun:
    """The XML that nmap wrote, and whether it got to its end."""

    xml: str
    complete: bool


def nmap_path() -> str:
    """Where the nmap program is; empty when it is not installed."""
    return shutil.which("nmap") or ""


def arguments(address: str, ports: Sequence[int], rate: float, output: str) -> list[str]:
    """Connect scan, no names, no discovery, no retries, capped rate, the lightest version probes."""
    listed = ",".join(str(port) for port in ports)
    light = ["-sT", "-sV", "--version-light", "-n", "-Pn", "--max-retries", "0", "--max-parallelism", "1"]
    paced = ["--max-rate", str(max(1, int(rate))), "--host-timeout", f"{SECONDS}s", "--no-stylesheet"]
    six = ["-6"] if ":" in address else []
    return [*light, *paced, *six, "-p", listed, "-oX", output, address]


def fingerprint(guard: Guard, address: str, ports: Sequence[int], why: str) -> NmapRun:
    """Asks nmap what speaks on `ports`, all of them open. Raises Refused."""
    program = nmap_path()
    if not program:
        raise Refused("the nmap program is not installed")
    for port in ports:
        ask = Ask(address=address, kind="connect", what="nmap -sV --version-light", why=why,
                  frames=FRAMES_PER_PORT, service=Service(transport="tcp", port=port))  # fmt: skip
        guard.permit(ask).spend(address, port)
    with tempfile.TemporaryDirectory(prefix="vaglio-") as folder:
        return _run(program, guard, address, ports, str(Path(folder) / "nmap.xml"))


def _wait(guard: Guard, child: "subprocess.Popen[bytes]") -> int:
    """The program's exit code; it is killed when its time is over or the scan is stopped."""
    until = guard.clock.monotonic() + SECONDS + 10
    while child.poll() is None:
        if guard.stopped or guard.clock.monotonic() > until:
            child.kill()
            break
        guard.clock.sleep(0.1)
    return child.wait()


def _environment() -> dict[str, str]:
    """Not all of ours: the secret of a login may be among it."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ") if name in os.environ}


def _run(program: str, guard: Guard, address: str, ports: Sequence[int], output: str) -> NmapRun:
    command = [program, *arguments(address, ports, guard.pace.frames_per_second / 2, output)]
    with opened(Pass(program=program)), open("/dev/null", "w") as nowhere:  # noqa: PTH123
        child = subprocess.Popen(  # noqa: S603 - a program that this file found, and arguments that it composed
            command, stdout=nowhere, stderr=nowhere, stdin=subprocess.DEVNULL, env=_environment()
        )
    ended = _wait(guard, child) == 0
    text = Path(output).read_text("utf-8", "replace") if Path(output).exists() else ""
    return NmapRun(text, ended)
