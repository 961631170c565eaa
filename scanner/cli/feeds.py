"""`vaglio feeds`: fetch knowledge of vulnerabilities, carry it to a site without internet, show its age."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option

if TYPE_CHECKING:
    from scanner.knowledge.bundle import Manifest
    from scanner.knowledge.feeds import Settings

FILE = click.Path(path_type=Path, dir_okay=False)
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON.")
quiet_option = click.option("--quiet", is_flag=True, help="No progress.")
drop_option = click.option(
    "--allow-drop", is_flag=True, help="Accept a source that has become much smaller than before."
)
trust_option = click.option(
    "--trust", type=FILE, multiple=True, required=True, metavar="KEYFILE",
    help="Public key of whoever makes the bundles. Can be given several times.",
)  # fmt: skip
INCOMPLETE = 3


@click.group("feeds")
def group() -> None:
    """Fetch, carry and show knowledge of vulnerabilities.

    Only `update` opens connections to the internet. An audit never does.
    """


@group.command()
@config_option
@json_option
def status(config_path: Path | None, as_json: bool) -> None:
    """Show each source: how old it is, how much it holds, what went wrong."""
    from scanner.cli.feeds_shown import status_json, status_table

    settings = _settings(config_path)
    if as_json:
        click.echo(status_json(settings))
    else:
        status_table(settings)


@group.command()
@config_option
@click.option("--source", multiple=True, metavar="NAME", help="Only this source; `feeds status` names them.")
@drop_option
@json_option
@quiet_option
def update(
    config_path: Path | None, source: Sequence[str], allow_drop: bool, as_json: bool, quiet: bool
) -> None:
    """Fetch what is new from the internet; what a source had stays when it fails.

    \b
    Exit codes:
      0  every source is up to date
      2  bad input: one sentence says where and how to mend it
      3  at least one source could not be updated; it says why and keeps its old data
    """
    from scanner.cli.feeds_shown import FeedWatcher, outcomes_json, tell_outcomes
    from scanner.knowledge.feeds import update as run

    settings = _settings(config_path)
    with FeedWatcher(quiet=quiet or as_json) as watcher:
        done = run(settings, source, watcher, allow_drop=allow_drop)
    if as_json:
        click.echo(outcomes_json(done))
    else:
        tell_outcomes(done)
    sys.exit(0 if done.complete else INCOMPLETE)


@group.command()
@click.argument("file", type=FILE)
@click.option(
    "--key", type=FILE, required=True, metavar="KEYFILE", help="Private key; `feeds keygen` makes one."
)
@click.option(
    "--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Days until it expires."
)
@config_option
def export(file: Path, key: Path, days: int, config_path: Path | None) -> None:
    """Write all knowledge to FILE, signed, for a site without internet."""
    from scanner.knowledge.bundle import export as run

    manifest = run(_settings(config_path), file, key, days)
    click.echo(f"Wrote {file}: {_said(manifest)}")


@group.command("import")
@click.argument("file", type=FILE)
@trust_option
@drop_option
@quiet_option
@config_option
def import_bundle(
    file: Path, trust: Sequence[Path], allow_drop: bool, quiet: bool, config_path: Path | None
) -> None:
    """Take in the bundle FILE, if it is signed by a trusted key and newer than the last one."""
    from scanner.cli.feeds_shown import FeedWatcher
    from scanner.knowledge.bundle import take

    with FeedWatcher(quiet=quiet) as watcher:
        taken = take(_settings(config_path), file, list(trust), watcher, allow_drop=allow_drop)
    click.echo(f"Imported {file}: {_said(taken.manifest)}")
    if taken.kept:
        click.echo(f"Newer here than in the bundle, and kept: {', '.join(taken.kept)}.")


@group.command()
@click.argument("file", type=FILE)
@trust_option
@json_option
def verify(file: Path, trust: Sequence[Path], as_json: bool) -> None:
    """Check the bundle FILE as `import` would, and change nothing."""
    import tempfile

    import msgspec

    from scanner.knowledge.bundle import check

    with tempfile.TemporaryDirectory(prefix="vaglio-") as folder:
        manifest = check(file, list(trust), Path(folder))
    click.echo(
        msgspec.json.encode(manifest).decode() if as_json else f"{file} is in order: {_said(manifest)}"
    )


@group.command()
@click.argument("file", type=FILE)
def keygen(file: Path) -> None:
    """Make a key for signing bundles: FILE stays with you, FILE.pub goes to those who import."""
    from scanner.knowledge.bundle import keygen as run

    public = run(file)
    click.echo(f"Wrote {file} (keep it secret) and {public} (for `vaglio feeds import --trust`).")


def _said(manifest: "Manifest") -> str:
    from scanner.cli.watch import counted

    rows = sum(each.rows for each in manifest.members)
    return (f"version {manifest.version}, {counted(len(manifest.members), 'source')}, {rows:,} rows, "
            f"good until {manifest.expires[:10]}.")  # fmt: skip


def _settings(config_path: Path | None) -> "Settings":
    from scanner.cli.one_off import settings
    from scanner.knowledge.feeds import CsafProvider, Limits, Settings, WebSettings

    feeds = settings({"config_path": config_path}).feeds
    web = WebSettings(feeds.proxy, feeds.ca_file, Limits(source_seconds=feeds.minutes * 60))
    providers = tuple(CsafProvider(each.name, each.url, each.key) for each in feeds.csaf)
    return Settings(feeds.folder, web, feeds.sources, providers)
