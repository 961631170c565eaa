"""An OPC UA server: asyncua, with the security policies, tokens and certificate that a device asks for."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("openssl", places.lab_python())


def programs(site: servers.Site) -> list[Program]:
    options = site.options
    uri = f"urn:{site.device.name}.lab:{options['product']}".replace(" ", "")
    names = f"URI:{uri}, DNS:{site.device.name}.lab, IP:{site.address}"
    pair = site.certificate(names=names, **options.pop("certificate"))
    return [
        site.third_party(
            **options,
            uri=uri,
            endpoint=f"opc.tcp://{site.address}:4840/",
            certificate=str(pair.certificate),
            key=str(pair.key),
        )
    ]


async def serve(wish: dict[str, Any]) -> None:
    from asyncua import Server, ua  # type: ignore[import-not-found]

    server = Server(user_manager=_users())
    await server.init()
    server.set_endpoint(wish["endpoint"])
    server.socket_address = ("0.0.0.0", 4840)
    server.application_type = ua.ApplicationType.Server
    server.product_uri = wish["product_uri"]
    server.set_server_name(wish["product"])
    await server.set_application_uri(wish["uri"])
    server.set_security_policy([getattr(ua.SecurityPolicyType, name) for name in wish["policies"]])
    server.set_identity_tokens([getattr(ua, name) for name in wish["tokens"]])
    await server.load_certificate(wish["certificate"])
    await server.load_private_key(wish["key"])
    async with server:
        await asyncio.Event().wait()


def _users() -> Any:
    from asyncua.crypto.permission_rules import User, UserRole  # type: ignore[import-not-found]

    class Operators:
        """Knows one operator; with no name given (an anonymous token) it lets the stranger read."""

        def get_user(
            self, iserver: Any, username: str = "", password: str = "", certificate: Any = None
        ) -> Any:
            print("session asked for by", username or "anonymous", flush=True)
            known = not username or (username, password) == ("operator", "pressing-matters")
            return User(role=UserRole.User) if known else None

    return Operators()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("asyncua.server.address_space").setLevel(logging.ERROR)
    asyncio.run(serve(servers.settings()))
