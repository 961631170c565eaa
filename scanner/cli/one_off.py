"""Runs one-off audits and plans from what was typed."""

import getpass
import json
import sys
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from pydantic import ValidationError

from scanner.agent.again import catch_up
from scanner.agent.compose import locales_of
from scanner.agent.kept_reports import note
from scanner.agent.report_files import ending_of, prepare, write
from scanner.agent.scan import Scan, accepted_of, expected_of, ledger_path
from scanner.cli.faults import InputError
from scanner.cli.handing import check_delivery, hand_on
from scanner.cli.places import engagement_in
from scanner.cli.watch import Watcher, counted
from scanner.config import (
    Config,
    Segment,
    check_questions,
    config_file,
    defaults,
    fault_of,
    load,
    names_questions,
    to_order,
)
from scanner.model import Audit, Outcome, ScanOrder, Severity
from scanner.packs import Catalogue, load_checks
from scanner.store import Store

Given = Mapping[str, Any]

NAME = 80
"""Characters of the longest name of a segment."""


def run(given: Given) -> int:
    """Carries the audits out; the worst exit code of all of them."""
    config = settings(given)
    checks = load_checks([*map(str, config.packs), *given["pack"]])
    wanted = segments(config, given)
    check_names(config, given)
    # Before the hours that an audit may take, not after them.
    if given["output"]:
        prepare(given["output"])
    check_delivery(config, given)
    _confirm(wanted, given)
    if one := engagement_in(config):
        one.begin()
    with Store.open(given["store"] or config.store) as store:
        _tell_of_interrupted(store)
        code = max(_audit(store, config, checks, segment, given, len(wanted)) for segment in wanted)
        if learned := catch_up(store, config):
            click.echo(f"Judged again with newer knowledge: {counted(learned, 'earlier audit')}.", err=True)
    return code


def settings(given: Given) -> Config:
    """The configuration that was named, else the usual file where there is one, else the defaults."""
    named: Path | None = given.get("config_path")
    config = load(named) if named or config_file().exists() else defaults()
    one = engagement_in(config)
    if one is None:
        return config
    apart = {"store": one.store, "report": config.report.model_copy(update={"folder": one.reports})}
    return config.model_copy(update=apart)


def segments(config: Config, given: Given) -> list[Segment]:
    """What was typed as segments: those of the configuration by name, the networks as one segment."""
    by_name = {one.name: one for one in config.segments}
    typed = list(dict.fromkeys(given["segments"]))
    named = [_with_options(by_name[text], by_name, given) for text in typed if text in by_name]
    networks = [text for text in typed if text not in by_name]
    found = named + ([_from_networks(networks, by_name, given)] if networks else [])
    for segment in found:
        if not segment.addresses:
            raise InputError(f"nothing is left to examine in {segment.name}: every address is excluded")
    return found


def check_names(config: Config, given: Given) -> None:
    """Raises InputError or ConfigError for an allowed question that does not exist: it would not be asked."""
    if not given["opt_in"] and not names_questions(config):
        return
    from scanner.agent.roster import questions

    known = questions([*map(str, config.packs), *given["pack"]])
    for name in given["opt_in"]:
        if words := fault_of(name, "opt_in", known):
            raise InputError(f"--opt-in {words}")
    if names_questions(config):
        check_questions(config, given["config_path"] or config_file(), known)


OPTIONS = {
    "interface": "interface", "exclusions": "exclude", "never_touch": "never-touch",
    "listen_seconds": "listen", "opt_in": "opt-in", "extra_tcp_ports": "ports",
    "whole_port_list": "whole-port-list", "nmap": "nmap", "zone": "zone", "authorisation": "authorised-by",
}  # fmt: skip
"""The option behind each field of a segment that can be typed."""
TYPED = list(OPTIONS)[:8]


def _typed(given: Given) -> dict[str, Any]:
    values = {field: given[OPTIONS[field].replace("-", "_")] for field in TYPED}
    # By identity: to listen for 0 seconds is something that was typed.
    return {field: value for field, value in values.items() if value not in (None, ()) and value is not False}


