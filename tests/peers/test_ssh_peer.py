"""SSH: our verdicts and those of ssh-audit on the same servers. Where the two may differ is written down here."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from checks.ssh_protocol_1 import ssh_protocol_1
from checks.ssh_weak_algorithms import ssh_weak_algorithms
from checks.ssh_weak_host_key import ssh_weak_host_key
from scanner.evidence import SshHostKey, SshServer
from scanner.model import Outcome
from scanner.sensor.probes.ssh import ssh
from scanner.sensor.probes.ssh_host_key import ssh_host_key
from tests.lab import places
from tests.peers.servers import HERE, asked, greeting_server, ssh_server

ABSENT = [name for name in ("ssh-audit", "sshd", "ssh-keygen") if not shutil.which(name)]
pytestmark = [
    pytest.mark.skipif(
        bool(ABSENT),
        reason=f"not on the path: {', '.join(ABSENT)}; CONTRIBUTING.md says where it is to be had",
    ),
    # Not beside the lab: both need sshd's directory in /run, and whoever made it takes it away.
    pytest.mark.xdist_group("lab"),
]
STRICTER = (
    "ecdh-sha2-nistp", "ecdsa-sha2-nistp",  # it suspects the curves of NIST; no attack is known
    "hmac-sha1", "umac-64",  # no attack on them as a message check is practical
)  # fmt: skip
"""What the peer calls a failure and we do not, each with its reason in the check."""

SERVERS: dict[str, tuple[dict[str, int], list[str], bool]] = {
    "as-delivered": ({"ed25519": 256, "rsa": 3072, "ecdsa": 256}, [], False),
    "modern": (
        {"ed25519": 256},
        ["KexAlgorithms curve25519-sha256", "Ciphers aes256-gcm@openssh.com", "HostKeyAlgorithms ssh-ed25519",
         "MACs hmac-sha2-512-etm@openssh.com"], False,
    ),
    "old": (
        {"rsa": 2048},
        ["KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1", "Ciphers 3des-cbc,aes128-cbc",
         "HostKeyAlgorithms ssh-rsa", "MACs hmac-md5,hmac-sha1"], True,
    ),
    "one-old-key-exchange": (
        {"ed25519": 256}, ["KexAlgorithms curve25519-sha256,diffie-hellman-group14-sha1"], True,
    ),
    "one-old-cipher": ({"ed25519": 256}, ["Ciphers aes128-ctr,3des-cbc"], True),
    "one-old-mac": ({"ed25519": 256}, ["MACs hmac-sha2-256,hmac-md5"], True),
    "old-host-key-algorithm": (
        {"rsa": 2048}, ["HostKeyAlgorithms rsa-sha2-256,ssh-rsa", "KexAlgorithms curve25519-sha256"], True,
    ),
}  # fmt: skip


def peer(port: int) -> dict[str, Any]:
    done = subprocess.run(
        ["ssh-audit", "--json", "--skip-rate-test", "-p", str(port), HERE], check=False, capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def listed(told: dict[str, Any], part: str) -> set[str]:
    return {row["algorithm"] for row in told[part]}


def failures(told: dict[str, Any]) -> set[str]:
    rows = [row for part in ("kex", "key", "enc", "mac") for row in told[part]]
    return {row["algorithm"] for row in rows if (row.get("notes") or {}).get("fail")}


def fingerprints(told: dict[str, Any]) -> set[str]:
    """SHA-256 fingerprints in hex."""
    rows = [row["hash"] for row in told["fingerprints"] if row["hash_alg"] == "SHA256"]
    return {base64.b64decode(row + "=" * (-len(row) % 4)).hex() for row in rows}


@pytest.mark.parametrize("name", SERVERS)
def test_our_verdicts_are_those_of_ssh_audit(name: str, tmp_path: Path) -> None:
    keys, settings, weak = SERVERS[name]
    with ssh_server(tmp_path, keys, settings) as port:
        server, key = asked(ssh, port), asked(ssh_host_key, port)
        told = peer(port)
    assert isinstance(server, SshServer)
    assert isinstance(key, SshHostKey)
    theirs = failures(told)
    counted = {one for one in theirs if not one.startswith(STRICTER)}
    print(f"{name}: ours {ssh_weak_algorithms(server).why}")
    print(f"  theirs {sorted(theirs)}, of these stricter than ours {sorted(theirs - counted)}")
    assert (ssh_weak_algorithms(server).outcome is Outcome.NOT_MET) is weak
    assert bool(counted) is weak
    assert set(server.key_exchanges) == listed(told, "kex")
    assert set(server.host_key_algorithms) == listed(told, "key")
    assert set(server.ciphers) == listed(told, "enc")
    assert set(server.macs) == listed(told, "mac")
    assert key.sha256 in fingerprints(told)
    assert ssh_weak_host_key(key).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("bits", "outcome"), [(1024, Outcome.NOT_MET), (2048, Outcome.MET), (3072, Outcome.MET)]
)
def test_what_is_a_short_host_key_to_us_is_one_to_ssh_audit(
    bits: int, outcome: Outcome, tmp_path: Path
) -> None:
    with ssh_server(tmp_path, {"rsa": bits}, ["HostKeyAlgorithms rsa-sha2-512"]) as port:
        key, told = asked(ssh_host_key, port), peer(port)
    assert isinstance(key, SshHostKey)
    (row,) = told["key"]
    print(f"RSA {bits}: ours {ssh_weak_host_key(key).why}, theirs {row.get('notes')}")
    assert key.key_bits == row["keysize"] == bits
    assert key.sha256 in fingerprints(told)
    assert ssh_weak_host_key(key).outcome is outcome
    assert ("rsa-sha2-512" in failures(told)) is (outcome is Outcome.NOT_MET)


@pytest.mark.skipif(not places.has_module("asyncssh"), reason="asyncssh is not installed for the lab")
@pytest.mark.parametrize(("version", "outcome"), [("1.99", Outcome.NOT_MET), ("2.0", Outcome.MET)])
def test_who_speaks_the_first_version_to_us_speaks_it_to_ssh_audit(version: str, outcome: Outcome) -> None:
    with greeting_server(version=version) as port:
        server = asked(ssh, port)
        told = subprocess.run(
            ["ssh-audit", "--skip-rate-test", "-p", str(port), HERE], check=False, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip
    assert isinstance(server, SshServer)
    assert ssh_protocol_1(server).outcome is outcome
    assert ("protocol SSH1 enabled" in told.stdout) is (outcome is Outcome.NOT_MET)
