"""Writes the text of the unit from the configuration, and reads back whom an installed one may reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from scanner.agent.unit import secrets
from scanner.agent.unit.reach import Reach, reach_of, same
from scanner.config import Config
from scanner.config.delivery import Folder
from scanner.store.engine import database_file

USER = "vaglio"
UNIT = "etc/systemd/system/vaglio.service"
FOLDERS = ("/var/lib/vaglio", "/var/log/vaglio")
"""What systemd lets the service write to anyway: StateDirectory= and LogsDirectory=."""
HIDDEN = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108 - names of what the unit hides
"""What ProtectHome= and PrivateTmp= take out of the service's sight."""


class UnitError(ValueError):
    """The service can't be made; the message is one sentence with the cure."""


@dataclass(frozen=True)
class Wanted:
    """What is to be installed. `program` and `file` are whole paths; `system` is where /etc is."""

    config: Config
    file: Path
    program: Path
    system: Path = Path("/")

    @property
    def unit(self) -> Path:
        return self.system / UNIT

    @property
    def reach(self) -> Reach:
        return reach_of(self.config, system=self.system)


def text_of(wanted: Wanted) -> str:
    """The unit file. Raises UnitError for a path that the service could not see."""
    template = Template(files("scanner.agent.unit").joinpath("vaglio.service").read_text("utf-8"))
    written = [str(folder) for folder in writable(wanted.config)]
    return template.substitute(
        config=escaped(seen(wanted.file, "the configuration")),
        program=escaped(seen(wanted.program, "the program")), user=USER,
        writable=_lines(f"ReadWritePaths=-{escaped(Path(one))}" for one in written),
        secrets=_lines(secrets.lines(wanted.config, wanted.system)),
        reach=_lines(f"IPAddressAllow={one}" for one in ("localhost", *wanted.reach.networks)),
    )  # fmt: skip


def writable(config: Config) -> tuple[Path, ...]:
    """Folders outside the usual ones that the agent writes to."""
    wanted = [config.report.folder, config.feeds.folder, config.engagements]
    wanted += [one.path for one in config.delivery.targets if isinstance(one, Folder)]
    if file := database_file(config.store):
        wanted.append(file.parent)
    return tuple(sorted({one for one in wanted if not any(one.is_relative_to(usual) for usual in FOLDERS)}))


def seen(path: Path, what: str) -> Path:
    """The path itself. Raises UnitError where the unit would hide it."""
    for folder in HIDDEN:
        if path.is_relative_to(folder) or path.resolve().is_relative_to(folder):
            raise UnitError(
                f"{what} lies in {path}, where the service's own user sees nothing; put it below /opt or /etc, "
                "or install the package"
            )
    return path


def escaped(path: Path) -> str:
    """A path as a unit takes it (systemd.syntax, systemd.unit: specifiers begin with %). Raises UnitError."""
    text = str(path)
    if not text.isprintable() or any(letter in text for letter in "\"'\\ $;"):
        raise UnitError(f"{text!r} holds a space or a sign that a unit can't hold; choose another path")
    return text.replace("%", "%%")


def stale(config: Config, system: Path) -> tuple[str, ...] | None:
    """The networks of the installed unit, when they are not those of the configuration; else None."""
    try:
        text = (system / UNIT).read_text("utf-8", errors="replace")
    except OSError:
        return None
    allowed = tuple(_allowed(text))
    return None if same(allowed, reach_of(config, system=system).networks) else allowed


def _allowed(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("IPAddressAllow="):
            yield from (word for word in line.split("=", 1)[1].split() if word != "localhost")


def _lines(each: Iterator[str]) -> str:
    return "\n".join(each)
