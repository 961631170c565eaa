"""Installing: its own user and folders, a unit, nothing of the data lost; and all of it taken away again."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from scanner.agent.unit.install import Step, hints, removal, steps
from scanner.agent.unit.render import UnitError
from tests.scanner.agent.unit.conftest import Told
from tests.scanner.agent.unit.wanted import LOGIN, config, segment, wanted

OURS = (os.getuid() + 7, os.getgid() + 7)


def carried_out(todo: Sequence[Step]) -> list[str]:
    for step in todo:
        step.do()
    return [step.what for step in todo]


@pytest.fixture
def system(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "run/systemd/system").mkdir(parents=True)
    (root / "etc/vaglio").mkdir(parents=True)
    (root / "etc/vaglio/config.toml").write_text("x = 1\n")
    return root


def install(system: Path, *, start: bool = True) -> list[str]:
    return carried_out(steps(wanted(system, file=Path("/etc/vaglio/config.toml")), start=start))


@pytest.fixture(autouse=True)
def _the_configuration_is_in_the_system(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mode of the configuration is set at its whole path; here that is below the folder."""
    real = Path.chmod
    usual = Path("/etc/vaglio/config.toml")
    monkeypatch.setattr(
        Path,
        "chmod",
        lambda self, mode: real(system / "etc/vaglio/config.toml" if self == usual else self, mode),
    )


def test_it_writes_the_unit_and_starts_it(system: Path, told: Told) -> None:
    install(system)
    assert "User=vaglio" in (system / "etc/systemd/system/vaglio.service").read_text()
    assert told.ran == [
        "systemctl daemon-reload",
        "systemctl enable vaglio.service",
        "systemctl restart vaglio.service",
    ]


def test_it_can_be_installed_without_being_started(system: Path, told: Told) -> None:
    install(system, start=False)
    assert not any("start" in one for one in told.ran)


def test_where_systemd_does_not_run_it_is_only_enabled(system: Path, told: Told) -> None:
    (system / "run/systemd/system").rmdir()
    install(system)
    assert told.ran == ["systemctl enable vaglio.service"]


def test_the_user_is_made_once_and_can_not_log_in(system: Path, told: Told) -> None:
    told.user = False
    todo = steps(wanted(system))
    todo[0].do()
    assert told.ran[0].startswith("useradd --system")
    assert "--shell /usr/sbin/nologin" in told.ran[0]
    told.user = True
    assert "user" not in steps(wanted(system))[0].what


def test_data_is_for_the_service_alone(system: Path, told: Told) -> None:
    install(system)
    state = system / "var/lib/vaglio"
    assert {oct(path.stat().st_mode & 0o777) for path in (state, state / "reports")} == {"0o700"}
    assert oct((state / "vaglio.db").stat().st_mode & 0o777) == "0o600"
    assert told.owners[state / "vaglio.db"] == told.owners[state] == OURS


def test_the_service_reads_its_configuration_and_can_not_widen_its_scope(system: Path, told: Told) -> None:
    install(system)
    assert told.owners[system / "etc/vaglio"] == (0, OURS[1])
    assert oct((system / "etc/vaglio").stat().st_mode & 0o777) == "0o750"
    assert oct((system / "etc/vaglio/config.toml").stat().st_mode & 0o777) == "0o640"


def test_what_root_has_made_there_is_given_back_and_a_database_is_left_as_it_is(
    system: Path, told: Told
) -> None:
    state = system / "var/lib/vaglio"
    (state / "ledgers").mkdir(parents=True)
    (state / "ledgers/s1.jsonl").write_text("{}")
    (state / "vaglio.db").write_text("all results")
    install(system)
    assert told.owners[state / "ledgers/s1.jsonl"] == OURS
    assert (state / "vaglio.db").read_text() == "all results"


def test_a_file_of_somebody_else_is_never_given_away_by_a_link(system: Path, told: Told) -> None:
    state, secret = system / "var/lib/vaglio", system / "shadow"
    state.mkdir(parents=True)
    secret.write_text("x")
    (state / "hard").hardlink_to(secret)
    install(system)
    assert state / "hard" not in told.owners
    assert secret not in told.owners


def test_a_folder_elsewhere_is_made_only_where_there_is_none(
    system: Path, told: Told, tmp_path: Path
) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.mkdir()
    of = config(report={"folder": str(new)}, feeds={"folder": str(old)})
    carried_out([one for one in steps(wanted(system, of)) if one.what.startswith(f"make {tmp_path}")])
    assert (told.owners.get(new), told.owners.get(old)) == (OURS, None)


def test_a_configuration_that_the_service_can_not_see_changes_nothing(system: Path, told: Told) -> None:
    with pytest.raises(UnitError, match="the configuration lies in /root/config"):
        steps(wanted(system, file=Path("/root/config.toml")))
    assert (told.ran, told.owners) == ([], {})


def test_a_program_that_fails_is_told_with_its_words(system: Path, told: Told) -> None:
    told.code = 1
    with pytest.raises(UnitError, match="systemctl daemon-reload failed: it said no"):
        install(system)


def test_uninstalling_keeps_the_data(system: Path, told: Told) -> None:
    install(system)
    carried_out(removal(system))
    assert not (system / "etc/systemd/system/vaglio.service").exists()
    assert (system / "var/lib/vaglio/vaglio.db").exists()
    assert (system / "etc/vaglio/config.toml").exists()
    assert "systemctl disable --now vaglio.service" in told.ran


def test_a_purge_leaves_nothing(system: Path, told: Told) -> None:
    install(system)
    carried_out(removal(system, purge=True))
    left = [path for path in system.rglob("*") if "vaglio" in path.name]
    assert (left, told.ran[-1]) == ([], "userdel vaglio")


def test_a_purge_follows_no_link_out_of_its_folders(system: Path, told: Told, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (system / "var/lib").mkdir(parents=True)
    (system / "var/lib/vaglio").symlink_to(tmp_path / "precious")
    with pytest.raises(UnitError, match="is a link"):
        carried_out(removal(system, purge=True))
    assert (tmp_path / "precious").is_dir()


def test_uninstalling_what_is_not_there_is_no_error(system: Path, told: Told) -> None:
    told.code = 1
    assert removal(system)[0].do() is not None
    removal(system)[1].do()


def test_what_would_not_work_is_told_before(system: Path, told: Told, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("x")
    logins = [LOGIN | {"credential": "vaglio-linux"}, LOGIN | {"file": str(tmp_path / "key")}]
    mail = {"name": "owner", "host": "mail.example.com", "sender": "v@example.com", "to": ["m@example.com"]}
    of = config(segment(logins=logins), delivery={"email": [mail]})
    text = "\n".join(hints(wanted(system, of)))
    assert "mail.example.com, which is a name" in text
    assert "the secret vaglio-linux is missing" in text
    assert f"can't read the secret in {tmp_path / 'key'}" in text


def test_a_good_configuration_has_no_hints(system: Path, told: Told) -> None:
    assert list(hints(wanted(system))) == []
