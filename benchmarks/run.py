"""Measures the project's claims about speed and gentleness beside nmap and prints one table each.

    python -m benchmarks [start|discovery|ports|long|lab|versions|knowledge|reports ...] [--long] [--json FILE]

Needs root, nmap, tcpdump and the lab's servers (tests/lab/install.sh). A missed goal is printed, it is no error.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
if str(CHECKOUT) not in sys.path:  # when it is run as a file
    sys.path.insert(0, str(CHECKOUT))

from benchmarks import capture, knowledge, lab, reports, start, sweeps, versions  # noqa: E402
from benchmarks.table import Claim, written  # noqa: E402
from tests.lab import factory, network  # noqa: E402

NOWHERE = ("start", "versions", "knowledge", "reports")
ON_THE_BENCH, ON_THE_LAB = ("discovery", "ports", "long"), ("lab",)
MEASURES: dict[str, Callable[[], Claim]] = {
    "start": start.start,
    "discovery": sweeps.discovery,
    "ports": sweeps.ports,
    "long": sweeps.many_ports,
    "lab": lab.lab,
    "versions": versions.versions,
    "knowledge": knowledge.knowledge,
    "reports": reports.reports,
}

CANNOT_RUN = (
    capture.CannotRunError, factory.LabError, network.NetworkError, OSError, subprocess.SubprocessError
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """0 when everything asked for was measured, whatever came of it; 1 with a sentence when it could not be."""
    given = options(arguments)
    os.chdir(CHECKOUT)
    names = wanted(given)
    try:
        _check(names)
        claims = list(_measured(names))
    except CANNOT_RUN as error:
        print(error, file=sys.stderr)
        return 1
    if given.json:
        given.json.write_text(json.dumps([claim.as_dict() for claim in claims], indent=1) + "\n", "utf-8")
    return 0


def options(arguments: list[str] | None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Vaglio beside nmap, measured.")
    parser.add_argument("claims", nargs="*", metavar="CLAIM", type=_claim, help=", ".join(MEASURES))
    parser.add_argument("--long", action="store_true", help="also 1,000 ports (about ten minutes)")
    parser.add_argument(
        "--json", type=lambda text: Path(text).absolute(), metavar="FILE", help="a copy for programs"
    )
    return parser.parse_args(arguments)


def wanted(given: argparse.Namespace) -> list[str]:
    """The claims that were named, else all; in an order in which each segment is brought up once."""
    chosen = given.claims or [name for name in MEASURES if name != "long"]
    return [name for name in MEASURES if name in chosen or (name == "long" and given.long)]


def _claim(name: str) -> str:
    if name not in MEASURES:
        raise argparse.ArgumentTypeError(f"there is no claim named {name}; there are {', '.join(MEASURES)}")
    return name


def _check(names: list[str]) -> None:
    if set(names) <= set(NOWHERE):
        return
    if reason := factory.why_not(None if "lab" in names else ()):
        raise capture.CannotRunError(reason)
    if missing := capture.missing():
        raise capture.CannotRunError(f"This needs {', '.join(missing)}; install the package of that name.")


def _measured(names: list[str]) -> Iterator[Claim]:
    for places, segment in ((NOWHERE, nullcontext), (ON_THE_BENCH, _bench), (ON_THE_LAB, _lab)):
        here = [name for name in names if name in places]
        if here:
            with segment():
                yield from map(_told, here)


def _told(name: str) -> Claim:
    claim = MEASURES[name]()
    print(written(claim), end="\n\n", flush=True)
    return claim


@contextmanager
def _bench() -> Iterator[None]:
    """The bench segment for these measures; one that is up already is used, and left up."""
    was_up = network.inode(factory.BENCH_SCANNER) is not None
    factory.bench_up()
    try:
        yield
    finally:
        if not was_up:
            factory.bench_down()


@contextmanager
def _lab() -> Iterator[None]:
    was_up = network.inode(factory.SCANNER) is not None
    factory.up()
    try:
        yield
    finally:
        if not was_up:
            factory.down()


if __name__ == "__main__":
    sys.exit(main())
