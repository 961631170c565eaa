"""`vaglio package` and `vaglio verify`: the evidence of an audit in one signed archive."""

from collections.abc import Sequence
from pathlib import Path

import click

from scanner.cli.places import (
    config_option,
    lang_option,
    open_store,
    scan_argument,
    store_option,
    stored_audit,
)

FORMATS = ("html", "json", "assets-csv", "findings-csv")
AUDIENCES = ("technician", "auditor")
"""Whose reports a package holds: the full one, and the one for whoever verifies it."""


@click.command()
@scan_argument
@config_option
@store_option
@click.option("--key", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="The key to sign with; `vaglio feeds keygen FILE` makes one.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Default: SCAN-evidence.zip.")
@lang_option
@click.option("--format", "names", multiple=True, metavar="FORMAT",
              help=f"Reports to put in; default: {', '.join(FORMATS)}.")  # fmt: skip
def package(scan: str | None, config_path: Path | None, store: str | None, key: Path, output: Path | None,
            lang: str | None, names: Sequence[str]) -> None:  # fmt: skip
    """Put reports, ledger, authorisation and hashes of an audit into one signed archive."""
    from scanner.agent.compose import locales_of
    from scanner.agent.deliver import rendered, write_file
    from scanner.agent.package import packed
    from scanner.cli.one_off import settings
    from scanner.knowledge.bundle.keys import private_key
    from scanner.packs import load_checks

    signer, config = private_key(key), settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        audit = stored_audit(opened, scan)
        touches = opened.touches_of(audit.scan)
    locales = locales_of(load_checks([str(folder) for folder in config.packs]))
    reports = rendered(audit, lang or config.report_language, names or FORMATS, locales, audiences=AUDIENCES)
    target = output or Path(f"{audit.scan}-evidence.zip")
    click.echo(str(write_file(target, packed(audit, reports, touches, signer))))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trust", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The public key of whoever should have signed it.")  # fmt: skip
def verify(file: Path, trust: Sequence[Path]) -> None:
    """Tell whether an evidence package is whole, and what was altered in it.

    Exit code 0: whole (with --trust: and signed by that key). 1: it is not.
    """
    from scanner.agent.package import verified
    from scanner.cli.table import visible
    from scanner.knowledge.bundle.keys import public_keys

    found = verified(file, public_keys(list(trust)) if trust else {})
    told = (("altered", found.altered), ("missing", found.missing), ("not in the list", found.added))
    for what, names in told:
        for name in names:
            click.echo(f"{what}: {visible(name)}")
    click.echo(_signature(found.signer, trusted=found.trusted, named=bool(trust)))
    if not found.intact:
        click.echo("The package is not as it was signed.")
        raise SystemExit(1)
    click.echo("Every file is as it was signed.")


def _signature(signer: str, *, trusted: bool, named: bool) -> str:
    if trusted:
        return f"Signed with the trusted key {signer}."
    if signer:
        return f"Signed with the key {signer}, which came with the package: --trust tells whether it is the right one."
    return (
        "No named key signed its list of files." if named else "The signature does not fit its list of files."
    )
