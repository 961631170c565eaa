"""SSH hosts on the loopback interface, one behaviour each; they write down who logs in, and what they shall run."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from scanner.login.commands import table
from scanner.model import Login, SecretPlace

HERE = "127.0.0.1"
USER = "reader"
SECRET = "correct horse battery 9!"

Process = asyncssh.SSHServerProcess[bytes]
Behaviour = Callable[[Process], Awaitable[None]]

DEBIAN = """PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION_CODENAME=bookworm
ID=debian
"""
DPKG = """ii \topenssl\t3.0.15-1~deb12u1\topenssl\t3.0.15-1~deb12u1
ii \tlibssl3\t3.0.15-1~deb12u1\topenssl\t3.0.15-1~deb12u1
rc \tvim\t2:9.0.1378-2\tvim\t2:9.0.1378-2
ii \tlinux-image-6.1.0-28-amd64\t6.1.119-1\tlinux-signed-amd64\t6.1.119+1
"""
KERNELS = "/boot:\nvmlinuz-6.1.0-27-amd64\nvmlinuz-6.1.0-28-amd64\n\n/lib/modules:\n6.1.0-27-amd64\n6.1.0-28-amd64\n"
RUN = {one.name: one.run for one in table("linux").command}
GOOD = {"os-release": DEBIAN, "kernel": "6.1.0-28-amd64\n", "kernels": KERNELS, "dpkg": DPKG}
"""What a Debian prints, by the name of the command; a command that is not there fails."""


@dataclass
class Host:
    """Where it listens, its fingerprint, and what it lived through."""

    port: int = 0
    fingerprint: str = ""
    key_type: str = ""
    attempts: list[str] = field(default_factory=list)
    let_in: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


def printing(texts: Mapping[str, str | bytes]) -> Behaviour:
    """A host that prints these texts, by the name of the command."""
    by_command = {RUN[name]: text for name, text in texts.items()}

    async def behave(process: Process) -> None:
        text = by_command.get(process.command or "")
        if text is not None:
            process.stdout.write(text if isinstance(text, bytes) else text.encode())
        process.exit(2 if text is None else 0)

    return behave


def behaving(name: str, otherwise: Behaviour) -> Behaviour:
    """Prints what a good Debian prints, but for the command `name`."""
    good = printing(GOOD)

    async def behave(process: Process) -> None:
        await (otherwise if process.command == RUN[name] else good)(process)

    return behave


class _Door(asyncssh.SSHServer):
    """Lets USER in with a password, or with a public key where `by_key`."""

    def __init__(self, host: Host, accepts: str, *, by_key: bool) -> None:
        self.host, self.accepts, self.by_key = host, accepts, by_key

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return not self.by_key

    def validate_password(self, username: str, password: str) -> bool:
        self.host.attempts.append(f"{username}:{password}")
        return password == self.accepts

    def auth_completed(self) -> None:
        self.host.let_in.append(USER)


@contextmanager
def ssh_host(
    behave: Behaviour | None = None, *, accepts: str = SECRET, keys: Path | None = None, address: str = HERE
) -> Iterator[Host]:
    """A host that lets USER in with the password `accepts`, or with the public key in `keys`."""
    host, loop = Host(), asyncio.new_event_loop()
    ready, stop = threading.Event(), asyncio.Event()
    server_key = asyncssh.generate_private_key("ssh-ed25519")
    host.fingerprint, host.key_type = server_key.get_fingerprint("sha256"), "ssh-ed25519"

    async def process(one: Process) -> None:
        host.commands.append(one.command or "")
        await (behave or printing(GOOD))(one)

    async def run() -> None:
        server = await asyncssh.listen(
            address, 0, server_factory=lambda: _Door(host, accepts, by_key=keys is not None),
            server_host_keys=[server_key], process_factory=process, encoding=None,
            authorized_client_keys=str(keys) if keys else None, line_editor=False,
        )  # fmt: skip
        host.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield host
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)


def secret_file(folder: Path, text: str = SECRET, mode: int = 0o600) -> Path:
    """A file with the secret, readable as `mode` says."""
    path = folder / "secret"
    path.write_text(text + "\n")
    path.chmod(mode)
    return path


def login_at(host: Host, secret: Path, **more: object) -> Login:
    settings = {
        "kind": "ssh",
        "assets": (HERE,),
        "user": USER,
        "port": host.port,
        "host_keys": (host.fingerprint,),
    }
    place = SecretPlace(kind="file", name=str(secret))
    return Login.model_validate(settings | {"secret": place} | more)
