"""The machines with weak keys are what the table says: by the word of openssl and ssh, not by our own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lab import factory, places, scene_keys, tls
from tests.lab.model import Device, Server
from tests.lab.servers import Site, programs
from tests.peers.servers import HERE, greeting_server

OF_CERTIFICATES = {"tls-weak-key", "tls-certificate-soon-expires", "tls-name-mismatch"}
MONTH = str(30 * 86_400)
WEB = [
    (device, server)
    for device in scene_keys.DEVICES
    for server in device.servers
    if server.kind in ("web", "old_tls")
]


def _said(certificate: Path, *options: str) -> str:
    command = ["openssl", "x509", "-noout", "-in", str(certificate), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout


def _faults(certificate: Path, address: str) -> set[str]:
    """The checks that a certificate fails by what openssl says of it."""
    text = _said(certificate, "-text")
    found = {
        "tls-weak-key": "1024 bit" in text or "sha1With" in text,
        "tls-certificate-soon-expires": "will expire" in _said(certificate, "-checkend", MONTH),
        "tls-name-mismatch": "does NOT match" in _said(certificate, "-checkip", address)
        and "DNS:erp.factory.lab" not in text,
    }
    return {name for name, bad in found.items() if bad}


@pytest.fixture
def lab_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VGL_LAB_DIR", str(tmp_path))
    tls.make_authority()
    return tmp_path


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
@pytest.mark.parametrize(("device", "server"), WEB, ids=[one.name for one, _ in WEB])
def test_openssl_finds_with_each_certificate_what_the_table_says(
    device: Device, server: Server, lab_dir: Path
) -> None:
    site = Site(device, server, places.folder(device.name))
    site.folder.mkdir(parents=True)
    programs(site)
    shown = tls.pair(site.keys / "tls").certificate
    assert _faults(shown, device.address) == device.weaknesses & OF_CERTIFICATES


def test_each_weakness_has_a_machine_without_it_and_each_twin_is_there() -> None:
    names = {one.name for one in scene_keys.DEVICES}
    assert {one.twin_of for one in scene_keys.DEVICES if one.twin_of} <= names
    assert [one.name for one in scene_keys.DEVICES if not one.weaknesses and not one.twin_of] == []
    assert {fault for one in scene_keys.DEVICES for fault in one.weaknesses} == {
        "tls-weak-key", "tls-certificate-soon-expires", "tls-name-mismatch", "tls-old-version", "tls-weak-cipher",
        "ssh-weak-host-key", "ssh-weak-algorithms", "ssh-protocol-1",
    }  # fmt: skip


@pytest.mark.parametrize("mark", ["name", "address", "mac"])
def test_nobody_else_of_the_lab_has_its_name_or_address(mark: str) -> None:
    ours = [getattr(one, mark) for one in scene_keys.DEVICES]
    names = {one.name for one in scene_keys.DEVICES}
    others = [getattr(one, mark) for one in (*factory.TABLE, *factory.NAMED) if one.name not in names]
    assert len(set(ours)) == len(ours)
    assert set(ours) & set(others) == set()


needs_asyncssh = pytest.mark.skipif(
    not places.has_module("asyncssh") or not shutil.which("ssh"), reason="asyncssh or ssh is not installed"
)


@needs_asyncssh
@pytest.mark.parametrize(
    ("version", "key"), [("1.99", "ssh-ed25519"), ("2.0", "ssh-ed25519"), ("2.0", "ssh-dss")]
)
def test_ssh_itself_hears_the_version_and_finds_the_key_exchange_in_order(
    version: str, key: str, tmp_path: Path
) -> None:
    """The client checks the signature over both greetings: a greeting that was only pasted in would not pass."""
    options = ["BatchMode=yes", "StrictHostKeyChecking=no", f"UserKnownHostsFile={tmp_path}/hosts"]
    if key == "ssh-dss":
        options.append("HostKeyAlgorithms=+ssh-dss")
    words = [word for option in options for word in ("-o", option)]
    with greeting_server(version=version, key=key) as port:
        done = subprocess.run(
            ["ssh", "-v", "-F", "none", *words, "-p", str(port), f"nobody@{HERE}", "true"],
            capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
    if "Bad key types" in done.stderr:
        pytest.skip("this ssh knows no DSA any more")
    assert f"Remote protocol version {version}, remote software version Cisco-1.25" in done.stderr
    assert f"kex: host key algorithm: {key}" in done.stderr
    assert "SSH2_MSG_NEWKEYS received" in done.stderr
