"""Options that many commands share: which configuration, which database, which scan."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scanner.model import Audit
    from scanner.store import Store

config_option = click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Configuration file."
)
store_option = click.option("--store", metavar="URL", help="Database; default: the configuration's.")


def _language(_context: click.Context, _option: click.Parameter, typed: str | None) -> str | None:
    """The code of the language that was named. Raises InputError, before anything is begun."""
    from scanner.cli.faults import InputError
    from scanner.config import LANGUAGES, full_code

    code = full_code(typed)
    if typed and code not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise InputError(f"there is no report in the language {typed!r}; choose one of {known}")
    return str(code) if code else None


audience_option = click.option(
    "--audience", "audiences", multiple=True, type=click.Choice(["owner", "technician", "auditor"]),
    help="Whom the report is for; technician by default. Several times: a file for each.",
)  # fmt: skip
lang_option = click.option(
    "--lang", metavar="LANGUAGE", callback=_language, help="Language of what is written: en, it, ru or uz."
)
scan_argument = click.argument("scan", required=False)


def open_store(config_path: Path | None, url: str | None) -> "Store":
    """The database that was named, else the configuration's."""
    from scanner.cli.one_off import settings
    from scanner.store import Store

    return Store.open(url or settings({"config_path": config_path}).store)


def stored_audit(store: "Store", scan: str | None) -> "Audit":
    """The audit of a scan, or the newest. Raises InputError when there is none."""
    from scanner.cli.faults import InputError

    row = store.scan(scan) if scan else store.latest()
    if row is None:
        raise InputError(
            f"there is no scan {scan}; `vaglio scans list` shows which there are" if scan
            else "no audit is stored yet: `vaglio audit` makes the first"
        )  # fmt: skip
    audit = store.audit_of(row.id)
    if audit is None:
        raise InputError(f"the scan {row.id} has no audit yet: `vaglio scans list` shows where it stands")
    return audit
