"""How feeds are shown: progress, what an update came to, how old each source is."""

import json
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import click

from scanner.cli.table import table, visible
from scanner.cli.watch import counted
from scanner.knowledge.feeds import Outcome, Result, Settings, Shelf, Update, shelves

PAUSE = 5.0
"""Seconds between two lines of progress where there is no terminal."""


class FeedWatcher:
    """Progress on the error output: a line that moves on a terminal, else a line now and then."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._task: Any = None
        self._said = ("", "", 0.0)

    def __enter__(self) -> "FeedWatcher":
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(bar_width=24),
                       MofNCompleteColumn())  # fmt: skip
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("starting", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, source: str, what: str, done: int, total: int) -> None:
        text = visible(f"{source}: {what}")
        if self._bar:
            self._bar.update(self._task, description=text, completed=done, total=total or None)
        elif not self._quiet:
            self._line(text, what, done, total)

    def _line(self, text: str, what: str, done: int, total: int) -> None:
        before, _, at = self._said
        now = time.monotonic()
        if text == before and now - at < PAUSE:
            return
        self._said = (text, what, now)
        counts = f" {done:,} of {total:,}" if total > 1 else f" {done:,}" if done else ""
        sys.stderr.write(f"{text}{counts}\n")


def tell_outcomes(done: Update) -> None:
    """What an update came to, a line a source, and what was skipped."""
    for each in done.outcomes:
        click.echo(visible(_line(each)))
        for note in each.notes:
            click.echo(visible(f"  {note}"))
        for sentence in each.told:
            click.echo(visible(f"  skipped: {sentence}"))
        if each.skipped > len(each.told):
            click.echo(f"  and {each.skipped - len(each.told):,} more were skipped")
    if done.built is not None:
        known = counted(done.built.vulnerabilities, "vulnerability", "vulnerabilities")
        click.echo(f"The knowledge file holds {known} from {counted(len(done.built.sources), 'source')}.")


def _line(each: Outcome) -> str:
    if each.result is Result.FAILED:
        return each.problem
    if each.result is Result.UNCHANGED:
        return f"{each.source}: nothing new ({each.rows:,} rows)"
    return f"{each.source}: {each.rows:,} rows ({each.rows - each.before:+,})"


def outcomes_json(done: Update) -> str:
    """The same for programs."""
    return json.dumps({"complete": done.complete, "rebuilt": done.built is not None,
                       "sources": [asdict(each) for each in done.outcomes]}, indent=2)  # fmt: skip


def status_table(settings: Settings) -> None:
    """Every configured source and every one that is here, with its age in days."""
    rows = [(each["id"], each["name"], _age(each), f"{each['rows']:,}", each["newest_at"] or "", each["problem"])
            for each in _sources(settings)]  # fmt: skip
    table(("source", "name", "age", "rows", "newest", "problem"), rows, "No source is configured.")


def status_json(settings: Settings) -> str:
    """The same for programs. `age_days` null: never fetched."""
    return json.dumps({"folder": str(settings.folder), "database": str(settings.database),
                       "built": settings.database.exists(), "sources": _sources(settings)}, indent=2)  # fmt: skip


def _sources(settings: Settings) -> list[dict[str, Any]]:
    configured = {source.id: source for source in settings.sources()}
    here = {shelf.id: shelf for shelf in shelves(settings.shelves)}
    found = []
    for name in sorted({*configured, *here}):
        at = here.get(name, Shelf(settings.shelves / name)).standing()
        title = at.name or (configured[name].name if name in configured else name)
        found.append({
            "id": name, "name": title, "configured": name in configured, "fetched_at": at.fetched_at,
            "age_days": _days(at.fetched_at), "newest_at": at.newest_at, "rows": at.rows,
            "origin": at.origin if at.fetched_at else "", "skipped": at.skipped, "problem": at.problem,
        })  # fmt: skip
    return found


def _days(moment: str) -> int | None:
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return max(0, (datetime.now(UTC) - (then if then.tzinfo else then.replace(tzinfo=UTC))).days)


def _age(each: dict[str, Any]) -> str:
    days = each["age_days"]
    if days is None:
        return "never fetched"
    return "today" if days == 0 else counted(days, "day")
