"""`vaglio audit` and `vaglio plan`: a segment examined now, or only planned."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from scanner.cli.places import audience_option, engagement_options, lang_option

F = TypeVar("F", bound=Callable[..., Any])

ZONES = click.Choice(["ot", "it", "dmz", "mixed"])
SEVERITIES = click.Choice(["info", "low", "medium", "high", "critical"])

_SCOPE = (
    click.argument("segments", nargs=-1, required=True, metavar="SEGMENT..."),
    click.option(
        "--zone", type=ZONES, help="What stands there: ot machines, it offices, or mixed (default)."
    ),
    click.option("--config", "config_path", type=click.Path(path_type=Path), help="Configuration file."),
    click.option("--exclude", multiple=True, metavar="ADDRESS", help="Leave this address or network alone."),
    click.option(
        "--never-touch", multiple=True, metavar="ADDRESS|MAC", help="The same, also by MAC address."
    ),
    click.option("--interface", metavar="NAME", help="Network interface; the route decides by default."),
    click.option(
        "--listen", type=click.FloatRange(0, 3600), metavar="SECONDS", help="Listen first (default 10)."
    ),
    click.option(
        "--opt-in", multiple=True, metavar="PROBE", help="A question that needs your consent by name."
    ),
    click.option("--ports", multiple=True, type=click.IntRange(1, 65535), help="A further TCP port."),
    click.option(
        "--whole-port-list", is_flag=True, help="Ask on after a machine said that it is a controller."
    ),
    click.option("--nmap", is_flag=True, help="Let nmap name unknown services (zone it only)."),
    click.option("--pack", multiple=True, metavar="DIR", help="A folder with further checks."),
    click.option("--store", metavar="URL", help="Database; default: the configuration's."),
)


def scope_options(command: F) -> F:
    """The arguments and options that say what may be asked."""
    for option in reversed(_SCOPE):
        command = option(command)
    return engagement_options(command)


@click.command()
@scope_options
@click.option("--yes", is_flag=True, help="I am allowed to examine these networks; don't ask.")
@click.option("--authorised-by", metavar="NAME", help="Who allowed it (in the report); default: you.")
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Where the report goes.")
@lang_option
@audience_option
@click.option("--fail-on", type=SEVERITIES, help="Exit with 1 on a finding of this severity or worse.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--deliver/--no-deliver", default=None,
              help="Tell the places under [delivery]; default: yes, where there are some.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress.")
@click.pass_context
def audit(ctx: click.Context, /, **given: Any) -> None:
    """Examine a segment now and write a report.

    SEGMENT is a network such as 192.168.10.0/24, an address, or the name of a segment of the
    configuration. Public addresses are refused. The report is written when the audit ends, also
    when it could not be finished.
    """
    from scanner.cli.one_off import run

    ctx.exit(run(given))


@click.command()
@scope_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def plan(**given: Any) -> None:
    """Show who would be asked what, how many frames and how long. Sends nothing."""
    from scanner.cli.planning import show_plan

    show_plan(given, sys.stdout)
