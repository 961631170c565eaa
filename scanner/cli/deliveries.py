"""`vaglio deliveries`: what waits to be delivered, what was, and what went wrong."""

import json
from pathlib import Path

import click

from scanner.cli.places import config_option, engagement_options, open_store, store_option


@click.group("deliveries")
def group() -> None:
    """Show what waits to be delivered, and deliver it.

    The agent does so by itself. Where it does not run, the next audit and `send` do.
    """


@group.command("list")
@config_option
@store_option
@engagement_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_deliveries(config_path: Path | None, store: str | None, as_json: bool) -> None:
    """The newest deliveries: waiting, sent or failed, and why."""
    from scanner.cli.table import table
    from scanner.store.outbox import Outbox

    with open_store(config_path, store) as opened:
        parcels = Outbox(opened).newest()
    if as_json:
        for one in parcels:
            click.echo(json.dumps(one.model_dump(mode="json", exclude={"body"})))
        return
    rows = [
        (one.target, one.scan, one.status, str(one.attempts),
         f"{one.due.astimezone():%Y-%m-%d %H:%M}" if one.status == "waiting" else "", one.problem)
        for one in parcels
    ]  # fmt: skip
    table(("To", "Scan", "Status", "Tries", "Next", "Problem"), rows, "Nothing was ever delivered.")


@group.command()
@config_option
@store_option
@engagement_options
def send(config_path: Path | None, store: str | None) -> None:
    """Deliver what is due now. Exit code 3 when something did not get there."""
    from scanner.agent.delivery import send_due
    from scanner.agent.delivery.rounds import tell
    from scanner.cli.one_off import settings
    from scanner.cli.watch import counted

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        outcomes = send_due(opened, config)
    for line in tell(outcomes):
        click.echo(line, err=True)
    click.echo(f"{counted(sum(one.sent for one in outcomes), 'delivery', 'deliveries')} made.")
    if not all(one.sent for one in outcomes):
        raise SystemExit(3)
