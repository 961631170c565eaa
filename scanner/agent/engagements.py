"""Engagements of a consultant: the data of each in its own folder, sealed when finished, wiped when told so."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from pydantic import Field, ValidationError

from scanner.agent.report_files import DeliveryError, prepare, write_file
from scanner.agent.slug import folded, slug
from scanner.model import Record, UtcTime, now

RECORD = "engagement.json"
DATABASE = "vaglio.db"
LONGEST = 80
CHUNK = 1 << 20
_CONTROL = "the name of a client or an engagement has 1 to 80 visible characters"


class EngagementError(ValueError):
    """An engagement can't be used like this; the message is one sentence with the cure."""


class Kept(Record):
    """What is written down of an engagement. `packages`: the SHA-256 of each evidence package, by its name."""

    client: str
    engagement: str
    created: UtcTime
    sealed: UtcTime | None = None
    signer: str = ""
    packages: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Engagement:
    """One engagement of one client. `home` is the folder that holds all of its data."""

    client: str
    name: str
    home: Path

    @classmethod
    def of(cls, root: Path, client: str, name: str) -> "Engagement":
        """Raises EngagementError for a name that is none, or that another one's folder has."""
        for text in (client, name):
            if not text.strip() or not text.isprintable() or len(text) > LONGEST:
                raise EngagementError(_CONTROL)
        found = cls(client, name, root / slug(client) / slug(name))
        if kept := found.kept:
            same = (folded(kept.client), folded(kept.engagement)) == (folded(client), folded(name))
            if not same:
                raise EngagementError(
                    f"{found.home} belongs to {kept.client}, {kept.engagement}: use other names"
                )
            # As they were written first: reports call one engagement by one name.
            return cls(kept.client, kept.engagement, found.home)
        return found

    @property
    def kept(self) -> Kept | None:
        """What is written down; None: it was never begun. Raises EngagementError for a damaged file."""
        try:
            return Kept.model_validate_json((self.home / RECORD).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            raise EngagementError(f"{self.home / RECORD} can't be read; put a backup in its place") from None

    @property
    def sealed(self) -> bool:
        return bool((kept := self.kept) and kept.sealed)

    @property
    def database(self) -> Path:
        return self.home / DATABASE

    @property
    def store(self) -> str:
        """The URL of its database; of a sealed one such that nothing can be written."""
        file = quote(str(self.database.absolute()))
        # Quoted twice: SQLAlchemy takes one off, and SQLite reads what is left as a URI itself.
        return (
            f"sqlite:///file:{quote(file)}?mode=ro&immutable=1&uri=true"
            if self.sealed
            else f"sqlite:///{file}"
        )

    @property
    def reports(self) -> Path:
        """Where its reports go; those of a sealed one beside whoever asks for them."""
        return (
            Path(f"{slug(self.client)}-{slug(self.name)}-reports") if self.sealed else self.home / "reports"
        )

    def begin(self) -> None:
        """Makes its folder (0700) where there is none. Raises EngagementError, DeliveryError."""
        if self.sealed:
            raise EngagementError(
                f"{self.told} is sealed: nothing is changed in it; begin another engagement"
            )
        if self.kept is None:
            for folder in (self.home.parent.parent, self.home.parent, self.home):
                prepare(folder)
            self.write(Kept(client=self.client, engagement=self.name, created=now()))

    @property
    def told(self) -> str:
        return f"the engagement {self.name} of {self.client}"

    def write(self, kept: Kept) -> None:
        write_file(self.home / RECORD, kept.model_dump_json(indent=1).encode())

    def must_be(self) -> None:
        """Raises EngagementError for one that was never begun."""
        if self.kept is None:
            raise EngagementError(
                f"there is no {self.told.removeprefix('the ')}; `vaglio engagements list` shows which there are"
            )


def listed(root: Path) -> Iterator[tuple[Engagement, Kept]]:
    """All engagements below a folder, by client and name."""
    for file in sorted(root.glob(f"*/*/{RECORD}")):
        kept = Engagement("", "", file.parent).kept
        if kept is not None:
            yield Engagement(kept.client, kept.engagement, file.parent), kept


def seal(one: Engagement, signer: str, packages: Mapping[str, str], moment: datetime) -> None:
    """Marks an engagement as finished: from now on its files can be read only. The database must be closed."""
    kept = one.kept
    if kept is None or kept.sealed:
        raise EngagementError(f"{one.told} is {'sealed already' if kept else 'not there'}")
    one.write(kept.model_copy(update={"sealed": moment, "signer": signer, "packages": dict(packages)}))
    for path in sorted(one.home.rglob("*"), reverse=True):
        if not path.is_symlink():
            path.chmod(0o500 if path.is_dir() else 0o400)
    one.home.chmod(0o500)


def wipe(one: Engagement) -> int:
    """Overwrites and deletes every file of an engagement; how many. Raises DeliveryError.

    What a file system or a disk keeps of overwritten blocks is beyond reach: only encryption guards that.
    """
    try:
        return _wiped(one.home)
    except OSError as error:
        raise DeliveryError(f"{one.home} can't be deleted ({error.strerror}): run as its owner") from error


def _wiped(home: Path) -> int:
    home.chmod(0o700)
    count = 0
    for path in sorted(home.rglob("*"), key=lambda each: len(each.parts)):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
    # Its record goes last: an engagement that was wiped by half is still listed.
    for path in sorted(home.rglob("*"), key=lambda each: (each == home / RECORD, -len(each.parts))):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
            continue
        if path.is_file() and not path.is_symlink():
            _overwrite(path)
        path.unlink()
        count += 1
    home.rmdir()
    if not any(home.parent.iterdir()):
        home.parent.rmdir()
    return count


def _overwrite(path: Path) -> None:
    path.chmod(0o600)
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, CHUNK)))
        file.flush()
        os.fsync(file.fileno())
