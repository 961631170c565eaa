"""Stored audits: their report, machines, findings and ledger, and judging again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import (
    audience_option,
    config_option,
    engagement_options,
    lang_option,
    open_store,
    scan_argument,
    store_option,
    stored_audit,
)

if TYPE_CHECKING:
    from scanner.model import Asset, Audit

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
SEVERITIES = click.Choice(["info", "low", "medium", "high", "critical"])
OUTCOMES = click.Choice(["met", "not_met", "unknown"])


@click.command()
@scan_argument
@config_option
@store_option
@engagement_options
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Where the report goes.")
@lang_option
@click.option("--format", "names", multiple=True, metavar="FORMAT",
              help="html, json (both by default), pdf, markdown, assets-csv, findings-csv, xlsx, defectdojo, "
              "cyclonedx.")  # fmt: skip
@audience_option
@click.option("--pseudonymised", is_flag=True,
              help="Replace names, addresses and serial numbers, each always by the same.")  # fmt: skip
def report(scan: str | None, config_path: Path | None, store: str | None, output: Path | None,
           lang: str | None, names: Sequence[str], audiences: Sequence[str], pseudonymised: bool) -> None:  # fmt: skip
    """Write the report of a stored scan again (the newest by default)."""
    from scanner.agent.compose import locales_of
    from scanner.agent.kept_reports import note
    from scanner.agent.report_files import write
    from scanner.cli.one_off import settings
    from scanner.packs import load_checks

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        audit = stored_audit(opened, scan)
    if pseudonymised:
        audit = _hidden(audit)
    folder, language = output or config.report.folder / audit.scan, lang or config.report_language
    checks = load_checks([str(folder) for folder in config.packs])
    formats, readers = names or config.report.formats, audiences or config.report.audience
    paths = write(audit, folder, language, formats, locales_of(checks), audiences=readers)
    if output is None:
        note(folder, audit, paths)
    for path in paths:
        click.echo(str(path))


def _hidden(audit: "Audit") -> "Audit":
    from scanner.agent.pseudonyms import own_key, pseudonymised
    from scanner.config.places import state_folder

    return pseudonymised(audit, own_key(state_folder() / "pseudonyms.key"))


@click.command()
@scan_argument
@config_option
@store_option
@engagement_options
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
        (one.addresses[0], one.role, one.vendor, one.product, one.version, _card(one)) for one in audit.assets
    ]
    table(("Address", "Role", "Maker", "Product", "Version", "MAC"), rows, "No machine was found.")


def _card(asset: "Asset") -> str:
    """The MAC address and whose network card that is: the machine's own maker may be another."""
    return f"{asset.mac} (network card by {asset.mac_vendor})" if asset.mac_vendor else asset.mac


@click.command()
@scan_argument
@config_option
@store_option
@engagement_options
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
@engagement_options
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
@engagement_options
@click.option(
    "--outdated", is_flag=True, help="Every segment's latest audit that newer knowledge has not seen."
)
def judge(scan: str | None, config_path: Path | None, store: str | None, outdated: bool) -> None:
    """Judge stored evidence again with the checks and the knowledge of today; sends nothing."""
    from scanner.agent import again
    from scanner.cli.one_off import settings

    config = settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        wanted = again.outdated(opened, config.feeds.database) if outdated else [scan]
        for one in wanted:
            before = stored_audit(opened, one)
            _told(before, again.judge_again(opened, before, config))
    if not wanted:
        click.echo("Every latest audit was judged with the knowledge of today.")


def _told(before: "Audit", after: "Audit") -> None:
    from scanner.cli.watch import counted

    old, new = ({(one.key, one.outcome) for one in audit.findings} for audit in (before, after))
    learned = sum(one.news == "new knowledge" for one in after.findings)
    by = f" ({learned} by new knowledge)" if learned else ""
    click.echo(f"Scan {after.scan}: {counted(len(after.findings), 'finding')}, {len(new - old)} new or changed{by}, "
               f"{len(old - new)} no longer so. Nothing was sent.")  # fmt: skip
