"""Stored audits: their report, machines, findings and ledger, and judging again."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from scanner.cli.places import config_option, open_store, scan_argument, store_option, stored_audit

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
SEVERITIES = click.Choice(["info", "low", "medium", "high", "critical"])
OUTCOMES = click.Choice(["met", "not_met", "unknown"])


@click.command()
@scan_argument
@config_option
@store_option
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Where the report goes.")
@click.option("--lang", metavar="LANGUAGE", help="Language of the report.")
@click.option("--format", "names", multiple=True, metavar="FORMAT", help="html, json (both by default).")
def report(scan: str | None, config_path: Path | None, store: str | None, output: Path | None,
           lang: str | None, names: Sequence[str]) -> None:  # fmt: skip
    """Write the report of a stored scan again (the newest by default)."""
    from scanner.agent.compose import locales_of
    from scanner.agent.deliver import write
    from scanner.cli.one_off import settings
    from scanner.packs import load_checks

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        audit = stored_audit(opened, scan)
    folder, language = output or config.report.folder / audit.scan, lang or config.report_language
    checks = load_checks([str(folder) for folder in config.packs])
    for path in write(audit, folder, language, names or config.report.formats, locales_of(checks)):
        click.echo(str(path))


@click.command()
@scan_argument
@config_option
@store_option
@json_option
def assets(scan: str | None, config_path: Path | None, store: str | None, as_json: bool) -> None:
    """List the machines of a scan (the newest by default)."""
    from scanner.cli.table import table

    with open_store(config_path, store) as opened:
        audit = stored_audit(opened, scan)
    if as_json:
        for asset in audit.assets:
            click.echo(asset.model_dump_json())
        return
    rows = [
        (one.addresses[0], one.role, one.vendor, one.product, one.version, one.mac) for one in audit.assets
    ]
    table(("Address", "Role", "Maker", "Product", "Version", "MAC"), rows, "No machine was found.")


@click.command()
@scan_argument
@config_option
@store_option
@click.option("--outcome", type=OUTCOMES, help="Only these; default: what is not met.")
@click.option("--all", "everything", is_flag=True, help="All outcomes.")
@click.option("--min-severity", type=SEVERITIES, help="Only these and worse ones.")
@json_option
def findings(scan: str | None, config_path: Path | None, store: str | None, outcome: str | None,
             everything: bool, min_severity: str | None, as_json: bool) -> None:  # fmt: skip
    """List the findings of a scan, worst first (the newest scan by default)."""
    from scanner.cli.table import table

    with open_store(config_path, store) as opened:
        audit = stored_audit(opened, scan)
    wanted = None if everything else outcome or "not_met"
    least = SEVERITIES.choices.index(min_severity or "info")
    kept = [one for one in audit.findings if wanted in (None, one.outcome) and one.severity.rank >= least]
    kept.sort(key=lambda one: (-one.severity.rank, one.check, one.asset or ""))
    if as_json:
        for one in kept:
            click.echo(json.dumps({"key": one.key} | one.model_dump(mode="json")))
        return
    address = {asset.id: asset.addresses[0] for asset in audit.assets}
    rows = [(one.key, one.severity, one.outcome.replace("_", " "), one.check, address.get(one.asset or "", "segment"),
             str(one.service or ""), str(one.why)) for one in kept]  # fmt: skip
    table(
        ("Key", "Severity", "Outcome", "Check", "Machine", "Service", "Why"),
        rows,
        "There is no such finding.",
    )


@click.command()
@scan_argument
@config_option
@store_option
@click.option("--asset", metavar="ADDRESS", help="Every touch of one machine, in order.")
@json_option
def ledger(scan: str | None, config_path: Path | None, store: str | None, asset: str | None,
           as_json: bool) -> None:  # fmt: skip
    """Show what was sent to whom (the newest scan by default)."""
    from scanner.cli.table import table
    from scanner.cli.watch import counted

    with open_store(config_path, store) as opened:
        audit = stored_audit(opened, scan)
        made = [one for one in opened.touches_of(audit.scan) if asset in (None, one.asset)]
    if as_json:
        for touch in made:
            click.echo(touch.model_dump_json())
    elif asset:
        rows = [(f"{one.at:%H:%M:%S.%f}"[:-3], str(one.service or ""), one.kind, one.what, one.why, str(one.frames))
                for one in made]  # fmt: skip
        table(("UTC", "Service", "Kind", "What", "Why", "Frames"), rows, f"Nothing was sent to {asset}.")
    else:
        sums = audit.ledger
        table(("Machine", "Touches", "Frames at most", "Most often"),
              [(one.address, str(one.touches), str(one.frames), ", ".join(f"{count} × {what}" for what, count
               in one.what[:3])) for one in sums.assets], "Nothing was sent to any machine.")  # fmt: skip
        touches = counted(sums.touches, "touch", "touches")
        click.echo(f"\n{touches} in all, {sums.elsewhere} of them where nobody answered.")


@click.command()
@scan_argument
@config_option
@store_option
def judge(scan: str | None, config_path: Path | None, store: str | None) -> None:
    """Judge stored evidence again with the checks of today; sends nothing."""
    from scanner.agent.compose import compose
    from scanner.agent.scan import expected_of
    from scanner.cli.one_off import settings
    from scanner.cli.watch import counted
    from scanner.packs import load_checks

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        before = stored_audit(opened, scan)
        row = opened.scan(before.scan)
        packs = [*map(str, config.packs), *(row.order.packs if row else ())]
        checks = load_checks(list(dict.fromkeys(packs)))
        after = compose(opened, before.scan, checks, expected_of(config, before.segment), before.notes)
        opened.publish(after)
    old, new = ({(one.key, one.outcome) for one in audit.findings} for audit in (before, after))
    click.echo(f"Scan {after.scan}: {counted(len(after.findings), 'finding')}, {len(new - old)} new or changed, "
               f"{len(old - new)} no longer so. Nothing was sent.")  # fmt: skip
