"""A remote terminal unit's IEC 60870-5-104 service: c104, with one measured value."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(address=site.address, port=site.port)]


def serve(address: str, port: int) -> None:
    import c104  # type: ignore[import-not-found]

    server = c104.Server(ip=address, port=port)
    server.add_station(common_address=3).add_point(io_address=1300, type=c104.Type.M_ME_NC_1)
    server.start()
    signal.pause()


if __name__ == "__main__":
    serve(**servers.settings())
