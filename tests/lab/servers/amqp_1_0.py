"""A message broker of AMQP 1.0 that lets anybody in: Apache Qpid Proton as it comes, of the system's Python."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.lab import servers
    from tests.lab.programs import Program

PACKAGE = "python3-qpid-proton"
PROGRAMS = () if Path("/usr/lib/python3/dist-packages/proton").is_dir() else (PACKAGE,)


def programs(site: servers.Site) -> list[Program]:
    return [
        site.run(
            "/usr/bin/python3",
            "-u",
            "-m",
            __name__,
            f"{site.address}:{site.port}",
            PYTHONDONTWRITEBYTECODE="1",
        )
    ]


def serve(place: str) -> None:
    """Takes messages and throws them away; each login that is begun is written down."""
    from proton.handlers import MessagingHandler  # type: ignore[import-not-found]
    from proton.reactor import Container  # type: ignore[import-not-found]

    class Broker(MessagingHandler):  # type: ignore[misc]
        def on_start(self, event: object) -> None:
            event.container.listen(place)  # type: ignore[attr-defined]

        def on_connection_opening(self, event: object) -> None:
            print("somebody came in", flush=True)

    Container(Broker()).run()


if __name__ == "__main__":
    serve(sys.argv[1])
