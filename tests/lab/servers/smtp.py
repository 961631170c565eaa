"""A mail relay: aiosmtpd, with or without STARTTLS."""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import TYPE_CHECKING, Any

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("openssl", places.lab_python())


def programs(site: servers.Site) -> list[Program]:
    options = site.options
    pair = site.certificate() if options.pop("tls") else None
    files = {} if pair is None else {"certificate": str(pair.certificate), "key": str(pair.key)}
    return [site.third_party(host=f"{site.device.name}.lab", **options, **files)]


async def serve(host: str, ident: str, certificate: str = "", key: str = "") -> None:
    from aiosmtpd.handlers import Sink  # type: ignore[import-not-found]
    from aiosmtpd.smtp import SMTP  # type: ignore[import-not-found]

    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)

    def session() -> Any:
        return SMTP(Sink(), hostname=host, ident=ident, tls_context=context, require_starttls=bool(context))

    server = await asyncio.get_running_loop().create_server(session, "0.0.0.0", 25)
    await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.INFO)
    asyncio.run(serve(**servers.settings()))
