"""`vaglio agent`, `status`, `pause` and `resume`: the service, and what a person wants of it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option, open_store, store_option

if TYPE_CHECKING:
    from scanner.agent.daemon.overview import Overview, SegmentState
    from scanner.config import Config


@click.command()
@config_option
def agent(config_path: Path | None) -> None:
    """Run as a service: examine each segment on its schedule.

    \b
    SIGTERM  finishes the question in flight and ends within 10 seconds; the next start goes on there
    SIGHUP   reads the configuration again; a wrong one is told, and the old one stays
    """
    from scanner.agent.daemon import logs
    from scanner.agent.daemon.serve import serve

    logs.set_up()
    serve(lambda: _checked(config_path))


def _checked(config_path: Path | None) -> "Config":
    """The configuration, with every question that it allows by name looked up."""
    from scanner.config import check_questions, config_file, load, names_questions

    config = load(config_path)
    if names_questions(config):
        from scanner.agent.roster import questions

        file = config_path or config_file()
        check_questions(config, file, questions([*map(str, config.packs)]))
    return config


@click.command()
@config_option
@store_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(config_path: Path | None, store: str | None, as_json: bool) -> None:
    """Show what runs, what comes next and how the last audits ended."""
    from scanner.agent.daemon.overview import overview
    from scanner.cli.one_off import settings
    from scanner.cli.table import table

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        found = overview(opened, config)
    if as_json:
        click.echo(found.model_dump_json())
        return
    for line in _lines(found):
        click.echo(line)
    rows = [
        (one.name, _now(one), _moment(one.next_run) or "no schedule", _last(one)) for one in found.segments
    ]
    table(("Segment", "Now", "Next", "Last audit"), rows, "The configuration lists no segment.")


@click.command()
@click.argument("segment", required=False)
@click.option(
    "--for", "length", metavar="TIME", help="How long, such as 90m, 2h or 7d; default: until resumed."
)
@config_option
@store_option
def pause(segment: str | None, length: str | None, config_path: Path | None, store: str | None) -> None:
    """Leave a segment alone, or all of them.

    A scan that runs stops between two questions, and goes on after the pause.
    """
    from scanner.model import now
    from scanner.store import Plans

    until = now() + _length(length) if length else None
    name = _known(segment, config_path)
    with open_store(config_path, store) as opened:
        Plans(opened).pause(name, until)
    end = f"until {_moment(until)}" if until else f"until `{_again(segment)}`"
    click.echo(f"{segment or 'Every segment'} is left alone {end}.")


@click.command()
@click.argument("segment", required=False)
@config_option
@store_option
def resume(segment: str | None, config_path: Path | None, store: str | None) -> None:
    """End a pause: of a segment, or the one of all."""
    from scanner.cli.faults import InputError
    from scanner.store import Plans

    name = _known(segment, config_path)
    with open_store(config_path, store) as opened:
        plans = Plans(opened)
        if plans.resume(name):
            click.echo(f"{segment or 'Every segment'} is examined again as scheduled.")
            return
        left = ", ".join(one.segment or "all segments" for one in plans.paused()) or "nothing"
    raise InputError(f"there is no such pause; paused: {left}")


def _length(text: str) -> timedelta:
    from scanner.cli.faults import InputError
    from scanner.config.durations import duration

    try:
        return duration(text)
    except ValueError as error:
        raise InputError(f"--for {text!r}: write {error}") from None


def _known(segment: str | None, config_path: Path | None) -> str:
    """The name of a segment of the configuration; empty for all. Raises InputError."""
    from scanner.cli.faults import InputError
    from scanner.cli.one_off import settings

    names = [one.name for one in settings({"config_path": config_path}).segments]
    if segment is not None and segment not in names:
        raise InputError(
            f"there is no segment {segment!r}; the configuration has: {', '.join(names) or 'none'}"
        )
    return segment or ""


def _again(segment: str | None) -> str:
    return f'vaglio resume "{segment}"' if segment else "vaglio resume"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""


def _lines(found: "Overview") -> list[str]:
    agent = f"The agent runs (process {found.agent}): {found.doing}."
    nobody = "No agent runs, so nothing is examined by itself. `vaglio agent` starts it."
    days = found.knowledge_days
    known = f"Knowledge of vulnerabilities: {days} day{'' if days == 1 else 's'} old."
    starter = "Knowledge of vulnerabilities: what came with the program. `vaglio feeds update` fetches more."
    return [agent if found.agent else nobody, known if days >= 0 else starter]


def _now(one: "SegmentState") -> str:
    if one.running:
        return f"examined since {_moment(one.since)}"
    if one.due:
        return f"due since {_moment(one.due)}: {one.waits or 'begins soon'}"
    return one.held or "waits"


def _last(one: "SegmentState") -> str:
    if one.last is None:
        return "none yet"
    score = f"{one.last.lo * 100:.0f} to {one.last.hi * 100:.0f} of 100, {one.last.gaps} weak points"
    ended = "" if one.last.complete else f"; not complete: {one.last.reason.rstrip('.')}"
    return f"{_moment(one.last.started)}: {score}{ended}"
