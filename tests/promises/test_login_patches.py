"""An audit with a login reads a real list of packages and names what is missing: one login, known commands, no more."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checks._kernels import newer
from scanner.evidence import InstalledPackages
from scanner.knowledge.database.build import build
from scanner.knowledge.database.state import SourceState
from scanner.knowledge.facts import DistroFix, Row, Vulnerability
from scanner.login import linux
from scanner.login.commands import table
from scanner.store import Store
from tests.lab import factory, places
from tests.lab.servers import ssh_login
from tests.promises import lab_audit
from tests.promises.lab_audit import SCANNER
from tests.promises.runs import VAGLIO, environment, store, vaglio

pytestmark = pytest.mark.lab

OLD, MENDED = "linux-server", "linux-server-mended"
CONFIG = Path(__file__).resolve().parents[1] / "lab" / "it.toml"
MISSING = "CVE-2026-0001"
SENT = [table("linux").named(name).run for name in ("os-release", "kernel", "kernels", "restart", "dpkg")]


@dataclass(frozen=True)
class Audited:
    """`report` is report.json, `printed` all that the program said, `home` where its files are.

    `logs` and `commands` are what each server wrote down meanwhile.
    """

    report: dict[str, Any]
    printed: str
    home: Path
    logs: dict[str, str]
    commands: dict[str, list[str]]

    def finding(self, name: str, check: str = "patches-pending") -> dict[str, Any]:
        address = factory.device(name).address
        asset = next(one["id"] for one in self.report["assets"] if address in one["addresses"])
        return next(one for one in self.report["findings"] if (one["asset"], one["check"]) == (asset, check))


def _release() -> str:
    return linux.release_of(linux.os_release(Path("/etc/os-release").read_text()))


def _knowledge(folder: Path) -> None:
    """Two vulnerabilities of one package: one that the newer version mends, one that was mended long ago."""
    folder.mkdir()
    rows: list[Row] = [
        Vulnerability(id=MISSING, title="A made-up weak point"),
        DistroFix(
            release=_release(), package=ssh_login.PACKAGE, vulnerability=MISSING, fixed=ssh_login.mended()
        ),
        DistroFix(
            release=_release(), package=ssh_login.PACKAGE, vulnerability="CVE-2001-0002", fixed="0.0.1-1"
        ),
    ]
    state = SourceState(id="debian", name="Debian security tracker", newest_at="2026-11-01T00:00:00Z")
    build([(state, iter(rows))], folder / "knowledge.sqlite")


def _commands(name: str) -> Path:
    return places.folder(name) / "commands.txt"


def _fingerprint(name: str) -> str:
    shown = ["ssh-keygen", "-lf", str(places.folder(name) / "host_key.pub")]
    return subprocess.run(shown, check=True, capture_output=True, text=True).stdout.split()[1]


def _config(home: Path) -> Path:
    _knowledge(home / "feeds")
    text = f'[feeds]\nfolder = "{home}/feeds"\n' + CONFIG.read_text()
    for name in (OLD, MENDED):
        text += (
            f'\n[[segments.logins]]\nassets = ["{factory.device(name).address}"]\nkind = "ssh"\n'
            f'user = "{ssh_login.USER}"\nfile = "{places.folder(name)}/login_key"\n'
            f'host_keys = ["{_fingerprint(name)}"]\n'
        )
    path = home / "config.toml"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    """One audit of the lab's Linux servers; the lab is taken down afterwards, if it was down before."""
    if reason := lab_audit.why_not() or factory.why_not([OLD, MENDED]):
        pytest.skip(reason)
    was_up = factory.is_up([OLD, MENDED])
    factory.up([OLD, MENDED])
    home = tmp_path_factory.mktemp("login")
    before = {name: len(factory.log(name)) for name in (OLD, MENDED)}
    for name in before:
        _commands(name).write_text("")
    command = [VAGLIO, "audit", "lab", "--config", _config(home), "--yes", "--output", home / "out",
               "--store", store(home), "--lang", "en"]  # fmt: skip
    try:
        done = subprocess.run(
            ["ip", "netns", "exec", SCANNER, *map(str, command)], env=environment(home), check=False,
            capture_output=True, text=True, timeout=1200,
        )  # fmt: skip
        assert (home / "out" / "report.json").exists(), done.stdout + done.stderr
        report = json.loads((home / "out" / "report.json").read_text())
        logs = {name: factory.log(name)[length:] for name, length in before.items()}
        commands = {name: _commands(name).read_text().splitlines() for name in before}
        yield Audited(report, done.stdout + done.stderr, home, logs, commands)
    finally:
        if not was_up:
            factory.down()


