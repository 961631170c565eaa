"""Writes reports into a folder, for the eyes of their owner only."""

import errno
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

from scanner.model import AnswerGiven, Audit, Event
from scanner.requirements import Questions

FORMATS = ("html", "json")
AUDIENCES = ("technician",)
"""Whom a report is for when nobody says otherwise; theirs is called `report`, others `report-<audience>`."""


class DeliveryError(ValueError):
    """A report can't be written; the message is one sentence with the place and the cure."""


def formats() -> list[str]:
    """The names of the report formats that are installed."""
    return sorted(entry.name for entry in entry_points(group="vaglio.reports"))


def prepare(folder: Path) -> None:
    """Makes sure that reports can be written there. Raises DeliveryError."""
    try:
        # Not parents=True: it would give the folders above the usual mode, and others could look in.
        for one in reversed((folder, *folder.parents)):
            if not one.exists():
                one.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unwritable(folder, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def write(
    audit: Audit,
    folder: Path,
    language: str,
    names: Sequence[str] = FORMATS,
    locales: Sequence[Path] = (),
    *,
    audiences: Sequence[str] = AUDIENCES,
) -> list[Path]:
    """Writes `report.<suffix>` for each format into `folder` (0700, files 0600). Raises DeliveryError."""
    # All are made before the first is written: a folder never holds reports of two audits.
    made = rendered(audit, language, names, locales, audiences=audiences)
    try:
        prepare(folder)
        return [_put(folder / name, content) for name, content in made.items()]
    except OSError as error:
        raise _unwritable(folder, error) from error


def rendered(
    audit: Audit,
    language: str,
    names: Sequence[str],
    locales: Sequence[Path] = (),
    *,
    audiences: Sequence[str] = AUDIENCES,
) -> dict[str, bytes]:
    """The report files by their names. Raises DeliveryError for a format or an audience that there is not."""
    reports = {file: one for name in names for file, one in _reports(name, audiences)}
    try:
        return {file: one.render(audit, language, locales) for file, one in reports.items()}
    except ValueError as error:
        raise DeliveryError(str(error)) from error


def _reports(name: str, audiences: Sequence[str]) -> Iterator[tuple[str, "Format"]]:
    """The format once, or once for each audience where it tells them apart (`for_audience`)."""
    found = _report(name)
    if not hasattr(found, "for_audience"):
        yield f"report{found.suffix}", found
        return
    for audience in dict.fromkeys(audiences):
        mark = "" if audience in AUDIENCES else f"-{audience}"
        yield f"report{mark}{found.suffix}", found.for_audience(audience)


def write_file(path: Path, content: bytes) -> Path:
    """Writes one file (0600), whole or not at all. Raises DeliveryError."""
    try:
        return _put(path, content)
    except OSError as error:
        raise DeliveryError(f"{path} can't be written ({error.strerror}): choose another place") from error


def form_of(questions: Questions, answers: Sequence[AnswerGiven], language: str) -> bytes:
    """The page with the questions, as the pack of reports draws it. Raises DeliveryError without one."""
    made: bytes = _page("questions").render(questions, answers, language)
    return made


def questions_in(questions: Questions, language: str) -> tuple[Questions, dict[str, str]]:
    """The questions in a language, and the words of the terminal around them. Raises DeliveryError."""
    try:
        made: tuple[Questions, dict[str, str]] = _page("questions").spoken(questions, language)
    except ValueError as error:
        raise DeliveryError(str(error)) from error
    return made


def portfolio_of(
    reports: Mapping[str, bytes], language: str, pages: Collection[str]
) -> tuple[bytes, list[str]]:
    """An index of reports by their relative paths, and the names of those that are none.

    `pages` are the paths of the pages beside them: the index leads to one that is there.
    """
    made: tuple[bytes, list[str]] = _page("portfolio").render(reports, language, pages)
    return made


class Notice(Protocol):
    """News in words: a line for the subject, one for each event, and a whole text."""

    subject: str
    sentences: tuple[str, ...]
    body: str


def notice_of(audit: Audit, events: Sequence[Event], language: str, locales: Sequence[Path] = ()) -> Notice:
    """What happened, as the pack of reports says it. Raises DeliveryError."""
    try:
        made: Notice = _page("notice").render(audit, events, language, locales)
    except ValueError as error:
        raise DeliveryError(str(error)) from error
    return made


def ending_of(audit: Audit, language: str, locales: Sequence[Path] = ()) -> tuple[str, ...]:
    """How an audit ended, in a few lines for the terminal. Raises DeliveryError."""
    try:
        made: tuple[str, ...] = _page("notice").ending(audit, language, locales)
    except ValueError as error:
        raise DeliveryError(str(error)) from error
    return made


def _page(name: str) -> Any:
    found = [entry for entry in entry_points(group="vaglio.pages") if entry.name == name]
    if not found:
        raise DeliveryError("no pack brings this page: install the program again")
    return found[0].load()()


def _unwritable(folder: Path, error: OSError) -> DeliveryError:
    return DeliveryError(f"the report can't be written to {folder} ({error.strerror}): choose another folder")


class Format(Protocol):
    """A report format, as an entry point of the group `vaglio.reports` gives it."""

    suffix: str

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes: ...


def _report(name: str) -> Format:
    found = [entry for entry in entry_points(group="vaglio.reports") if entry.name == name]
    if not found:
        raise DeliveryError(f"there is no report format {name!r}; there are {', '.join(formats())}")
    made: Format = found[0].load()()
    return made


def _put(path: Path, content: bytes) -> Path:
    """Whole or not at all: a reader never meets half a report."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        # A new file, so that neither the mode nor the target of an old one counts.
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
        return part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
