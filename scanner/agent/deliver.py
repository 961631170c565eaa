"""Writes reports into a folder, for the eyes of their owner only."""

import os
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

from scanner.model import Audit

FORMATS = ("html", "json")


class DeliveryError(ValueError):
    """A report can't be written; the message is one sentence with the place and the cure."""


def formats() -> list[str]:
    """The names of the report formats that are installed."""
    return sorted(entry.name for entry in entry_points(group="vaglio.reports"))


def write(
    audit: Audit, folder: Path, language: str, names: Sequence[str] = FORMATS, locales: Sequence[Path] = ()
) -> list[Path]:
    """Writes `report.<suffix>` for each format into `folder` (0700, files 0600). Raises DeliveryError."""
    reports = [_report(name) for name in names]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return [_put(folder / f"report{one.suffix}", one.render(audit, language, locales)) for one in reports]
    except OSError as error:
        raise DeliveryError(f"the report can't be written to {folder} ({error.strerror})") from error
    except ValueError as error:
        raise DeliveryError(str(error)) from error


def _report(name: str):  # type: ignore[no-untyped-def]
    found = [entry for entry in entry_points(group="vaglio.reports") if entry.name == name]
    if not found:
        raise DeliveryError(f"there is no report format {name!r}; there are {', '.join(formats())}")
    return found[0].load()()


def _put(path: Path, content: bytes) -> Path:
    """Whole or not at all: a reader never meets half a report."""
    part = path.with_name(path.name + ".part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
        file.write(content)
    return part.replace(path)