def test_the_report_names_the_missing_patch(audited: Audited) -> None:
    found = audited.finding(OLD)
    assert found["outcome"] == "not_met"
    told = json.dumps(found)
    assert MISSING in told
    assert ssh_login.PACKAGE in told
    assert "CVE-2001-0002" not in told


def test_the_good_twin_has_no_gap(audited: Audited) -> None:
    assert audited.finding(MENDED)["outcome"] == "met", audited.finding(MENDED)


def test_the_running_kernel_is_read_and_the_check_for_a_restart_says_what_follows_from_it(
    audited: Audited,
) -> None:
    read = _packages(audited)
    assert {one.kernel_running for one in read} == {os.uname().release}
    one = read[0]
    untold = newer(one.kernel_running, one.kernels_installed) is None if one.kernels_installed else True
    unknown = (
        untold and not one.reboot_required and (one.reboot_required is None or bool(one.kernels_installed))
    )
    assert (audited.finding(OLD, "reboot-pending")["outcome"] == "unknown") is unknown


def test_a_newer_kernel_on_the_disk_waits_for_a_restart_and_the_good_twin_does_not(audited: Audited) -> None:
    waits, runs = (audited.finding(name, "reboot-pending") for name in (OLD, MENDED))
    assert waits["outcome"] == "not_met"
    newest = ssh_login.kernels(mended=False)[-1]
    assert newest in waits["why"] or Path("/run/reboot-required").exists()
    # The servers share /run with the machine that they run on.
    assert (runs["outcome"] == "met") is not Path("/run/reboot-required").exists(), runs


@pytest.mark.parametrize("name", [OLD, MENDED])
def test_the_server_saw_one_login_and_exactly_the_listed_commands(audited: Audited, name: str) -> None:
    log = audited.logs[name]
    assert log.count("Accepted publickey for") == 1, log[-2000:]
    assert "Failed " not in log
    assert audited.commands[name] == SENT


def _packages(audited: Audited) -> list[InstalledPackages]:
    """What was kept of both logins."""
    kept = Store.open(store(audited.home))
    try:
        facts = [one.fact for one in kept.evidence_of(kept.scans(1)[0].id) if one.probe == "ssh-login"]
    finally:
        kept.close()
    return [fact for fact in facts if isinstance(fact, InstalledPackages)]


def test_the_whole_list_was_read_with_source_packages(audited: Audited) -> None:
    asked = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}\n"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    installed = sum(line[1:2] == "i" for line in listed)
    read = _packages(audited)
    assert [(len(one.packages), one.complete, one.release) for one in read] == [
        (installed, True, _release())
    ] * 2
    assert any(one.source for one in read[0].packages)


def test_the_ledger_tells_each_login(audited: Audited) -> None:
    told = vaglio(audited.home, "ledger", "--json").out.splitlines()
    logins = [one for one in map(json.loads, told) if one["kind"] == "login"]
    assert sorted(one["asset"] for one in logins) == [factory.device(name).address for name in (OLD, MENDED)]
    assert {one["what"] for one in logins} == {f"login as {ssh_login.USER} over SSH, read-only commands"}


def test_the_key_is_nowhere_in_what_is_kept_or_said(audited: Audited) -> None:
    lines = (places.folder(OLD) / "login_key").read_text().splitlines()[1:-1]
    kept = [path for path in audited.home.rglob("*") if path.is_file()]
    assert len(kept) > 3
    for line in lines:
        assert line not in audited.printed
        assert not [path for path in kept if line.encode() in path.read_bytes()]
