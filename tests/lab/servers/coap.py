"""A small device's CoAP service: aiocoap, with a list of its resources."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(address=site.address, port=site.port, paths=site.options["paths"])]


async def serve(address: str, port: int, paths: list[str]) -> None:
    import aiocoap  # type: ignore[import-not-found]
    from aiocoap import resource

    site = resource.Site()
    links = resource.WKCResource(site.get_resources_as_linkheader)
    site.add_resource([".well-known", "core"], links)
    for path in paths:
        site.add_resource(path.strip("/").split("/"), resource.Resource())
    await aiocoap.Context.create_server_context(site, bind=(address, port), transports=["udp6"])
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
