"""Options that many commands share: which configuration, which database, which scan."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from scanner.agent.engagements import Engagement
    from scanner.config import Config
    from scanner.model import Audit
    from scanner.store import Store

F = TypeVar("F", bound=Callable[..., Any])

config_option = click.option(
    "--config", "config_path", type=click.Path(path_type=Path), help="Configuration file."
)
store_option = click.option("--store", metavar="URL", help="Database; default: the configuration's.")
CLIENT, ENGAGEMENT = "vaglio.client", "vaglio.engagement"
"""Where the names that were typed are kept while a command runs."""


def _kept(context: click.Context, option: click.Parameter, typed: str | None) -> str | None:
    context.meta[CLIENT if option.name == "client" else ENGAGEMENT] = typed
    return typed


def engagement_options(command: F) -> F:
    """The options of a consultant: whose data it is about. `settings` and `open_store` heed them."""
    name = click.option("--engagement", metavar="NAME", expose_value=False, callback=_kept,
                        help="The work for that client; its data lie apart.")  # fmt: skip
    client = click.option("--client", metavar="NAME", expose_value=False, callback=_kept,
                          help="For consultants: whose network it is.")  # fmt: skip
    return client(name(command))


def engagement_in(config: "Config") -> "Engagement | None":
    """The engagement that was named; None: none was. Raises InputError, EngagementError."""
    from scanner.agent.engagements import Engagement
    from scanner.cli.faults import InputError

    context = click.get_current_context(silent=True)
    client, name = (context.meta.get(key) if context else None for key in (CLIENT, ENGAGEMENT))
    if client is None and name is None:
        return None
    if client is None or name is None:
        raise InputError("--client and --engagement go together: name both")
    if context and context.params.get("store"):
        raise InputError("--store can't be named with --client: an engagement has its own database")
    return Engagement.of(config.engagements, client, name)


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


def open_store(config_path: Path | None, url: str | None, *, begins: bool = False) -> "Store":
    """The database that was named, that of the engagement, or the configuration's.

    `begins`: an engagement that is not there yet is begun. Raises StoreError, EngagementError.
    """
    from scanner.cli.one_off import settings
    from scanner.store import Store

    config = settings({"config_path": config_path})
    if one := engagement_in(config):
        if begins:
            one.begin()
        one.must_be()
    return Store.open(url or config.store)


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
