"""The command line. Each group of commands is a file that is loaded only when it is used."""

import sys
from importlib import import_module

import click

COMMANDS = {
    "audit": ("scanner.cli.audit", "audit", "Examine a segment now and write a report."),
    "plan": ("scanner.cli.audit", "plan", "Show who would be asked what; sends nothing."),
    "scans": ("scanner.cli.scans", "group", "List, resume or discard scans."),
    "report": ("scanner.cli.show", "report", "Write the report of a stored scan again."),
    "package": ("scanner.cli.package", "package", "Put an audit's evidence into one signed archive."),
    "verify": ("scanner.cli.package", "verify", "Tell whether an evidence package was altered."),
    "portfolio": ("scanner.cli.portfolio", "portfolio", "Write one page for all reports of a folder."),
    "assets": ("scanner.cli.show", "assets", "List the machines of a scan."),
    "findings": ("scanner.cli.show", "findings", "List the findings of a scan."),
    "recheck": ("scanner.cli.recheck", "recheck", "Ask again for one finding: did the fix work?"),
    "ledger": ("scanner.cli.show", "ledger", "Show what was sent to whom."),
    "judge": ("scanner.cli.show", "judge", "Judge stored evidence again; sends nothing."),
    "questions": ("scanner.cli.questions", "questions", "Answer what no scan can see."),
    "feeds": ("scanner.cli.feeds", "group", "Fetch, carry and show knowledge of vulnerabilities."),
    "agent": ("scanner.cli.agent", "agent", "Run as a service: examine each segment on its schedule."),
    "status": (
        "scanner.cli.agent",
        "status",
        "Show what runs, what comes next and how the last audits ended.",
    ),
    "pause": ("scanner.cli.agent", "pause", "Leave a segment alone, or all of them."),
    "resume": ("scanner.cli.agent", "resume", "End a pause: of a segment, or the one of all."),
    "checks": ("scanner.cli.checks", "group", "List and explain the checks."),
    "doctor": ("scanner.cli.doctor", "doctor", "Say what is missing around Vaglio, and how to mend it."),
    "backup": ("scanner.cli.backup", "backup", "Copy the database into a file."),
    "restore": ("scanner.cli.backup", "restore", "Put a copy in the place of the database."),
    "service": ("scanner.cli.service", "group", "Install, look at or remove the service."),
    "deliveries": ("scanner.cli.deliveries", "group", "Show what waits to be delivered, and deliver it."),
    "engagements": (
        "scanner.cli.engagements",
        "group",
        "For consultants: list engagements, seal a finished one.",
    ),
    "purge": (
        "scanner.cli.purge",
        "purge",
        "Throw away what is older than it may be kept, or an engagement.",
    ),
    "config": ("scanner.cli.config", "group", "Make, check and show the configuration."),
}

EXIT_CODES = """
\b
Exit codes:
  0  done (findings are no error)
  1  findings at or above --fail-on
  2  bad input: one sentence says where and how to mend it
  3  the audit is incomplete; the report says why
"""


class Lazy(click.Group):
    """Loads a command's file when the command is called; `--help` needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else f" There are: {', '.join(COMMANDS)}."
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.command(cls=Lazy, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vaglio", message="vaglio %(version)s")
def vaglio() -> None:
    """Examines a factory's network segment gently and says what to do.

    \b
    A first look, from a laptop on the segment:
      vaglio plan  192.168.10.0/24 --zone ot
      vaglio audit 192.168.10.0/24 --zone ot --output report
    """


def main() -> None:
    """Runs the command line; every error of input is one sentence and exit code 2."""
    from scanner import doors
    from scanner.cli.faults import told

    doors.lock()
    with told():
        # Not click's own ending: it gives Ctrl-C and a closed pipe the exit code of a finding.
        sys.exit(vaglio(standalone_mode=False))


__all__ = ["main", "vaglio"]
