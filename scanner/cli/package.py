"""`vaglio package` and `vaglio verify`: the evidence of an audit in one signed archive."""

from collections.abc import Sequence
from pathlib import Path

import click

from scanner.cli.places import (
    config_option,
    engagement_options,
    lang_option,
    open_store,
    scan_argument,
    store_option,
    stored_audit,
)


@click.command()
@scan_argument
@config_option
@store_option
@engagement_options
@click.option("--key", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="The key to sign with; `vaglio feeds keygen FILE` makes one.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Default: SCAN-evidence.zip.")
@lang_option
@click.option("--format", "names", multiple=True, metavar="FORMAT",
              help="Reports to put in; default: html, json, assets-csv, findings-csv.")  # fmt: skip
def package(scan: str | None, config_path: Path | None, store: str | None, key: Path, output: Path | None,
            lang: str | None, names: Sequence[str]) -> None:  # fmt: skip
    """Put reports, ledger, authorisation and hashes of an audit into one signed archive."""
    from scanner.agent.package import package_of
    from scanner.agent.report_files import write_file
    from scanner.cli.one_off import settings
    from scanner.knowledge.bundle.keys import private_key

    signer, config = private_key(key), settings({"config_path": config_path})
    with open_store(config_path, store) as opened:
        audit = stored_audit(opened, scan)
        content = package_of(opened, config, audit, signer, lang or config.report_language, names)
    click.echo(str(write_file(output or Path(f"{audit.scan}-evidence.zip"), content)))


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
