"""The kinds of servers that a device can have: one file a kind, each with `PROGRAMS` and `programs(site)`."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.lab import places, tls
from tests.lab.model import Device, Server
from tests.lab.programs import Program

COPYING = threading.Lock()
"""Devices come up side by side; those that share keys must not both make them."""


@dataclass(frozen=True)
class Site:
    """Where one server of a device is set up: its folder already exists and is its own."""

    device: Device
    server: Server
    folder: Path

    @property
    def address(self) -> str:
        return self.device.address

    @property
    def options(self) -> dict[str, Any]:
        return dict(self.server.options)

    @property
    def keys(self) -> Path:
        """Where its keys are: in its own folder, or in one that it shares with the machine it was copied from."""
        origin = self.server.options.get("copy_of")
        return places.folder(origin) if origin else self.folder

    @property
    def port(self) -> int:
        """The first port of the server."""
        return int(self.server.ports[0].partition("/")[0])

    @property
    def display(self) -> str:
        """Its X display, far from those of a desktop's own X servers: the lock file is the whole machine's."""
        return f":{8300 + int(self.address.rpartition('.')[2])}"

    @property
    def log(self) -> str:
        return f"{self.server.kind}.log"

    def write(self, name: str, text: str, mode: int = 0o644) -> str:
        """Writes a configuration file into the folder; returns its path."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def run(self, *argv: str, **env: str) -> Program:
        return Program(argv, self.log, env)

    def certificate(self, **wish: Any) -> tls.Pair:
        """A certificate for this device's name and address; good unless the wish says otherwise."""
        names = f"DNS:{self.device.name}.lab, IP:{self.address}"
        wish = {"names": names, **wish}
        with COPYING:
            made = tls.pair(self.keys / "tls")
            if self.keys != self.folder and made.certificate.exists():
                return made
            return tls.issue(tls.Wish(name=f"{self.device.name}.lab", **wish), self.keys / "tls")

    def ours(self, **settings: Any) -> Program:
        """Runs this kind's own file as a program: standard library only."""
        return self._module(sys.executable, settings)

    def third_party(self, **settings: Any) -> Program:
        """Runs this kind's own file as a program where the third-party servers are installed."""
        return self._module(places.lab_python(), settings)

    def _module(self, python: str, settings: dict[str, Any]) -> Program:
        module = f"tests.lab.servers.{self.server.kind}"
        return self.run(python, "-u", "-m", module, json.dumps(settings), PYTHONDONTWRITEBYTECODE="1")


def settings() -> dict[str, Any]:
    """What `ours` or `third_party` passed to the program that is now running."""
    loaded: dict[str, Any] = json.loads(sys.argv[1])
    return loaded


def programs(site: Site) -> Sequence[Program]:
    """Writes a server's configuration and says which commands run it."""
    found: Sequence[Program] = import_module(f"{__name__}.{site.server.kind}").programs(site)
    return found


def needs(server: Server) -> tuple[str, ...]:
    """Commands that this kind of server runs, by name or path."""
    found: tuple[str, ...] = import_module(f"{__name__}.{server.kind}").PROGRAMS
    return found


def modules(server: Server) -> tuple[str, ...]:
    """Packages of the lab's Python that this kind can't be had without on every machine."""
    found: tuple[str, ...] = getattr(import_module(f"{__name__}.{server.kind}"), "MODULES", ())
    return found
