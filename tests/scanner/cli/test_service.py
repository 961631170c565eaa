"""`vaglio service` as a person types it; nothing of this system is changed."""

import json
import os
from pathlib import Path

import pytest

from scanner.agent.unit import programs
from scanner.cli import service
from tests.scanner.cli.running import Home


@pytest.fixture
def ready(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A configuration that the service could see, a system in a folder, and no program that is started."""
    home.configured()
    monkeypatch.setattr(service, "SYSTEM", home.path / "root")
    monkeypatch.setattr("scanner.agent.unit.render.HIDDEN", ("/nowhere",))
    monkeypatch.setattr(programs, "run", lambda *_: programs.Ran(127, "not here"))
    return home


def typed(home: Home, *words: str) -> tuple[str, ...]:
    return ("service", *words, "--config", str(home.path / "none.toml"))


def test_a_dry_run_prints_the_unit_and_what_would_be_done(ready: Home) -> None:
    ran = ready(*typed(ready, "install", "--dry-run"))
    assert (ran.code, "IPAddressAllow=10.0.0.0/24" in ran.out) == (0, True)
    assert "Would write" in ran.err
    assert not (ready.path / "root").exists()


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_without_root_it_is_one_sentence(ready: Home, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    words = typed(ready, command) if command == "install" else ("service", command)
    assert "run it as root, or add --dry-run" in ready(*words).sentence


def test_a_wrong_configuration_installs_nothing(ready: Home) -> None:
    (ready.path / "none.toml").write_text('[[segments]]\nname = "x"\n')
    ran = ready(*typed(ready, "install", "--dry-run"))
    assert (ran.code, ran.out) == (2, "")
    assert "one.toml, line 1" in ran.err


def test_without_a_configuration_the_next_step_is_told(ready: Home) -> None:
    (ready.path / "none.toml").unlink()
    assert "`vaglio config init` writes one" in ready(*typed(ready, "install")).sentence


def test_a_program_in_a_home_is_refused(ready: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.agent.unit.render.HIDDEN", (str(service._program().parent),))
    assert "install the package" in ready(*typed(ready, "install", "--dry-run")).sentence


def test_what_fails_is_named(ready: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("scanner.agent.unit.install.known", lambda: False)
    assert ready(*typed(ready, "install")).sentence.startswith("Could not make the system user vaglio")


def test_not_installed_is_told_and_is_exit_code_one(ready: Home) -> None:
    ran = ready(*typed(ready, "status"))
    assert (ran.code, "Not installed" in ran.out) == (1, True)


def unit_of(home: Home, allowed: str) -> Path:
    unit = home.path / "root/etc/systemd/system/vaglio.service"
    unit.parent.mkdir(parents=True)
    unit.write_text(f"[Service]\nUser=vaglio\nIPAddressAllow=localhost\nIPAddressAllow={allowed}\n")
    return unit


def test_the_status_tells_that_the_scope_has_changed(ready: Home) -> None:
    unit_of(ready, "10.9.0.0/24")
    assert "run: vaglio service install" in ready(*typed(ready, "status")).out


def test_the_status_tells_what_systemd_says(ready: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = unit_of(ready, "10.0.0.0/24")
    words = {"is-enabled": "enabled", "is-active": "active"}
    monkeypatch.setattr(programs, "run", lambda _, word, *__: programs.Ran(0, words.get(word, "")))
    ran = ready(*typed(ready, "status", "--json"))
    found = json.loads(ran.out)
    assert (ran.code, found["unit"], found["enabled"], found["running"]) == (
        0,
        str(unit),
        "enabled",
        "active",
    )
    assert (found["user"], found["stale"], found["exposure"]) == ("vaglio", [], None)


def test_where_systemd_does_not_run_nothing_is_claimed(ready: Home) -> None:
    unit_of(ready, "10.0.0.0/24")
    assert json.loads(ready(*typed(ready, "status", "--json")).out)["running"].startswith("not known")


def test_a_purge_is_asked_for(ready: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    unit = unit_of(ready, "10.0.0.0/24")
    assert "add --yes if you mean it" in ready("service", "uninstall", "--purge").sentence
    assert unit.exists()


def test_a_removal_says_what_is_kept(ready: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    unit = unit_of(ready, "10.0.0.0/24")
    ran = ready("service", "uninstall")
    assert (ran.code, unit.exists(), "Kept: /var/lib/vaglio" in ran.out) == (0, False, True)
