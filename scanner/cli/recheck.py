"""`vaglio recheck`: was the fix a success? Asks only the question that one finding needs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option, engagement_options, open_store, store_option

if TYPE_CHECKING:
    from scanner.agent.recheck import Mended, Question
    from scanner.config import Config
    from scanner.store import Store

CODES = {"fixed": 0, "still there": 1, "cannot tell": 3}


@click.command()
@click.argument("finding")
@config_option
@store_option
@engagement_options
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.pass_context
def recheck(ctx: click.Context, finding: str, config_path: Path | None, store: str | None,
            as_json: bool, quiet: bool) -> None:  # fmt: skip
    """Ask again for one finding and say whether the fix worked.

    FINDING is its key, or the beginning of it, as `vaglio findings` prints it. One machine is asked one
    question, at the pace and with the permission of the audit that found it.

    Exit codes: 0 fixed, 1 still there, 3 cannot tell, 2 bad input.
    """
    from scanner.agent.recheck import CannotAskError, Mended, find, question
    from scanner.cli.one_off import settings

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        row, found = find(opened, finding)
        told = {"finding": found.key, "check": found.check, "service": str(found.service or "")}
        try:
            asked = question(opened, row, found)
        except CannotAskError as reason:
            mended, why, more = Mended.CANNOT_TELL, str(reason), {"address": "", "scan": ""}
        else:
            scan, mended, why = _ask(opened, config, asked, store or config.store, quiet=quiet)
            more = {"address": asked.address, "scan": scan}
    _tell(told | more, mended, why, as_json=as_json)
    ctx.exit(CODES[mended])


def _ask(
    opened: "Store", config: "Config", asked: "Question", url: str, *, quiet: bool
) -> tuple[str, "Mended", str]:
    from datetime import date
    from uuid import uuid4

    from scanner.agent.recheck import only, outcome
    from scanner.agent.scan import Scan, ledger_path
    from scanner.cli.watch import Watcher
    from scanner.packs import load_checks

    scan = f"{date.today():%Y%m%d}-{uuid4().hex[:8]}"  # noqa: DTZ011 - the local day
    order = asked.order(scan, str(ledger_path(url, scan)))
    packs = dict.fromkeys([*map(str, config.packs), *order.packs])
    checks = only(load_checks(list(packs)), asked.finding.check)
    with Watcher(order, quiet=quiet) as watcher:
        audit = Scan(opened, order, checks, None, watcher).begin()
    return scan, *outcome(asked, audit, opened.evidence_of(scan))


def _tell(told: dict[str, str], mended: str, why: str, *, as_json: bool) -> None:
    from scanner.cli.table import visible

    if as_json:
        click.echo(json.dumps(told | {"outcome": mended, "why": why}))
        return
    place = ", ".join(filter(None, (told["address"], told["service"])))
    where = f"{told['check']} at {place}" if place else told["check"]
    click.echo(f"{mended.capitalize()}: {where}. {visible(why[:1].upper() + why[1:]).rstrip('.')}.")
