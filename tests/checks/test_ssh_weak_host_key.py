"""Is the key by which an SSH server proves itself strong enough?"""

import pytest

from checks.ssh_weak_host_key import ssh_weak_host_key
from scanner.evidence import SshHostKey
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    ("kind", "bits", "outcome"),
    [
        ("ssh-rsa", 1024, NOT_MET),
        ("ssh-rsa", 2047, NOT_MET),
        ("ssh-rsa", 2048, MET),
        ("ssh-dss", 1024, NOT_MET),
        ("ssh-ed25519", 256, MET),
        ("ecdsa-sha2-nistp256", 256, MET),
        ("ssh-new", 0, UNKNOWN),
        ("", 0, UNKNOWN),
    ],
)
def test_kind_and_size_decide(kind: str, bits: int, outcome: Outcome) -> None:
    assert ssh_weak_host_key(SshHostKey(key_type=kind, key_bits=bits, sha256="aa")).outcome is outcome
