"""Command line of the lab: `python -m tests.lab up|down|status|absent|packages`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.lab import absent, factory, network


def main() -> int:
    """Runs one command; returns the exit status."""
    options = _arguments()
    try:
        return int(options.run(options) or 0)
    except (factory.LabError, network.NetworkError, PermissionError) as error:
        print(error, file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.lab", description="A small factory of real servers."
    )
    commands = parser.add_subparsers(required=True)
    up = commands.add_parser("up", help="bring the factory up")
    up.add_argument("--only", metavar="NAME,NAME", help="only these devices")
    up.set_defaults(run=_up)
    down = commands.add_parser("down", help="take it down, leaving nothing")
    down.add_argument("--keep", action="store_true", help="keep configuration and logs")
    down.set_defaults(run=_down)
    status = commands.add_parser("status", help="show every device and whether it is up")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    without = commands.add_parser("absent", help="name the devices that the lab is left without here")
    without.set_defaults(run=_absent)
    packages = commands.add_parser("packages", help="name the Debian packages that the lab needs")
    packages.set_defaults(run=_packages)
    return parser.parse_args()


def _up(options: argparse.Namespace) -> None:
    began = time.monotonic()
    factory.up(options.only.split(",") if options.only else None)
    count = len(factory.chosen(options.only.split(",") if options.only else None))
    _absent(options)
    print(f"{count} devices are up after {time.monotonic() - began:.1f} s.")


def _down(options: argparse.Namespace) -> None:
    factory.down(keep=options.keep)


def _status(options: argparse.Namespace) -> None:
    if os.geteuid() != 0:
        raise factory.LabError("Only root can look into the lab's namespaces; run this with sudo.")
    lines = factory.status()
    if options.json:
        print(json.dumps(lines, indent=1))
        return
    for line in lines:
        servers = ", ".join(f"{kind} {' '.join(ports)}".strip() for kind, ports in line["servers"].items())
        print(f"{line['name']:20}{line['address']:13}{'up' if line['running'] else 'down':6}{servers or '-'}")


def _absent(options: argparse.Namespace) -> None:
    print(absent.told(factory.ABSENT), end="")


def _packages(options: argparse.Namespace) -> None:
    """Of alternatives, the one that this release has; the first if that can't be told."""
    for line in (Path(__file__).parent / "packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            print(_available([name.strip() for name in line.split("|")]))


def _available(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return next((name for name in names if _known(name)), names[0])


def _known(name: str) -> bool:
    try:
        done = subprocess.run(["apt-cache", "show", name], capture_output=True, timeout=30, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
