"""Runs one-off audits and plans from what was typed."""

import getpass
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import click
from pydantic import ValidationError

from scanner.agent.compose import locales_of
from scanner.agent.deliver import write
from scanner.agent.scan import Scan, expected_of, ledger_path
from scanner.agent.sensor_process import Sensor
from scanner.cli.faults import InputError
from scanner.cli.watch import Watcher, duration
from scanner.config import Config, Segment, defaults, load, to_order
from scanner.model import Audit, Done, Note, Outcome, Planned, ScanOrder, Severity
from scanner.packs import Catalogue, load_checks
from scanner.store import Store

Given = Mapping[str, Any]


def run(given: Given) -> int:
    """Carries the audits out; the worst exit code of all of them."""
    config = settings(given)
    checks = load_checks([*map(str, config.packs), *given["pack"]])
    wanted = [*segments(config, given)]
    _confirm(wanted, given)
    with Store.open(given["store"] or config.store) as store:
        _tell_of_interrupted(store)
        return max(_audit(store, config, checks, segment, given, len(wanted)) for segment in wanted)


def settings(given: Given) -> Config:
    """The configuration that was named, else the usual file where there is one, else the defaults."""
    from scanner.config import config_file

    named: Path | None = given.get("config_path")
    return load(named) if named or config_file().exists() else defaults()


def segments(config: Config, given: Given) -> list[Segment]:
    """What was typed as segments: those of the configuration by name, the networks as one segment."""
    by_name = {one.name: one for one in config.segments}
    named = [by_name[text] for text in given["segments"] if text in by_name]
    networks = [text for text in given["segments"] if text not in by_name]
    return named + ([_from_networks(networks, by_name, given)] if networks else [])


def _from_networks(networks: list[str], by_name: Mapping[str, Segment], given: Given) -> Segment:
    spoken = {
        "name": ", ".join(networks), "networks": networks, "zone": given["zone"] or "mixed",
        "interface": given["interface"], "exclusions": given["exclude"], "never_touch": given["never_touch"],
        "listen_seconds": given["listen"], "opt_in": given["opt_in"], "extra_tcp_ports": given["ports"],
        "whole_port_list": given["whole_port_list"], "nmap": given["nmap"],
        "authorisation": {"who": _who(given), "when": date.today()},  # noqa: DTZ011 - the local day
    }  # fmt: skip
    try:
        return Segment.model_validate({name: value for name, value in spoken.items() if value is not None})
    except ValidationError as error:
        raise InputError(_reason(error, by_name)) from error


def _reason(error: ValidationError, by_name: Mapping[str, Segment]) -> str:
    first = error.errors(include_url=False)[0]
    place, told = str(first["loc"][0]), first["msg"].rstrip(".")
    # A sentence about what was typed names it already; one about an option needs its name.
    text = told if place == "networks" else f"--{place.replace('_', '-')}: {told}"
    hint = f" The configuration's segments are: {', '.join(by_name)}." if by_name else ""
    return f"{text}.{hint}"


def _who(given: Given) -> str:
    try:
        return given.get("authorised_by") or getpass.getuser()
    except (KeyError, OSError):
        return "the person who started it"


def _confirm(wanted: list[Segment], given: Given) -> None:
    if given["yes"]:
        return
    for segment in wanted:
        click.echo(f"{segment.name} ({', '.join(segment.networks)}), zone {segment.zone}.", err=True)
    if not sys.stdin.isatty():
        raise InputError("nobody is here to confirm the scope: add --yes if you are allowed to examine it")
    if not click.confirm("Are you allowed to examine these networks?", err=True):
        raise InputError("nothing was sent")


def _tell_of_interrupted(store: Store) -> None:
    for row in store.interrupted():
        click.echo(
            f"The scan {row.id} of {row.segment} was cut short. `vaglio scans resume {row.id}` goes on with "
            f"it, `vaglio scans discard {row.id}` drops it.", err=True,
        )  # fmt: skip


def order_for(config: Config, segment: Segment, store_url: str, packs: list[str]) -> ScanOrder:
    scan = f"{date.today():%Y%m%d}-{uuid4().hex[:8]}"  # noqa: DTZ011
    order = to_order(config, segment, scan, ledger=str(ledger_path(store_url, scan)))
    return order.model_copy(update={"packs": (*order.packs, *packs)})


def _audit(
    store: Store, config: Config, checks: Catalogue, segment: Segment, given: Given, count: int
) -> int:
    order = order_for(config, segment, given["store"] or config.store, list(given["pack"]))
    with Watcher(order, quiet=given["quiet"]) as watcher:
        done = Scan(store, order, checks, expected_of(config, segment.name), watcher).begin()
    folder = given["output"] or config.report.folder / order.scan
    folder = folder / order.scan if count > 1 and given["output"] else folder
    return finish(done, config, checks, folder, given)


def finish(done: Audit, config: Config, checks: Catalogue, folder: Path, given: Given) -> int:
    """Writes the report, prints the summary, and says how it ended as an exit code."""
    language = given.get("lang") or config.report_language
    paths = write(done, folder, language, config.report.formats, locales_of(checks))
    summary(done, paths, as_json=given.get("as_json", False))
    if not done.complete:
        return 3
    limit = given.get("fail_on")
    worst = [one.severity for one in done.findings if one.outcome is Outcome.NOT_MET]
    return 1 if limit and any(severity >= Severity(limit) for severity in worst) else 0


def summary(done: Audit, paths: list[Path], *, as_json: bool) -> None:
    score = {"lo": done.score.lo, "hi": done.score.hi, "coverage": done.score.coverage}
    if as_json:
        told = {"scan": done.scan, "complete": done.complete, "reason": done.reason, "score": score}
        told |= {
            "assets": len(done.assets),
            "gaps": done.score.gaps,
            "reports": [str(path) for path in paths],
        }
        click.echo(json.dumps(told))
        return
    if not done.complete:
        click.echo(f"The audit is not complete: {done.reason}.")
    click.echo(
        f"{len(done.assets)} machines, {done.score.gaps} weak points. Proven {score['lo'] * 100:.0f} of 100, "
        f"could be up to {score['hi'] * 100:.0f}; {score['coverage'] * 100:.0f} % was checked."
    )
    click.echo(f"{done.ledger.touches} touches, at most {done.ledger.frames} frames sent.")
    for path in paths:
        click.echo(str(path))


def show_plan(given: Given, out: IO[str]) -> None:
    """Asks a sensor for a dry run and prints it."""
    config = settings(given)
    for segment in segments(config, given):
        order = to_order(config, segment, "plan", dry_run=True)
        order = order.model_copy(update={"packs": (*order.packs, *given["pack"])})
        with Sensor(order) as sensor:
            _print_plan(sensor, out, as_json=given["as_json"])


def _print_plan(sensor: Sensor, out: IO[str], *, as_json: bool) -> None:
    previous = ""
    for message in sensor.messages():
        if as_json and isinstance(message, Planned):
            out.write(message.model_dump_json() + "\n")
        elif isinstance(message, Planned):
            out.write(f"\n{message.asset}\n" if message.asset != previous else "")
            out.write(f"  {message.what}: at most {message.frames} frames, {duration(message.seconds)}\n")
            previous = message.asset
        elif isinstance(message, Note):
            raise InputError(message.text)
        elif isinstance(message, Done) and not as_json:
            out.write("\nNothing was sent.\n")
