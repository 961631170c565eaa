"""`vaglio portfolio`: one page for all reports of a folder."""

from pathlib import Path

import click

from scanner.cli.places import config_option, lang_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@config_option
@lang_option
def portfolio(folder: Path, config_path: Path | None, lang: str | None) -> None:
    """Write FOLDER/index.html: every segment's newest result, and how it went.

    Every report.json below FOLDER counts: several segments, sites or clients.
    """
    from scanner.agent.delivery.folder import contents, pages, report_paths
    from scanner.agent.report_files import portfolio_of, write_file
    from scanner.cli.faults import InputError
    from scanner.cli.one_off import settings
    from scanner.cli.table import visible

    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name the one that holds the reports")
    language = lang or settings({"config_path": config_path}).report_language
    names = report_paths(folder)
    page, unreadable = portfolio_of(contents(folder, names), language, pages(folder, names))
    for path in unreadable:
        click.echo(f"{visible(path)} is no report of Vaglio and was left out.", err=True)
    click.echo(str(write_file(folder / "index.html", page)))
