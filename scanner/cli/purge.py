"""`vaglio purge`: throws away what is older than it may be kept, or a whole engagement."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option, engagement_in, engagement_options, store_option

if TYPE_CHECKING:
    from scanner.agent.engagements import Engagement
    from scanner.agent.kept_reports import Report
    from scanner.store.purge import Purged


@click.command()
@config_option
@store_option
@engagement_options
@click.option(
    "--days", type=click.IntRange(1), metavar="N", help="Older than this; default: [retention] days."
)
@click.option("--keep", type=click.IntRange(1), metavar="N",
              help="Audits of each segment that stay; default: [retention] keep, 3.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--unsealed", is_flag=True, help="With --engagement: wipe it although it was never sealed.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def purge(config_path: Path | None, store: str | None, days: int | None, keep: int | None, dry_run: bool,
          unsealed: bool, yes: bool) -> None:  # fmt: skip
    """Throw away what is older than it may be kept, or an engagement.

    Scans go with all that they heard; the newest whole audits of each segment stay. Their reports go from the
    report folder and from the folders of [delivery]: only files that were written there and are as they were
    written. With --client and --engagement all of that engagement is overwritten and deleted; only encryption
    of the disk guards what the disk itself keeps.
    """
    from scanner.cli.one_off import settings

    config = settings({"config_path": config_path})
    if one := engagement_in(config):
        _wipe(one, unsealed=unsealed, dry_run=dry_run, yes=yes)
        return
    from scanner.agent.retention import discard_reports, kept_for, old_reports, purged
    from scanner.cli.places import open_store

    rule = kept_for(config, days, keep)
    with open_store(config_path, store) as opened:
        would, reports = purged(opened, rule, dry_run=True), old_reports(config, rule)
        _say(would, reports, dry_run=dry_run)
        if dry_run or (would.nothing and not reports):
            return
        _sure(f"Delete {len(would.scans)} scans and {len(reports)} reports for good?", yes=yes)
        purged(opened, rule)
        discard_reports(config, reports)
    click.echo("Done.")


def _say(would: "Purged", reports: "Sequence[Report]", *, dry_run: bool) -> None:
    from scanner.cli.watch import counted

    for name in (*would.scans, *(one.folder for one in reports)):
        click.echo(name)
    verb = "would go" if dry_run else "go"
    click.echo(
        f"{counted(len(would.scans), 'scan')}, {counted(would.assets, 'machine')} that nothing else tells of, "
        f"{counted(would.answers, 'replaced answer')} and {counted(len(reports), 'report')} {verb}."
    )


def _wipe(one: "Engagement", *, unsealed: bool, dry_run: bool, yes: bool) -> None:
    from scanner.agent.engagements import wipe
    from scanner.cli.faults import InputError
    from scanner.cli.watch import counted

    one.must_be()
    if not one.sealed and not unsealed:
        raise InputError(
            f"{one.told} is not sealed: `vaglio engagements seal` keeps its evidence; or add --unsealed"
        )
    if dry_run:
        click.echo(f"{one.home} would be deleted.")
        return
    _sure(f"Delete {one.home} for good?", yes=yes)
    click.echo(f"{counted(wipe(one), 'file')} of {one.told} overwritten and deleted.")


def _sure(question: str, *, yes: bool) -> None:
    from scanner.cli.faults import InputError

    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError("nobody is here to confirm it: add --yes")
    if not click.confirm(question, err=True):
        raise InputError("nothing was deleted")
