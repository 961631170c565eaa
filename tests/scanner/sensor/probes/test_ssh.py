"""SSH: banner and algorithms, told as they came; an old or broken server gives less, never something wrong."""

import pytest

from scanner.evidence.remote import SshServer
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.ssh import DISCONNECT, IDENTIFICATION, ssh
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.it_replies import SSH_BANNER, SSH_KEXINIT


def asked(*replies: Reply) -> SshServer:
    return ssh(ScriptedLine("ssh", list(replies)))


def test_openssh_tells_version_and_algorithms() -> None:
    line = ScriptedLine("ssh", [SSH_BANNER, SSH_KEXINIT])
    assert ssh(line) == SshServer(
        banner="SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10", protocol="2.0", software="OpenSSH",
        version="9.2p1", comment="Debian-2+deb12u10",
        key_exchanges=("diffie-hellman-group1-sha1", "kex-strict-s-v00@openssh.com"),
        host_key_algorithms=("ssh-rsa",), ciphers=("3des-cbc", "aes128-cbc"), macs=("hmac-md5",),
    )  # fmt: skip
    assert line.sent == [IDENTIFICATION, DISCONNECT]


@pytest.mark.parametrize(
    ("banner", "software", "version", "comment"),
    [
        (b"SSH-2.0-dropbear_2019.78\r\n", "dropbear", "2019.78", ""),
        (b"SSH-2.0-Cisco-1.25\n", "Cisco", "1.25", ""),
        (b"SSH-2.0-ROSSSH\r\n", "ROSSSH", "", ""),
        (b"SSH-2.0--\n", "-", "", ""),
        (b"SSH-1.99-OpenSSH_3.9p1 a b\n", "OpenSSH", "3.9p1", "a b"),
    ],
)
def test_a_banner_is_taken_apart(banner: bytes, software: str, version: str, comment: str) -> None:
    told = asked(banner, Closed("closed"))
    assert (told.software, told.version, told.comment) == (software, version, comment)


def test_lines_before_the_banner_are_passed_over() -> None:
    assert asked(b"Authorised use only\r\n\r\nSSH-2.0-x\r\n", SSH_KEXINIT).software == "x"


def test_protocol_1_is_told_and_not_spoken_to() -> None:
    line = ScriptedLine("ssh", [b"SSH-1.5-1.2.27\n"])
    assert ssh(line).protocol == "1.5"
    assert line.sent == []


@pytest.mark.parametrize(
    "end", [Closed("closed"), Silence("no answer"), bytes.fromhex("0000000c0a01") + bytes(10)]
)
def test_a_server_that_breaks_off_is_known_by_its_banner(end: Reply) -> None:
    told = asked(SSH_BANNER, end)
    assert told.software == "OpenSSH"
    assert told.ciphers == ()


def test_a_name_list_longer_than_its_packet_is_garbled() -> None:
    broken = SSH_KEXINIT[:22] + b"\x00\x00\xff\xff" + SSH_KEXINIT[26:]
    with pytest.raises(Garbled, match="name-list 1"):
        asked(SSH_BANNER, broken)


def test_a_packet_above_the_limit_is_garbled() -> None:
    with pytest.raises(Garbled):
        asked(SSH_BANNER, b"\x00\x01\x00\x00" + bytes(70_000))


def test_thousands_of_names_are_cut() -> None:
    names = b"a," * 5000
    lists = len(names).to_bytes(4, "big") + names + bytes(4 * 9 + 5)
    payload = b"\x14" + bytes(16) + lists
    told = asked(SSH_BANNER, (len(payload) + 1).to_bytes(4, "big") + b"\0" + payload)
    assert len(told.key_exchanges) == 100


@pytest.mark.parametrize("stranger", [b"220 ftp\r\n" * 1000, b"\xff\xfb\x01" * 3000])
def test_another_service_is_garbled(stranger: bytes) -> None:
    with pytest.raises(Garbled):
        asked(stranger)
