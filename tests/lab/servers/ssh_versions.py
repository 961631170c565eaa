"""An SSH server that greets as a device does and has an old key if it should: asyncssh, with modern methods otherwise.

`version`: 2.0, or 1.99 of a server that speaks the first version too (RFC 4253, section 5.1). No packaged server has
the first version any more; of 1.99, what shows it to anybody is the greeting. `software` as devices say it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
MODULES = ("asyncssh",)

METHODS = {
    "kex_algs": ["curve25519-sha256", "diffie-hellman-group16-sha512"],
    "encryption_algs": ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com"],
    "mac_algs": ["hmac-sha2-256-etm@openssh.com"],
    "compression_algs": ["none"],
}


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(port=site.port, **site.options)]


def _say(ssh: Any, version: str) -> None:
    """Makes the library's servers name that version: in the greeting and, as section 8 has it, in the signed hash."""

    def send_version(connection: Any) -> None:
        connection._server_version = f"SSH-{version}-".encode() + connection._version
        connection._send(connection._server_version + b"\r\n")

    ssh.connection.SSHServerConnection._send_version = send_version


async def serve(
    *, port: int, software: str, version: str = "2.0", key: str = "ssh-ed25519", address: str = "0.0.0.0"
) -> None:
    # Only this program runs where the library is; the lab itself reads this file without it.
    import asyncssh

    _say(asyncssh, version)
    made = asyncssh.generate_private_key(key)
    listener = await asyncssh.listen(
        address, port, server_host_keys=[made], server_version=software, **METHODS
    )
    await listener.wait_closed()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
