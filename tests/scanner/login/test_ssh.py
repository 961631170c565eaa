"""A login over SSH against hosts that are good, wrong, slow, endless and hostile: one attempt, bounded, honest."""

import asyncio
from pathlib import Path

import asyncssh
import pytest

from scanner.evidence import InstalledPackages
from scanner.model import Answer, Zone
from scanner.plugin import Refused
from tests.scanner.login.hosts import (
    HERE,
    RUN,
    SECRET,
    USER,
    Process,
    behaving,
    login_at,
    secret_file,
    ssh_host,
)
from tests.scanner.login.making import made
from tests.scanner.sensor.orders import Written, brisk_order, guard_of


def test_the_packages_of_a_debian_are_read_with_one_login(secret: Path) -> None:
    with ssh_host() as host:
        reply = made(login_at(host, secret))
    assert isinstance(reply.fact, InstalledPackages)
    assert (reply.fact.release, reply.fact.manager, reply.fact.complete) == ("debian/bookworm", "dpkg", True)
    assert [one.name for one in reply.fact.packages] == ["openssl", "libssl3", "linux-image-6.1.0-28-amd64"]
    assert host.attempts == [f"{USER}:{SECRET}"]


def test_only_commands_of_the_table_are_sent_and_one_list_of_packages(secret: Path) -> None:
    with ssh_host() as host:
        made(login_at(host, secret))
    assert host.commands == [RUN[name] for name in ("os-release", "kernel", "kernels", "restart", "dpkg")]


def test_a_private_key_lets_in_and_no_password_is_tried(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "authorized").write_bytes(key.export_public_key())
    secret = secret_file(tmp_path, key.export_private_key().decode())
    with ssh_host(keys=tmp_path / "authorized") as host:
        reply = made(login_at(host, secret))
    assert isinstance(reply.fact, InstalledPackages)
    assert (host.let_in, host.attempts) == ([USER], [])


def test_a_wrong_password_is_tried_once_and_told(secret: Path) -> None:
    with ssh_host(accepts="another one entirely") as host:
        reply = made(login_at(host, secret))
    assert (reply.answer, reply.reason) == (
        Answer.NOT_ASKED,
        "it did not accept the name with its password or key",
    )
    assert len(host.attempts) == 1
    assert host.commands == []


def test_a_second_login_at_the_same_asset_is_refused_by_the_guard(secret: Path) -> None:
    guard = guard_of(brisk_order(zone=Zone.IT))
    with ssh_host(accepts="another one entirely") as host:
        made(login_at(host, secret), guard)
        with pytest.raises(Refused, match="one login was made there"):
            made(login_at(host, secret), guard)
    assert len(host.attempts) == 1


@pytest.mark.parametrize("zone", [Zone.OT, Zone.MIXED, Zone.DMZ])
def test_no_login_leaves_outside_the_zone_it(zone: Zone, secret: Path) -> None:
    with ssh_host() as host, pytest.raises(Refused, match="zone it only"):
        made(login_at(host, secret), guard_of(brisk_order(zone=zone)))
    assert host.attempts == []


def test_a_host_key_that_is_not_named_gets_no_password(secret: Path) -> None:
    other = "SHA256:" + "A" * 43
    with ssh_host() as host:
        reply = made(login_at(host, secret, host_keys=(other,)))
    assert reply.answer is Answer.NOT_ASKED
    assert "another host key" in reply.reason
    assert reply.host_key == host.fingerprint
    assert host.attempts == []


def test_a_host_key_that_changed_since_the_probe_gets_no_password(secret: Path) -> None:
    with ssh_host() as host:
        reply = made(login_at(host, secret), seen_type=host.key_type, seen_key="00" * 32)
    assert "than a moment ago" in reply.reason
    assert host.attempts == []


def test_a_file_of_known_hosts_counts(tmp_path: Path, secret: Path) -> None:
    with ssh_host() as host:
        scanned = asyncio.run(asyncssh.get_server_host_key(HERE, host.port))
        assert scanned is not None
        known = tmp_path / "known_hosts"
        known.write_text(f"[{HERE}]:{host.port} {scanned.export_public_key().decode()}")
        good = made(login_at(host, secret, host_keys=(), known_hosts=str(known)))
        known.write_text("")
        unknown = made(login_at(host, secret, host_keys=(), known_hosts=str(known)))
    assert isinstance(good.fact, InstalledPackages)
    assert "does not name it" in unknown.reason
    assert len(host.attempts) == 1


def test_the_ledger_says_who_logs_in_before_anything_is_sent(secret: Path) -> None:
    written = Written()
    with ssh_host(accepts="x") as host:
        made(login_at(host, secret), guard_of(brisk_order(zone=Zone.IT), written))
    kinds = [one.kind for one in written.entries if one.kind != "farewell"]
    assert kinds == ["connect", "login"]
    login = next(one for one in written.entries if one.kind == "login")
    assert login.what == f"login as {USER} over SSH, read-only commands"
    first = next(at for at, one in enumerate(written.entries) if one.what == "frames of the login")
    assert written.entries.index(login) < first
    assert not any(one.payload for one in written.entries)


def test_a_stop_ends_a_login_under_way(secret: Path) -> None:
    guard = guard_of(brisk_order(zone=Zone.IT))

    async def stops(process: Process) -> None:
        guard.stop("somebody pulled the plug")
        await asyncio.sleep(30)

    with ssh_host(behaving("os-release", stops)) as host, pytest.raises(Refused, match="pulled the plug"):
        made(login_at(host, secret), guard)


def test_a_secret_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    with ssh_host() as host:
        reply = made(login_at(host, secret_file(tmp_path, mode=0o640)))
    assert (reply.answer, host.attempts) == (Answer.NOT_ASKED, [])
    assert "chmod 600" in reply.reason


def test_a_key_with_a_passphrase_is_told(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519").export_private_key("pkcs8-pem", passphrase="hidden")
    with ssh_host() as host:
        reply = made(login_at(host, secret_file(tmp_path, key.decode())))
    assert "passphrase" in reply.reason
    assert host.let_in == []
