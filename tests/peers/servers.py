"""TLS and SSH servers of the system, on this machine only, with settings that differ."""

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from scanner.model import Fact
from scanner.plugin import Probe
from scanner.sensor.wire.line import TcpLine
from tests.lab import places
from tests.scanner.sensor.orders import BRISK, brisk_order, guard_of

HERE = "127.0.0.1"
PATIENT = BRISK.model_copy(update={"answer_seconds": 5.0})


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind((HERE, 0))
        port: int = free.getsockname()[1]
    return port


@contextlib.contextmanager
def running(command: Sequence[str], port: int) -> Iterator[int]:
    """A server that listens at the port within 10 s."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=places.CHECKOUT) as server:
        try:
            _wait(port)
            yield port
        finally:
            server.kill()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((HERE, port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens at {port}")


def _self_signed(folder: Path, wishes: Sequence[str]) -> tuple[Path, Path]:
    """Key and certificate, made by `openssl req -x509` with these options."""
    key, shown = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-keyout", key, "-out", shown, "-subj", "/CN=localhost",
         *wishes], check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return key, shown


@contextlib.contextmanager
def gnutls_server(folder: Path, priority: str) -> Iterator[int]:
    """`gnutls-serv` with a priority string, which knows ciphers that the system's OpenSSL has given up."""
    port, (key, shown) = free_port(), _self_signed(folder, ["-newkey", "rsa:2048", "-days", "300"])
    files = ["--x509keyfile", str(key), "--x509certfile", str(shown)]
    with running(["gnutls-serv", "--http", "--port", str(port), *files, "--priority", priority], port):
        yield port


@contextlib.contextmanager
def tls_server(folder: Path, certificate: Sequence[str], settings: Sequence[str]) -> Iterator[int]:
    """`openssl s_server` with a certificate made by `openssl req -x509` with these options."""
    port, (key, shown) = free_port(), _self_signed(folder, certificate)
    command = [
        "openssl",
        "s_server",
        "-accept",
        f"{HERE}:{port}",
        "-key",
        str(key),
        "-cert",
        str(shown),
        "-quiet",
    ]
    with running([*command, "-www", *settings], port):
        yield port


CONFIG = """\
Port {port}
ListenAddress {here}
PidFile none
UsePAM no
{settings}
"""


@contextlib.contextmanager
def _privileges() -> Iterator[None]:
    """sshd insists on this directory, which only a service manager makes otherwise."""
    place = Path("/run/sshd")
    absent = not place.exists()
    if absent:
        place.mkdir(mode=0o755)
    try:
        yield
    finally:
        if absent:
            place.rmdir()


@contextlib.contextmanager
def ssh_server(folder: Path, keys: dict[str, int], settings: Sequence[str]) -> Iterator[int]:
    """The system's sshd with keys of these kinds and sizes."""
    lines = list(settings)
    for kind, bits in keys.items():
        path = folder / f"key_{kind}"
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-b", str(bits), "-N", "", "-f", path], check=True)
        lines.append(f"HostKey {path}")
    port, config = free_port(), folder / "sshd_config"
    config.write_text(CONFIG.format(port=port, here=HERE, settings="\n".join(lines)))
    with _privileges(), running([shutil.which("sshd") or "sshd", "-D", "-f", str(config)], port):
        yield port


@contextlib.contextmanager
def greeting_server(**told: str) -> Iterator[int]:
    """The lab's SSH server that greets as a device does (`version`) and has such a key (`key`)."""
    port = free_port()
    settings = {"port": port, "address": HERE, "software": "Cisco-1.25", **told}
    program = "tests.lab.servers.ssh_versions"
    with running([places.lab_python(), "-m", program, json.dumps(settings)], port):
        yield port


def asked(probe: Probe[Fact], port: int) -> Fact:
    """What our probe learns there, under the guard, as of an office server."""
    line = TcpLine(guard_of(brisk_order(pace=PATIENT)), probe, HERE, port, is_ot=False)
    with closing(line):
        return probe(line)
