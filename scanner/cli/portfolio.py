"""`vaglio portfolio`: one page for all reports of a folder."""

import os
from pathlib import Path

import click

from scanner.cli.places import config_option, lang_option

MOST_REPORTS = 2000
MOST_BYTES = 100_000_000
DEEPEST = 6
"""Folders below the named one that are looked into."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@config_option
@lang_option
def portfolio(folder: Path, config_path: Path | None, lang: str | None) -> None:
    """Write FOLDER/index.html: every segment's newest result, and how it went.

    Every report.json below FOLDER counts: several segments, sites or clients.
    """
    from scanner.agent.deliver import portfolio_of, write_file
    from scanner.cli.faults import InputError
    from scanner.cli.one_off import settings
    from scanner.cli.table import visible

    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name the one that holds the reports")
    language = lang or settings({"config_path": config_path}).report_language
    page, unreadable = portfolio_of(_reports(folder), language)
    for path in unreadable:
        click.echo(f"{visible(path)} is no report of Vaglio and was left out.", err=True)
    click.echo(str(write_file(folder / "index.html", page)))


def _reports(folder: Path) -> dict[str, bytes]:
    """The contents by relative path. Links are not followed, and what is too large is left empty."""
    found: dict[str, bytes] = {}
    for place, folders, files in os.walk(folder):
        here = Path(place).relative_to(folder)
        folders[:] = sorted(folders) if len(here.parts) < DEEPEST else []
        path = Path(place) / "report.json"
        if "report.json" in files and not path.is_symlink() and len(found) < MOST_REPORTS:
            whole = path.stat().st_size <= MOST_BYTES
            found[(here / "report.json").as_posix()] = path.read_bytes() if whole else b""
    return found