def _with_options(segment: Segment, by_name: Mapping[str, Segment], given: Given) -> Segment:
    """A segment of the configuration with what was typed added; what was signed for stays."""
    if given["zone"] not in (None, segment.zone) or given.get("authorised_by"):
        option = "--authorised-by" if given.get("authorised_by") else "--zone"
        raise InputError(f"{option}: the configuration says that of {segment.name}; change it there")
    written = segment.model_dump()
    both = {field: (*written[field], *value) if isinstance(value, tuple) else value
            for field, value in _typed(given).items()}  # fmt: skip
    return _valid(written | both, by_name)


def _from_networks(networks: list[str], by_name: Mapping[str, Segment], given: Given) -> Segment:
    spoken = {
        "name": ", ".join(networks), "networks": networks, "zone": given["zone"] or "mixed",
        "authorisation": {"who": _who(given), "when": date.today()},  # noqa: DTZ011 - the local day
    }  # fmt: skip
    # A long list would not be a name; the networks themselves are in the report.
    spoken |= {} if len(spoken["name"]) <= NAME else {"name": f"{networks[0]} and {len(networks) - 1} more"}
    return _valid(spoken | _typed(given), by_name, networks)


def _valid(
    spoken: Mapping[str, Any], by_name: Mapping[str, Segment], typed: list[str] | None = None
) -> Segment:
    try:
        return Segment.model_validate(spoken)
    except ValidationError as error:
        raise InputError(_reason(error, by_name, typed or [])) from error


def _reason(error: ValidationError, by_name: Mapping[str, Segment], typed: list[str]) -> str:
    told_of = error.errors(include_url=False)
    # The name is made from the networks: what is wrong with it is wrong with them.
    first = next((one for one in told_of if one["loc"][:1] == ("networks",)), told_of[0])
    place, told = str(first["loc"][0]) if first["loc"] else "networks", first["msg"].rstrip(".")
    # A sentence about what was typed names it already; one about an option needs its name.
    if place != "networks":
        return f"--{OPTIONS.get(place, place)}: {told}"
    near = next((name for text in typed for name in get_close_matches(text, by_name, 1)), "")
    hint = f" Did you mean the segment {near!r}?" if near else ""
    known = f" The configuration's segments are: {', '.join(by_name)}." if by_name and not near else ""
    return f"{told}.{hint}{known}"


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
    one = engagement_in(config)
    named = {"client": one.client, "engagement": one.name} if one else {}
    # Whole paths: a scan may be resumed from another folder.
    return order.model_copy(
        update=named | {"packs": (*order.packs, *(str(Path(pack).absolute()) for pack in packs))}
    )


def _audit(
    store: Store, config: Config, checks: Catalogue, segment: Segment, given: Given, count: int
) -> int:
    order = order_for(config, segment, given["store"] or config.store, list(given["pack"]))
    with Watcher(order, quiet=given["quiet"]) as watcher:
        done = Scan(
            store, order, checks, expected_of(config, segment.name), watcher, accepted=accepted_of(config),
            knowledge=config.feeds.database,
        ).begin()  # fmt: skip
    folder = given["output"] or config.report.folder / order.scan
    folder = folder / order.scan if count > 1 and given["output"] else folder
    return finish(store, done, config, checks, folder, given)


def finish(store: Store, done: Audit, config: Config, checks: Catalogue, folder: Path, given: Given) -> int:
    """Writes the report, prints the summary, delivers it, and says how it ended as an exit code."""
    language = given.get("lang") or config.report_language
    audiences = given.get("audiences") or config.report.audience
    paths = write(done, folder, language, config.report.formats, locales_of(checks), audiences=audiences)
    if folder.parent == config.report.folder:
        note(folder, done, paths)
    if given.get("as_json", False):
        click.echo(json.dumps(summary(done, paths)))
    else:
        for line in (*ending_of(done, language, locales_of(checks)), *map(str, paths)):
            click.echo(line)
    hand_on(store, done, config, given)
    if not done.complete:
        return 3
    limit = given.get("fail_on")
    worst = [one.severity for one in done.findings if one.outcome is Outcome.NOT_MET]
    return 1 if limit and any(severity >= Severity(limit) for severity in worst) else 0


def summary(done: Audit, paths: list[Path]) -> dict[str, Any]:
    """How the audit ended, for programs."""
    score = {"lo": done.score.lo, "hi": done.score.hi, "coverage": done.score.coverage}
    told = {"scan": done.scan, "complete": done.complete, "reason": done.reason, "score": score}
    found = {"assets": len(done.assets), "gaps": done.score.gaps}
    return told | found | {"reports": [str(path) for path in paths]}
