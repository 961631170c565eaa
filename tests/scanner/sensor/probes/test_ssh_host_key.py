"""SSH host key: read from one key exchange that goes no further. Replies of OpenSSH 9.2, a key made for the test."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import SshHostKey, SshServer
from scanner.plugin import Closed, Garbled, Impact, Silence
from scanner.sensor.probes.ssh import DISCONNECT, IDENTIFICATION
from scanner.sensor.probes.ssh_host_key import init, kexinit, read_reply, sealed, ssh_host_key, string
from scanner.sensor.profile import holds
from scanner.sensor.wire.line import TcpLine
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.orders import guard_of
from tests.scanner.sensor.probes.login_replies import BANNER, KEXINIT, REPLY

FINGERPRINT = "0d5dd33abad61b95a65d9b4a6caaf0301aecbed60633587ac35a6ee5a8fe05e0"  # as ssh-keygen -l shows it
IGNORED = sealed(b"\x02" + string(b"x"))


def asked(*replies: Reply) -> SshHostKey:
    return ssh_host_key(ScriptedLine("ssh-host-key", list(replies)))


def shown(blob: bytes) -> SshHostKey:
    return read_reply(sealed(b"\x1f" + string(blob) + string(b"half") + string(b"signature")))


def test_openssh_shows_its_key_and_is_left_at_once() -> None:
    line = ScriptedLine("ssh-host-key", [BANNER, KEXINIT, REPLY])
    assert ssh_host_key(line) == SshHostKey(key_type="ssh-ed25519", key_bits=256, sha256=FINGERPRINT)
    assert line.sent == [IDENTIFICATION, kexinit(), init(True), DISCONNECT]


def test_messages_that_say_nothing_are_passed_over_but_not_for_ever() -> None:
    assert asked(BANNER, KEXINIT, IGNORED, REPLY).sha256 == FINGERPRINT
    with pytest.raises(Garbled):
        asked(BANNER, KEXINIT, *[IGNORED] * 9, REPLY)


@pytest.mark.parametrize(
    ("blob", "kind", "bits"),
    [
        (string(b"ssh-rsa") + string(b"\x01\x00\x01") + string(b"\x00" + b"\xff" * 128), "ssh-rsa", 1024),
        (string(b"ssh-rsa") + string(b"\x03") + string(b"\x01" + bytes(95)), "ssh-rsa", 761),
        (string(b"ssh-dss") + string(b"\x00\x80" + bytes(127)) + string(b"q"), "ssh-dss", 1024),
        (string(b"ecdsa-sha2-nistp384") + string(b"nistp384"), "ecdsa-sha2-nistp384", 384),
        (string(b"ssh-of-tomorrow") + string(b"x"), "ssh-of-tomorrow", 0),
    ],
)
def test_kind_and_size_are_read_from_the_key(blob: bytes, kind: str, bits: int) -> None:
    told = shown(blob)
    assert (told.key_type, told.key_bits) == (kind, bits)


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\x00\x00\x00\x00",
        b"\xff\xff\xff\xffssh-rsa",
        string(b"ssh-rsa"),
        string(b"ssh-rsa") + string(b"e"),
    ],
)
def test_a_key_with_a_field_that_is_missing_or_too_long_is_garbled(blob: bytes) -> None:
    with pytest.raises(Garbled):
        shown(blob)


@pytest.mark.parametrize("reply", list(truncations(REPLY)))
def test_half_a_reply_is_no_key(reply: bytes) -> None:
    with pytest.raises((Closed, Garbled)):
        asked(BANNER, KEXINIT, reply)


@given(st.binary(max_size=300))
def test_a_random_reply_is_a_key_or_garbled(payload: bytes) -> None:
    try:
        assert len(read_reply(sealed(b"\x1f" + payload)).sha256) == 64
    except Garbled:
        return


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_random_bytes_end_in_a_plain_outcome(replies: list[bytes]) -> None:
    with pytest.raises((Silence, Closed, Garbled)):
        asked(BANNER, *replies)


def test_a_server_without_a_method_that_we_know_is_offered_nothing() -> None:
    other = sealed(b"\x14" + bytes(16) + string(b"kex-of-tomorrow") + string(b"") * 9 + bytes(5))
    line = ScriptedLine("ssh-host-key", [BANNER, other])
    with pytest.raises(Garbled):
        ssh_host_key(line)
    assert line.sent == [IDENTIFICATION]


@pytest.mark.parametrize(
    ("protocol", "method", "due"),
    [
        ("2.0", "curve25519-sha256", True),
        ("1.99", "diffie-hellman-group1-sha1", True),
        ("2.0", "diffie-hellman-group-exchange-sha256", False),
        ("2.0", "sntrup761x25519-sha512@openssh.com", False),
        ("1.5", "", False),
    ],
)
def test_it_follows_where_the_banner_promises_a_method_that_we_know(
    protocol: str, method: str, due: bool
) -> None:
    server = SshServer(banner="x", protocol=protocol, key_exchanges=("x", method))
    assert holds(ssh_host_key.when, server) is due
    assert (ssh_host_key.follows, ssh_host_key.impact, ssh_host_key.touches) == ("ssh", Impact.HANDSHAKE, 1)


CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {key}
PidFile none
UsePAM no
KexAlgorithms {method}
HostKeyAlgorithms {algorithm}
"""


@contextmanager
def _separated() -> Iterator[None]:
    """The folder that sshd wants for its privilege separation; a machine without a running sshd has none."""
    folder = Path("/run/sshd")
    mine = os.geteuid() == 0 and not folder.exists()
    if mine:
        folder.mkdir(mode=0o755)
    try:
        yield
    finally:
        if mine:
            folder.rmdir()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)


@contextmanager
def sshd(folder: Path, kind: str, bits: int, method: str, algorithm: str) -> Iterator[tuple[int, str]]:
    """An OpenSSH server; its port, and the fingerprint of its key as ssh-keygen tells it, in hex."""
    key = folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-b", str(bits), "-N", "", "-f", key], check=True)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(CONFIG.format(port=port, key=key, method=method, algorithm=algorithm))
    with _separated(), subprocess.Popen([shutil.which("sshd") or "sshd", "-D", "-f", config]) as server:
        _wait_for(port)
        try:
            yield port, (folder / "key.pub").read_text().split()[1]
        finally:
            server.kill()


@pytest.mark.skipif(
    not (shutil.which("sshd") and shutil.which("ssh-keygen")), reason="OpenSSH is not installed"
)
@pytest.mark.parametrize(
    ("kind", "bits", "method", "algorithm"),
    [
        ("ed25519", 256, "curve25519-sha256", "ssh-ed25519"),
        ("rsa", 2048, "diffie-hellman-group14-sha256", "rsa-sha2-256"),
        ("rsa", 3072, "diffie-hellman-group1-sha1", "ssh-rsa"),
        ("rsa", 2048, "diffie-hellman-group16-sha512", "rsa-sha2-512"),
        ("ecdsa", 384, "curve25519-sha256@libssh.org", "ecdsa-sha2-nistp384"),
    ],
)
def test_openssh_is_understood_with_each_method(
    kind: str, bits: int, method: str, algorithm: str, tmp_path: Path
) -> None:
    with sshd(tmp_path, kind, bits, method, algorithm) as (port, public):
        line = TcpLine(guard_of(), ssh_host_key, "127.0.0.1", port, is_ot=True)
        with closing(line):
            told = ssh_host_key(line)
    assert told.key_bits == bits
    assert told.sha256 == sha256(b64decode(public)).hexdigest()
