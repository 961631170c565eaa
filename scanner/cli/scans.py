"""`vaglio scans`: stored scans, and what to do with one that was cut short."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option, engagement_options, lang_option, open_store, store_option

if TYPE_CHECKING:
    from scanner.store import ScanRow, Store


@click.group("scans")
def group() -> None:
    """List, resume or discard scans."""


@group.command("list")
@config_option
@store_option
@engagement_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_scans(config_path: Path | None, store: str | None, as_json: bool) -> None:
    """The stored scans, newest first."""
    import json

    from scanner.cli.table import table

    with open_store(config_path, store) as opened:
        cut_short = {row.id for row in opened.interrupted()}
        rows = [(row, "cut short" if row.id in cut_short else row.status) for row in opened.scans()]
    if as_json:
        for row, status in rows:
            told = {"scan": row.id, "segment": row.segment, "status": status, "reason": row.reason}
            click.echo(json.dumps(told | {"started": row.started.isoformat()}))
        return
    table(("Scan", "Started", "Status", "Segment", "Reason"),
          [(row.id, f"{row.started.astimezone():%Y-%m-%d %H:%M}", status, row.segment, row.reason)
           for row, status in rows], "No scan is stored yet: `vaglio audit` makes the first.")  # fmt: skip


@group.command()
@click.argument("scan")
@config_option
@store_option
@engagement_options
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Where the report goes.")
@lang_option
@click.pass_context
def resume(ctx: click.Context, scan: str, config_path: Path | None, store: str | None,
           output: Path | None, lang: str | None) -> None:  # fmt: skip
    """Go on with a scan that was cut short; nothing is asked twice."""
    from scanner.agent.recovery import order_to_resume
    from scanner.agent.scan import Scan, accepted_of, expected_of
    from scanner.cli.one_off import finish, settings
    from scanner.cli.watch import Watcher
    from scanner.packs import load_checks

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        row = _cut_short(opened, scan)
        # The order holds the configuration's packs too; loading one twice would be two of one name.
        checks = load_checks(list(dict.fromkeys([*map(str, config.packs), *row.order.packs])))
        order = order_to_resume(opened, row)
        with Watcher(order) as watcher:
            done = Scan(
                opened, order, checks, expected_of(config, row.segment), watcher, accepted=accepted_of(config),
                knowledge=config.feeds.database,
            ).resume()  # fmt: skip
        code = finish(opened, done, config, checks, output or config.report.folder / scan, {"lang": lang})
    ctx.exit(code)


@group.command()
@click.argument("scan")
@config_option
@store_option
@engagement_options
def discard(scan: str, config_path: Path | None, store: str | None) -> None:
    """Drop a scan and all that it heard."""
    from scanner.cli.faults import InputError

    with open_store(config_path, store) as opened:
        row = opened.scan(scan)
        if row is None:
            raise InputError(f"there is no scan {scan}; `vaglio scans list` shows which there are")
        if row.status == "running" and row.id not in {one.id for one in opened.interrupted()}:
            raise InputError(f"the scan {scan} is still running: stop it first")
        opened.discard(scan)
        Path(row.order.ledger or "/nonexistent").unlink(missing_ok=True)
    click.echo(f"The scan {scan} is gone.")


def _cut_short(opened: "Store", scan: str) -> "ScanRow":
    from scanner.cli.faults import InputError

    rows = {row.id: row for row in opened.interrupted()}
    if scan not in rows:
        known = f"these were: {', '.join(rows)}" if rows else "none was"
        raise InputError(f"the scan {scan} was not cut short; {known}")
    return rows[scan]
