"""An SSH server: Debian's OpenSSH, with keys of its own and the algorithms that a device asks for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("sshd", "ssh-keygen")

CONFIG = """\
Port 22
ListenAddress 0.0.0.0
HostKey {key}
PidFile {folder}/sshd.pid
LogLevel VERBOSE
UsePAM no
UseDNS no
PermitRootLogin no
PasswordAuthentication yes
AuthorizedKeysFile none
KexAlgorithms {kex}
Ciphers {ciphers}
MACs {macs}
HostKeyAlgorithms {host_key}
"""

OLD = {
    "kind": "rsa",
    "kex": "diffie-hellman-group1-sha1,diffie-hellman-group14-sha1",
    "ciphers": "aes128-cbc,3des-cbc",
    "macs": "hmac-md5,hmac-sha1",
    "host_key": "ssh-rsa",
}
MODERN = {
    "kind": "ed25519",
    "kex": "sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org",
    "ciphers": "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com",
    "macs": "hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com",
    "host_key": "ssh-ed25519",
}
# With `rsa_bits`: a key of that size, and of its methods only those that are not weak themselves.
RSA = {**MODERN, "kind": "rsa", "host_key": "rsa-sha2-512,rsa-sha2-256"}


def programs(site: servers.Site) -> list[Program]:
    algorithms = _algorithms(site.options)
    key = _host_key(site, algorithms.pop("kind"), site.options.get("rsa_bits", 2048))
    config = site.write("sshd_config", CONFIG.format(key=key, folder=site.folder, **algorithms))
    # sshd starts itself anew for each connection and therefore insists on an absolute path.
    return [site.run(shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-e", "-f", config)]


def _algorithms(options: dict[str, Any]) -> dict[str, str]:
    if options.get("old"):
        return dict(OLD)
    return dict(RSA if "rsa_bits" in options else MODERN)


def _host_key(site: servers.Site, kind: str, bits: int) -> Path:
    key = site.keys / "host_key"
    size = ["-b", str(bits)] if kind == "rsa" else []
    command = ["ssh-keygen", "-q", "-t", kind, *size, "-N", "", "-C", site.device.name, "-f", str(key)]
    key.parent.mkdir(parents=True, exist_ok=True)
    with servers.COPYING:
        if not key.exists():
            subprocess.run(command, check=True, capture_output=True, timeout=60)
    return key
