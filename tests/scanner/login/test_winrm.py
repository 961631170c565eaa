"""A login over WinRM against a responder: sealed or over TLS, one connection, one attempt, bounded, honest."""

import gzip
import ssl
from hashlib import sha256
from pathlib import Path

import pytest

from scanner.evidence import WindowsPatches
from scanner.model import Answer, Zone
from scanner.sensor.wire.login import MOST_BYTES
from tests.scanner.login.hosts import SECRET, secret_file
from tests.scanner.login.making import made
from tests.scanner.login.windows_hosts import GOOD, RUN, USER, plain_words, windows_host, winrm_login
from tests.scanner.sensor.orders import Written, brisk_order, guard_of
from tests.scanner.sensor.wire.secure import pair


def tls() -> tuple[ssl.SSLContext, str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair()[1])
    return context, sha256(pair()[0]).hexdigest()


def fingerprint(digest: str) -> str:
    from scanner.config.logins import _fingerprint

    return _fingerprint(digest)


def test_build_revision_and_hotfixes_are_read_over_one_sealed_connection(
    secret: Path, tmp_path: Path
) -> None:
    with windows_host(tmp_path, SECRET) as host:
        fact = made(winrm_login(host, secret)).fact
    assert fact == WindowsPatches(
        build=17763, revision=6532, product="Windows Server 2019 Standard", edition="ServerStandard",
        hotfixes=("KB5044277", "KB5043050"), pending_reboot=True,
    )  # fmt: skip
    assert (host.connections, host.let_in, host.refused) == (1, 1, 0)
    assert host.sealed
    assert all(host.sealed)


def test_only_commands_of_the_table_are_run_and_their_verbs_read(secret: Path, tmp_path: Path) -> None:
    with windows_host(tmp_path, SECRET) as host:
        made(winrm_login(host, secret))
    assert host.commands == [RUN["system"], RUN["hotfixes"], RUN["restart"]]
    assert plain_words(host.commands)


def test_over_https_the_named_certificate_counts(secret: Path, tmp_path: Path) -> None:
    context, digest = tls()
    with windows_host(tmp_path, SECRET, context) as host:
        reply = made(
            winrm_login(host, secret, https=True, host_keys=("SHA256:" + "A" * 43, fingerprint(digest)))
        )
    assert isinstance(reply.fact, WindowsPatches), reply
    assert host.connections == 1


def test_another_certificate_gets_no_password(secret: Path, tmp_path: Path) -> None:
    context, digest = tls()
    with windows_host(tmp_path, SECRET, context) as host:
        reply = made(winrm_login(host, secret, https=True, host_keys=("SHA256:" + "A" * 43,)))
    assert reply.answer is Answer.NOT_ASKED
    assert "another certificate" in reply.reason
    assert reply.host_key == fingerprint(digest)
    assert (host.let_in, host.refused, host.commands) == (0, 0, [])


def test_a_wrong_password_is_tried_once_and_told(secret: Path, tmp_path: Path) -> None:
    with windows_host(tmp_path, "another one entirely") as host:
        reply = made(winrm_login(host, secret))
    assert (reply.answer, reply.reason) == (Answer.NOT_ASKED, "it did not accept the name with its password")
    assert (host.connections, host.refused, host.commands) == (1, 1, [])


@pytest.mark.parametrize("offers", ["Basic realm=x", "Digest"])
def test_a_password_never_goes_out_in_clear(offers: str, secret: Path, tmp_path: Path) -> None:
    with windows_host(tmp_path, SECRET, offers=offers) as host:
        reply = made(winrm_login(host, secret))
    assert (reply.answer, reply.reason) == (Answer.NOT_ASKED, "it offers no login by NTLM")
    assert (host.let_in, host.refused) == (0, 0)


def test_a_command_without_an_end_is_left(secret: Path, tmp_path: Path) -> None:
    with windows_host(tmp_path, SECRET, state="Running") as host:
        reply = made(winrm_login(host, secret), seconds=3)
    assert (reply.fact, reply.answer) == (None, Answer.SILENT)


def test_a_command_that_prints_late_is_waited_for(secret: Path, tmp_path: Path) -> None:
    with windows_host(tmp_path, SECRET, late=2) as host:
        reply = made(winrm_login(host, secret))
    assert isinstance(reply.fact, WindowsPatches), reply
    assert host.late == 0


@pytest.mark.parametrize("garbage", [b"<", b"nonsense", b"<a/>", b"\xff" * 1000])
def test_an_answer_that_is_nonsense_ends_the_login(garbage: bytes, secret: Path, tmp_path: Path) -> None:
    with windows_host(tmp_path, SECRET, garbage=garbage) as host:
        reply = made(winrm_login(host, secret))
    assert reply.fact is None
    assert reply.answer in (Answer.GARBLED, Answer.SILENT)
    assert SECRET not in reply.model_dump_json()


def test_a_host_that_sends_the_password_back_gets_it_into_nothing(secret: Path, tmp_path: Path) -> None:
    printed = GOOD | {"system": GOOD["system"].replace("Windows Server", SECRET)}
    with windows_host(tmp_path, SECRET, printed=printed) as host:
        reply = made(winrm_login(host, secret))
    assert isinstance(reply.fact, WindowsPatches)
    assert SECRET not in reply.model_dump_json()


def test_a_private_key_is_no_password(tmp_path: Path) -> None:
    key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"
    with windows_host(tmp_path, SECRET) as host:
        reply = made(winrm_login(host, secret_file(tmp_path, key)))
    assert reply.reason == "WinRM needs a password, and a private key was given"
    assert (host.let_in, host.refused) == (0, 0)


def test_an_answer_that_unpacks_without_end_stops_at_the_bound_of_memory(
    secret: Path, tmp_path: Path
) -> None:
    bomb = gzip.compress(bytes(900_000_000), compresslevel=9)
    assert len(bomb) < MOST_BYTES
    with windows_host(tmp_path, SECRET, garbage=bomb, encoding="gzip") as host:
        reply = made(winrm_login(host, secret))
    assert reply.fact is None
    assert host.commands == []


def test_the_ledger_names_the_account_and_nothing_secret(secret: Path, tmp_path: Path) -> None:
    written = Written()
    with windows_host(tmp_path, SECRET) as host:
        made(winrm_login(host, secret), guard_of(brisk_order(zone=Zone.IT), written))
    whats = [one.what for one in written.entries if one.kind == "login"]
    assert whats == [f"login as {USER} over WinRM, read-only commands"]
    assert not any(SECRET in one.model_dump_json() for one in written.entries)
