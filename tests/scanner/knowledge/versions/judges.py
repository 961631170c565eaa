"""Pairs of package versions, and the programs whose word on their order counts: dpkg and rpm."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

REAL = Path(__file__).with_name("debian-versions.txt").read_text("utf-8").split()
_PIECES = (
    "0",
    "1",
    "9",
    ".",
    "~",
    "+",
    "-",
    "a",
    "Z",
    "deb12u1",
    "~rc1",
    "+b1",
    "00",
    "~bpo12+1",
    "ubuntu1",
    "u10",
)
_RPM = ("1", "2", "10", "0", "01", "a", "b", "rc", ".", "_", "+", "~", "^", "~rc1", "^git1", ".el9", "fc38")
SIGNS = {-1: "lt", 0: "eq", 1: "gt"}


def debian_pairs(seed: int, real: Sequence[str] = REAL) -> Iterator[tuple[str, str]]:
    """Real versions beside each other, and beside themselves with a piece put in or taken away; without end."""
    chance = random.Random(seed)
    while True:
        one = chance.choice(real)
        other = _changed(one, chance) if chance.random() < 0.8 else chance.choice(real)
        yield (one, other) if chance.random() < 0.5 else (other, one)


def real_versions() -> list[str]:
    """All package versions that this computer's package lists name; without any, the few that are kept here."""
    if not is_here("apt-cache"):
        return REAL
    listed = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, text=True, check=False).stdout
    found = {line[len("Version: ") :] for line in listed.splitlines() if line.startswith("Version: ")}
    return sorted(found) or REAL


def rpm_pairs(seed: int) -> Iterator[tuple[str, str]]:
    """Made-up versions and releases that begin alike; both have a release or neither has."""
    chance = random.Random(seed)
    while True:
        one, other = _rpm_part(chance), _rpm_part(chance)
        other = one[: chance.randrange(1, len(one) + 1)] + other[1:]
        if chance.random() < 0.4:
            one, other = f"{one}-{_rpm_part(chance)}", f"{other}-{_rpm_part(chance)}"
        yield chance.choice(("", "0:", "1:")) + one, chance.choice(("", "0:", "1:")) + other


def agrees_with_dpkg(first: str, second: str, order: int) -> bool:
    """Whether dpkg says the same. `order` is -1, 0 or 1. A warning about the form counts as a no."""
    asked = ["dpkg", "--compare-versions", first, SIGNS[order], second]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and not answer.stderr


def orders_by_rpm(pairs: Iterable[tuple[str, str]], folder: Path) -> list[int]:
    """-1, 0 or 1 a pair, as rpm's own library says; `folder` takes a scratch file."""
    asked = folder / "pairs"
    asked.write_text("".join(f"{first} {second}\n" for first, second in pairs), "utf-8")
    lines = f'for line in io.lines("{asked}") do local a, b = line:match("(%S+) (%S+)")'
    program = f'%{{lua: {lines} print(rpm.vercmp(a, b) .. " ") end}}'
    answer = subprocess.run(["rpm", "--eval", program], capture_output=True, text=True, check=True)
    return [int(word) for word in answer.stdout.split()]


def is_here(program: str) -> bool:
    """Whether the judge is installed."""
    return shutil.which(program) is not None


def order(first: bytes, second: bytes) -> int:
    """The order of two keys."""
    return (first > second) - (first < second)


def _changed(version: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(version) + 1)
    if chance.random() < 0.6:
        return version[:place] + chance.choice(_PIECES) + version[place:]
    return version[: max(1, place - 1)] + version[place:]


def _rpm_part(chance: random.Random) -> str:
    return chance.choice("123") + "".join(chance.choices(_RPM, k=chance.randrange(5)))
