"""A Siemens controller's S7 server: python-snap7, with the identity of a CPU 315-2 PN/DP built in."""

from __future__ import annotations

import logging
import signal
from typing import TYPE_CHECKING

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party()]


def serve() -> None:
    from snap7.server import Server  # type: ignore[import-not-found]
    from snap7.type import SrvArea  # type: ignore[import-not-found]

    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(message)s")
    server = Server()
    server.register_area(SrvArea.DB, 1, bytearray(64))
    server.start_to("0.0.0.0", 102)
    signal.pause()


if __name__ == "__main__":
    serve()
