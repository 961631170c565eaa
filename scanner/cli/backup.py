"""`vaglio backup` and `vaglio restore`: the database as a file to keep."""

from pathlib import Path

import click

from scanner.cli.places import config_option, store_option

FILE = click.Path(path_type=Path, dir_okay=False)


def _url(config_path: Path | None, url: str | None) -> str:
    from scanner.cli.one_off import settings

    return url or settings({"config_path": config_path}).store


@click.command()
@click.argument("file", type=FILE)
@config_option
@store_option
def backup(file: Path, config_path: Path | None, store: str | None) -> None:
    """Copy the database into FILE, also while the agent works."""
    from scanner.store.backup import backup as copy

    click.echo(str(copy(_url(config_path, store), file)))


@click.command()
@click.argument("file", type=FILE)
@config_option
@store_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, config_path: Path | None, store: str | None, yes: bool) -> None:
    """Put the copy in FILE in the place of the database. Stop the agent first.

    The database that was there is kept beside it.
    """
    from scanner.cli.faults import InputError
    from scanner.store.backup import restore as put_back

    if not yes and not click.confirm(f"Put {file} in the place of the database?", err=True):
        raise InputError("nothing was changed")
    kept = put_back(_url(config_path, store), file)
    click.echo("Restored." + (f" What was there is kept in {kept}." if kept else ""))
