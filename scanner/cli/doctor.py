"""`vaglio doctor`: what Vaglio needs around it."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from scanner.cli.places import config_option

SIGNS = {"ok": "ok", "missing": "!", "wrong": "x"}


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(config_path: Path | None, as_json: bool) -> None:
    """Say what is missing around Vaglio, what is lost without it, and how to mend it.

    Looks at the configuration, rights, interfaces, nmap, clock, disk, permissions and the age of the
    knowledge. Sends nothing. Exit code 1 when something must be mended before an audit.
    """
    from scanner.agent.doctor import examined
    from scanner.cli.one_off import settings
    from scanner.cli.table import visible

    found = examined(settings({"config_path": config_path}))
    for one in found:
        if as_json:
            click.echo(json.dumps(asdict(one)))
            continue
        click.echo(f"{SIGNS[one.state]:>2}  {visible(one.what)}: {visible(one.told).rstrip('.')}")
        if one.state != "ok":
            click.echo(f"      Without it: {one.lost}.\n      To mend it: {visible(one.cure)}.")
    if any(one.state == "wrong" for one in found):
        raise SystemExit(1)
