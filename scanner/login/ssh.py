"""SSH: one login with one credential, the commands of the table, goodbye. The connection is made already.

Sources: RFC 4252 (authentication), RFC 4254, section 6.5 (exec); asyncssh's documentation of its options.
"""

import asyncio
import base64
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncssh

from scanner.evidence import InstalledPackages
from scanner.login import linux
from scanner.login.commands import Command, table
from scanner.login.job import Job
from scanner.login.told import Ended, not_made
from scanner.model import Answer

LOGIN_SECONDS = 20
CHUNK = 16_384
OTHER_KEY = "it showed another host key than the configuration names, so the login was not made"
CHANGED_KEY = "it showed another host key than a moment ago, so the login was not made"


@dataclass(frozen=True)
class Printed:
    """What one command printed. `status` None: it did not come to its end."""

    text: str
    status: int | None
    whole: bool


class _Client(asyncssh.SSHClient):
    """Looks at the host key before anything secret is said; refuses every other question of the server."""

    def __init__(self, allowed: frozenset[str], job: Job) -> None:
        self.allowed, self.job, self.problem, self.shown = allowed, job, "", ""

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.shown = key.get_fingerprint("sha256")
        seen_now = _hex(self.shown)
        same_kind = key.get_algorithm() == self.job.seen_type
        if same_kind and self.job.seen_key and seen_now != self.job.seen_key:
            self.problem = CHANGED_KEY
        elif self.shown not in self.allowed:
            self.problem = OTHER_KEY
        return not self.problem

    def kbdint_auth_requested(self) -> None:
        return None


def _hex(fingerprint: str) -> str:
    return base64.b64decode(fingerprint.removeprefix("SHA256:") + "=").hex()


def _allowed(job: Job) -> frozenset[str]:
    """The fingerprints that the configuration names, and those of its file of known hosts."""
    found = set(job.login.host_keys)
    for name in (job.address, *job.names) if job.login.known_hosts else ():
        try:
            keys = asyncssh.match_known_hosts(job.login.known_hosts, name, "", job.login.port)[0]
        except (OSError, ValueError):
            raise not_made("the file of known hosts can't be read") from None
        found |= {key.get_fingerprint("sha256") for key in keys}
    if not found:
        raise not_made("the file of known hosts does not name it, so the login was not made")
    return frozenset(found)


def _means(secret: str) -> dict[str, Any]:
    """The one way to log in: the key, or the password."""
    if "PRIVATE KEY-----" not in secret:
        return {"password": secret, "client_keys": None, "preferred_auth": "password"}
    try:
        key = asyncssh.import_private_key(secret)
    except ValueError:  # of asyncssh: broken, of an unknown kind, or encrypted
        raise not_made("the private key can't be read, or is protected by a passphrase") from None
    return {"client_keys": [key], "password": None, "preferred_auth": "publickey"}


def options(job: Job, secret: str) -> dict[str, Any]:
    """Nothing of this computer's own settings, no agent, no forwarding, no second way."""
    return {
        "username": job.login.user, "known_hosts": ([], [], []), "config": None, "agent_path": None,
        "agent_forwarding": False, "x11_forwarding": False, "gss_host": None, "host_based_auth": False,
        "kbdint_auth": False, "compression_algs": None, "login_timeout": LOGIN_SECONDS,
        "connect_timeout": LOGIN_SECONDS, "client_version": "Vaglio", "rekey_bytes": 1 << 30, **_means(secret),
    }  # fmt: skip


@dataclass(frozen=True)
class Session:
    """The commands of one login."""

    connection: asyncssh.SSHClientConnection

    async def run(self, name: str) -> Printed:
        """One command of the table, with its bounds. Raises Ended when it does not come to an end."""
        command = table("linux").named(name)
        try:
            async with asyncio.timeout(command.seconds):
                return await self._read(command)
        except TimeoutError:
            raise Ended(Answer.SILENT, f"its answer to {name!r} did not come to an end in time") from None
        except asyncssh.ChannelOpenError:
            raise Ended(Answer.NOT_ASKED, "the account may not run commands there") from None

    async def _read(self, command: Command) -> Printed:
        process = await self.connection.create_process(
            command.run, stdin=asyncssh.DEVNULL, stderr=asyncssh.DEVNULL, encoding=None, request_pty=False
        )
        got = bytearray()
        try:
            while len(got) <= command.most_bytes and (chunk := await process.stdout.read(CHUNK)):
                got += chunk
            if len(got) <= command.most_bytes:
                await process.wait_closed()
        finally:
            process.close()
        whole = len(got) <= command.most_bytes
        return Printed(_text(got[: command.most_bytes]), process.exit_status if whole else None, whole)


def _text(raw: bytes | bytearray) -> str:
    return bytes(raw).decode("utf-8", "replace")


async def _linux(session: Session) -> InstalledPackages:
    system = linux.os_release((await session.run("os-release")).text)
    manager = linux.manager_of(system)
    if not manager:
        name = system.get("PRETTY_NAME") or "it names none"
        raise Ended(Answer.GARBLED, f"its system is not one whose packages can be read ({name})")
    kernel, on_disk = await session.run("kernel"), await session.run("kernels")
    restart, listed = await session.run("restart"), await session.run(manager)
    whole = listed.whole and listed.status == 0
    found = linux.fact(system, manager, listed.text, whole, kernel.text, on_disk.text, restart.status)
    if not found.packages:
        raise Ended(Answer.GARBLED, "its list of packages holds none")
    return found


async def _log_in(job: Job, secret: str, line: socket.socket) -> InstalledPackages:
    client = _Client(_allowed(job), job)
    try:
        connection = await asyncssh.connect(
            job.address, job.login.port, sock=line, client_factory=lambda: client, **options(job, secret)
        )
    except (asyncssh.Error, OSError, ValueError, TimeoutError) as error:
        raise _ended(error, client) from None
    try:
        return await _linux(Session(connection))
    except (asyncssh.Error, OSError) as error:
        raise Ended(Answer.SILENT, f"it broke off the login ({type(error).__name__})") from None
    finally:
        connection.close()


def _ended(error: Exception, client: _Client) -> Ended:
    """Why the login was not made, without a word of the server's: what it says may be the secret."""
    if client.problem:
        return not_made(client.problem, client.shown)
    reasons: Mapping[type[Exception], str] = {
        asyncssh.PermissionDenied: "it did not accept the name with its password or key",
        asyncssh.HostKeyNotVerifiable: OTHER_KEY,
        asyncssh.KeyExchangeFailed: "it and this program share no safe way to speak SSH",
        TimeoutError: "it did not finish the login in time",
    }
    known = next((words for kind, words in reasons.items() if isinstance(error, kind)), "")
    return not_made(
        known or f"the login broke off ({type(error).__name__})", client.shown if known == OTHER_KEY else ""
    )


def read(job: Job, secret: str, line: socket.socket) -> InstalledPackages:
    """Logs in over `line` and reads the packages. Raises Ended."""

    async def whole() -> InstalledPackages:
        try:
            async with asyncio.timeout(job.seconds):
                return await _log_in(job, secret, line)
        except TimeoutError:
            raise Ended(Answer.SILENT, "the login took too long") from None

    return asyncio.run(whole())
