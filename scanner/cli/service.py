"""`vaglio service`: the agent as a service of this computer."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scanner.agent.unit.install import Step
    from scanner.agent.unit.render import Wanted

SYSTEM = Path("/")
USUAL = Path("/etc/vaglio/config.toml")
config_option = click.option(
    "--config", "config_path", type=click.Path(path_type=Path, dir_okay=False), default=USUAL,
    show_default=True, help="Configuration of the service.",
)  # fmt: skip
dry_option = click.option("--dry-run", is_flag=True, help="Only say what would be done.")


@click.group()
def group() -> None:
    """Install, look at or remove the service.

    It examines on schedule, under systemd, as the user vaglio, with one right (the link layer), and may
    connect only to the
    scope of the configuration.
    """


@group.command()
@config_option
@dry_option
@click.option("--no-start", is_flag=True, help="Install and enable, but do not start it yet.")
def install(config_path: Path, dry_run: bool, no_start: bool) -> None:
    """Make the user, the folders and the systemd unit, and start it.

    Run it again after the scope has changed: whom the service may reach is written into the unit. Root is
    needed, except with --dry-run, which prints the unit.
    """
    from scanner.agent.unit.install import hints, steps
    from scanner.agent.unit.render import text_of

    wanted = _wanted(config_path.absolute())
    todo = steps(wanted, start=not no_start)
    if not dry_run:
        _need_root()
    for hint in hints(wanted):
        click.echo(f"Note: {hint}.", err=True)
    if dry_run:
        click.echo(text_of(wanted))
    _carry_out(todo, dry_run=dry_run)
    if not dry_run:
        click.echo("Installed. `vaglio service status` shows where it stands.")


@group.command()
@dry_option
@click.option("--purge", is_flag=True, help="Remove the data, the configuration and the user too.")
@click.option("--yes", is_flag=True, help="Do not ask before a purge.")
def uninstall(dry_run: bool, purge: bool, yes: bool) -> None:
    """Stop the service and remove its unit. Data and configuration stay, unless --purge is given."""
    from scanner.agent.unit.install import CONFIG, LOGS, STATE, removal
    from scanner.cli.faults import InputError

    todo = removal(SYSTEM, purge=purge)
    if not dry_run:
        _need_root()
    if purge and not (dry_run or yes):
        if not sys.stdin.isatty():
            raise InputError("nobody is here to confirm that all data goes: add --yes if you mean it")
        if not click.confirm("Remove all results, reports and the configuration for good?", err=True):
            raise InputError("nothing was removed")
    _carry_out(todo, dry_run=dry_run)
    if not purge:
        click.echo(f"Kept: /{STATE}, /{LOGS}, /{CONFIG} and the user.")


@group.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def status(config_path: Path, as_json: bool) -> None:
    """Say whether the service is installed, enabled and running, as whom, and how tightly it is shut in.

    Exit code 1 when it is not running.
    """
    from scanner.agent.unit.standing import standing
    from scanner.config import load

    found = standing(SYSTEM, load(config_path) if _there(config_path) else None)
    if as_json:
        click.echo(json.dumps(asdict(found)))
    elif not found.installed:
        click.echo("Not installed. `vaglio service install --dry-run` shows what installing would do.")
    else:
        click.echo(f"Installed: {found.unit}\nEnabled:   {found.enabled}\nRunning:   {found.running}")
        click.echo(f"User:      {found.user}")
        if found.exposure is not None:
            click.echo(f"Exposure:  {found.exposure} (0 is tight, 10 is open)")
        if found.stale:
            click.echo(
                f"The scope has changed. It may reach {', '.join(found.stale)}; run: vaglio service install"
            )
    if found.running != "active":
        raise SystemExit(1)


def _wanted(file: Path) -> "Wanted":
    from scanner.agent.unit.render import Wanted
    from scanner.config import load

    return Wanted(load(file), file, _program(), SYSTEM)


def _program() -> Path:
    """The command that runs here, by the name that it has for everybody where there is one."""
    from scanner.agent.unit.render import seen

    seen(Path(sys.executable), "Python")
    own = Path(sys.executable).with_name("vaglio")
    usual = Path("/usr/bin/vaglio")
    return usual if usual.exists() and usual.resolve() == own.resolve() else own


def _need_root() -> None:
    from scanner.cli.faults import InputError

    if os.geteuid() != 0:
        raise InputError("this changes the system: run it as root, or add --dry-run to see what it would do")


def _there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:  # a folder that only root and the service may look into
        return False


def _carry_out(todo: Sequence["Step"], *, dry_run: bool) -> None:
    from scanner.agent.unit.render import UnitError
    from scanner.cli.faults import InputError

    for step in todo:
        if dry_run:
            click.echo(f"Would {step.what}.", err=True)
            continue
        click.echo(f"{step.what[0].upper()}{step.what[1:]}.")
        try:
            step.do()
        except (OSError, UnitError) as error:
            raise InputError(f"could not {step.what}: {error}") from error
