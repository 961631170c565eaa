"""Starts the few programs of the system that installing needs, through the locked doors."""

import shutil
import subprocess
from dataclasses import dataclass

from scanner.agent.unit.render import UnitError
from scanner.doors import Pass, opened

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS = 90.0


@dataclass(frozen=True)
class Ran:
    """How a program ended. `code` 127: it is not installed."""

    code: int
    out: str


def find(name: str) -> str:
    """Where a program of the system is; empty when it is not installed."""
    return shutil.which(name, path=PATH) or ""


def run(name: str, *words: str) -> Ran:
    """Runs a program of the system to its end; output and errors come back as one text."""
    program = find(name)
    if not program:
        return Ran(127, f"{name} is not installed")
    try:
        with opened(Pass(program=program)):
            done = subprocess.run(  # noqa: S603 - a program of the system, words of ours
                [program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, errors="replace", timeout=SECONDS, check=False, env={"PATH": PATH, "LC_ALL": "C"},
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ran(124, f"{name} did not end within {SECONDS:g} seconds")
    return Ran(done.returncode, done.stdout.strip())


def must(name: str, *words: str) -> str:
    """Runs a program that has to succeed. Raises UnitError with its last line."""
    ran = run(name, *words)
    if ran.code:
        last = ran.out.splitlines()[-1] if ran.out else f"it ended with code {ran.code}"
        raise UnitError(f"{' '.join((name, *words))} failed: {last}")
    return ran.out
