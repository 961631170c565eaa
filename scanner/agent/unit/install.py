"""Makes the service: its user, its folders, its unit; and takes it away again."""

import os
import pwd
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scanner.agent.unit import programs, secrets
from scanner.agent.unit.render import UNIT, USER, UnitError, Wanted, text_of, writable

STATE, LOGS, CONFIG = "var/lib/vaglio", "var/log/vaglio", "etc/vaglio"
KEPT_OPEN = ("reports", "ledgers", "feeds", "engagements")
"""Folders that root must not be the first to make: the service could not write to them."""
RUNNING = "run/systemd/system"
"""Is there when systemd runs this computer (sd_booted(3))."""


@dataclass(frozen=True)
class Step:
    """One thing that is done: what it is, as "make the user vaglio", and the deed."""

    what: str
    do: Callable[[], object]


def steps(wanted: Wanted, *, start: bool = True) -> Sequence[Step]:
    """Everything that installing does, in order. Raises UnitError before anything is done."""
    text = text_of(wanted)
    system = wanted.system
    found = [] if known() else [Step(f"make the system user {USER}", _add_user)]
    found += [
        Step(f"make /{STATE}, for {USER} only", lambda: _state(system)),
        Step(f"let {USER} read /{CONFIG}, and nobody else but root", lambda: _config(wanted)),
        *(Step(f"make {folder}", partial(_own, folder)) for folder in _to_make(wanted)),
        Step(f"write {wanted.unit}", lambda: _write(wanted.unit, text)),
    ]
    return [*found, *_started(system, start=start)]


def removal(system: Path, *, purge: bool = False) -> Sequence[Step]:
    """Everything that uninstalling does. `purge`: data, configuration and user too."""
    unit = system / UNIT
    running = _runs(system)
    found = [Step("stop and disable the service", lambda: programs.run("systemctl", *_disable(running)))]
    found.append(Step(f"remove {unit}", lambda: unit.unlink(missing_ok=True)))
    if running:
        found.append(Step("tell systemd", lambda: programs.must("systemctl", "daemon-reload")))
    if purge:
        folders = [system / name for name in (STATE, LOGS, CONFIG)]
        found += [Step(f"remove {one}", partial(_remove, one)) for one in folders]
    if purge and known():
        found.append(Step(f"remove the user {USER}", lambda: programs.must("userdel", USER)))
    return found


def hints(wanted: Wanted) -> Iterator[str]:
    """What a person should know before the service starts: what it can't reach or read."""
    for host, what in wanted.reach.names:
        yield (
            f"{what} goes to {host}, which is a name: systemd knows addresses only, so the service can't reach it. "
            "Write its address under [agent] into `also_reach`"
        )
    for name in secrets.missing(wanted.config, wanted.system):
        yield (
            f"the secret {name} is missing: put it into /{secrets.PLAIN}/{name} (chmod 600), or the service "
            "will not start"
        )
    for kind, name in secrets.places(wanted.config):
        if kind == "file" and not _readable(Path(name)):
            yield f"the service can't read the secret in {name}; run: chown {USER} {name}"
    if not wanted.config.segments:
        yield "no segment is configured: the service will examine nothing"


def known() -> bool:
    """Whether the service's user exists."""
    try:
        return bool(pwd.getpwnam(USER))
    except KeyError:
        return False


def _add_user() -> None:
    options = ("--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin")
    programs.must("useradd", *options, "--home-dir", f"/{STATE}", USER)


def _state(system: Path) -> None:
    """Folders, and an empty database: what root makes there first, the service could not change."""
    for name in (STATE, LOGS):
        (system / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in KEPT_OPEN:
        (system / STATE / name).mkdir(mode=0o700, exist_ok=True)
    database = system / STATE / "vaglio.db"
    os.close(os.open(database, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600))
    for name in (STATE, LOGS):
        for folder, _, files in os.walk(system / name):  # follows no link
            for path in (Path(folder), *(Path(folder) / file for file in files)):
                _own(path)


def _own(path: Path) -> None:
    """Makes a folder where nothing is, and gives it to the service's user; never follows a link."""
    if not path.is_symlink() and not path.exists():
        path.mkdir(mode=0o700, parents=True)
    user, status = pwd.getpwnam(USER), path.lstat()
    # A file with a second name may be somebody else's, put there to be given away.
    twice = stat.S_ISREG(status.st_mode) and status.st_nlink > 1
    if status.st_uid != user.pw_uid and not twice:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _config(wanted: Wanted) -> None:
    """Root writes the scope; the service reads it and can't widen it."""
    group = pwd.getpwnam(USER).pw_gid
    folder = wanted.system / CONFIG
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    (folder / "secrets").mkdir(mode=0o710, exist_ok=True)
    for path, mode in ((folder, 0o750), (folder / "secrets", 0o710), (wanted.file, 0o640)):
        os.chown(path, 0, group)
        path.chmod(mode)


def _to_make(wanted: Wanted) -> list[Path]:
    return [folder for folder in writable(wanted.config) if not folder.exists()]


def _write(unit: Path, text: str) -> None:
    unit.parent.mkdir(parents=True, exist_ok=True)
    part = unit.with_name(f".{unit.name}.part")
    part.write_text(text, "utf-8")
    part.chmod(0o644)
    part.replace(unit)


def _started(system: Path, *, start: bool) -> Iterator[Step]:
    if not _runs(system):
        yield Step(
            "enable the service (systemd does not run here: it starts with the next boot)",
            lambda: programs.must("systemctl", "enable", "vaglio.service"),
        )
        return
    yield Step("tell systemd", lambda: programs.must("systemctl", "daemon-reload"))
    yield Step("enable the service", lambda: programs.must("systemctl", "enable", "vaglio.service"))
    if start:
        yield Step("start it again", lambda: programs.must("systemctl", "restart", "vaglio.service"))


def _disable(running: bool) -> tuple[str, ...]:
    return ("disable", *(["--now"] if running else []), "vaglio.service")


def _runs(system: Path) -> bool:
    return (system / RUNNING).is_dir()


def _readable(file: Path) -> bool:
    """Whether the service's user could read a secret; a user that is not there yet reads nothing of others."""
    try:
        return known() and file.stat().st_uid == pwd.getpwnam(USER).pw_uid
    except OSError:
        return False


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        raise UnitError(f"{folder} is a link to somewhere else; remove what it leads to by hand")
    if folder.exists():
        shutil.rmtree(folder)
