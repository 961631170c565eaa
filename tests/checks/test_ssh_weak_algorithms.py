"""Does an SSH server still offer methods that are weak in practice?"""

import pytest

from checks.ssh_weak_algorithms import ssh_weak_algorithms
from scanner.evidence import SshServer
from tests.checks.facts import DEBIAN_12, MET, NOT_MET, UNKNOWN


def test_the_server_of_debian_12_as_delivered_is_no_false_alarm() -> None:
    assert ssh_weak_algorithms(DEBIAN_12).outcome is MET


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("key_exchanges", "diffie-hellman-group1-sha1"),
        ("key_exchanges", "diffie-hellman-group14-sha1"),
        ("key_exchanges", "diffie-hellman-group-exchange-sha1"),
        ("host_key_algorithms", "ssh-rsa"),
        ("host_key_algorithms", "ssh-dss"),
        ("ciphers", "3des-cbc"),
        ("ciphers", "aes256-cbc"),
        ("ciphers", "arcfour256"),
        ("ciphers", "none"),
        ("macs", "hmac-md5"),
        ("macs", "hmac-md5-96-etm@openssh.com"),
        ("macs", "hmac-sha1-96"),
    ],
)
def test_each_weak_method_is_a_gap_and_is_named(field: str, name: str) -> None:
    offered = DEBIAN_12.model_copy(update={field: (*getattr(DEBIAN_12, field), name)})
    verdict = ssh_weak_algorithms(offered)
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == f"It still offers {name}."


def test_a_server_that_lists_nothing_is_not_judged() -> None:
    assert ssh_weak_algorithms(SshServer(banner="SSH-1.5-old", protocol="1.5")).outcome is UNKNOWN


def test_a_hostile_list_makes_no_endless_sentence() -> None:
    many = tuple(f"{'x' * 1000}{number}-cbc" for number in range(500))
    verdict = ssh_weak_algorithms(DEBIAN_12.model_copy(update={"ciphers": many}))
    assert len(str(verdict.why)) < 1000
