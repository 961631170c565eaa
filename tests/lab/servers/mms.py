"""A protection relay's IEC 61850 MMS service: libiec61850 (pyiec61850), with an empty model and an identity."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)
MODULES = ("pyiec61850",)  # its library has no build for every Python


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(port=site.port, **site.options)]


def serve(port: int, vendor: str, model: str, revision: str) -> None:
    import pyiec61850 as iec  # type: ignore[import-not-found]

    tree = iec.IedModel_create("LAB")
    iec.LogicalNode_create("LLN0", iec.LogicalDevice_create("LD0", tree))
    server = iec.IedServer_create(tree)
    iec.IedServer_setServerIdentity(server, vendor, model, revision)
    iec.IedServer_start(server, port)
    signal.pause()


if __name__ == "__main__":
    serve(**servers.settings())
