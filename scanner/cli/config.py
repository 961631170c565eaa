"""`vaglio config`: check, start and show the config."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(name="config", context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """Check, start or show config.toml."""


@contextmanager
def _told() -> Iterator[None]:
    """Prints every problem of a config, one sentence a line, and exits with 2."""
    from scanner.config import ConfigError

    try:
        yield
    except ConfigError as error:
        for sentence in error.sentences:
            click.echo(sentence, err=True)
        sys.exit(2)


@group.command()
@click.argument("file", type=FILE, required=False)
def check(file: Path | None) -> None:
    """Check FILE (or the usual config) and say what it lets the program do.

    Exit code 2 when something in it cannot be used.
    """
    from datetime import date

    from scanner.config import check_questions, config_file, load, names_questions
    from scanner.config.describe import summary

    with _told():
        config = load(file)
        if names_questions(config):
            from scanner.agent.roster import questions

            check_questions(config, file or config_file(), questions(tuple(map(str, config.packs))))
    for line in summary(config, date.today()):  # noqa: DTZ011  a person's dates are local dates
        click.echo(line)


@group.command()
@click.option("--output", type=FILE, help="Where to write it. Default: the usual place of the config.")
def init(output: Path | None) -> None:
    """Write a config to start from, every key explained. Overwrites nothing."""
    from scanner.config import config_file
    from scanner.config.start import write_example

    file = output or config_file()
    with _told():
        write_example(file)
    click.echo(f"Wrote {file}. Fill in your segment, then run: vaglio config check {file}")


@group.command()
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of TOML.")
def show(file: Path | None, as_json: bool) -> None:
    """Show the config as it is understood, defaults included, passwords hidden."""
    import json

    from scanner.config import load
    from scanner.config.describe import as_toml, plain

    with _told():
        config = load(file)
    text = json.dumps(plain(config), indent=2, ensure_ascii=False) if as_json else as_toml(config).rstrip()
    click.echo(text)
