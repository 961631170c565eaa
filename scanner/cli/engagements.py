"""`vaglio engagements`: the work for clients, each with its data apart."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option, engagement_in, engagement_options, lang_option

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from scanner.agent.engagements import Engagement
    from scanner.config import Config
    from scanner.model import Audit
    from scanner.store import Store


@click.group("engagements")
def group() -> None:
    """For consultants: list engagements, seal a finished one.

    \b
    One engagement, from its beginning to its end:
      vaglio audit 192.168.10.0/24 --client "Rossi Srl" --engagement 2026
      vaglio engagements seal --client "Rossi Srl" --engagement 2026 --key maker.key
      vaglio purge --client "Rossi Srl" --engagement 2026
    """


@group.command("list")
@config_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_engagements(config_path: Path | None, as_json: bool) -> None:
    """All engagements, by client."""
    from scanner.agent.engagements import listed
    from scanner.cli.one_off import settings
    from scanner.cli.table import table

    found = list(listed(settings({"config_path": config_path}).engagements))
    if as_json:
        for one, kept in found:
            click.echo(json.dumps(kept.model_dump(mode="json") | {"folder": str(one.home)}))
        return
    rows = [
        (kept.client, kept.engagement, f"{kept.created.astimezone():%Y-%m-%d}",
         f"{kept.sealed.astimezone():%Y-%m-%d}" if kept.sealed else "", str(one.home))
        for one, kept in found
    ]  # fmt: skip
    table(("Client", "Engagement", "Begun", "Sealed", "Folder"), rows,
          "There is no engagement: `vaglio audit --client NAME --engagement NAME` begins one.")  # fmt: skip


@group.command()
@config_option
@engagement_options
@click.option("--key", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="The key to sign with; `vaglio feeds keygen FILE` makes one.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Where the evidence packages go; default: CLIENT-ENGAGEMENT-evidence here.")  # fmt: skip
@lang_option
@click.option("--format", "names", multiple=True, metavar="FORMAT", help="Reports to put in.")
def seal(config_path: Path | None, key: Path, output: Path | None, lang: str | None,
         names: Sequence[str]) -> None:  # fmt: skip
    """Finish an engagement: one signed evidence package for each audit, then nothing is changed any more.

    The packages lie outside of the engagement's folder, so that they outlive `vaglio purge`.
    """
    from scanner.agent.engagements import seal as mark
    from scanner.agent.report_files import prepare
    from scanner.agent.slug import slug
    from scanner.cli.faults import InputError
    from scanner.cli.one_off import settings
    from scanner.knowledge.bundle.keys import name_of, private_key
    from scanner.model import now
    from scanner.store import Store
    from scanner.store.closing import closed_for_good

    signer, config = private_key(key), settings({"config_path": config_path})
    one = engagement_in(config)
    if one is None:
        raise InputError("say which: --client NAME --engagement NAME")
    _can_be_sealed(one)
    folder = output or Path(f"{slug(one.client)}-{slug(one.name)}-evidence")
    prepare(folder)
    with Store.open(one.store) as store:
        _nobody_at_work(store, one)
        how = partial(_package, store, config, signer, lang or config.report_language, names)
        packages = {path.name: digest for path, digest in _packed(store, how, folder)}
        closed_for_good(store)
    mark(one, name_of(signer.public_key()), packages, now())
    for name in packages:
        click.echo(str(folder / name))
    click.echo(f"{one.told[0].upper()}{one.told[1:]} is sealed.")


def _package(
    store: "Store",
    config: "Config",
    signer: "Ed25519PrivateKey",
    language: str,
    names: Sequence[str],
    audit: "Audit",
) -> bytes:
    from scanner.agent.package import package_of

    return package_of(store, config, audit, signer, language, names)


def _can_be_sealed(one: "Engagement") -> None:
    from scanner.cli.faults import InputError

    one.must_be()
    if one.sealed:
        raise InputError(f"{one.told} is sealed already")
    if not one.database.exists():
        raise InputError(f"{one.told} holds no audit: there is nothing to seal")


def _nobody_at_work(store: "Store", one: "Engagement") -> None:
    from scanner.cli.faults import InputError

    open_ones = [row.id for row in store.scans(1_000_000) if row.status in ("running", "judging")]
    if open_ones:
        raise InputError(
            f"the scan {open_ones[0]} of {one.told} has not ended: let it end, or resume or discard it first"
        )


def _packed(store: "Store", how: Callable[["Audit"], bytes], folder: Path) -> Iterator[tuple[Path, str]]:
    """The package of each audit, and its SHA-256. `how` makes one of an audit."""
    from hashlib import sha256

    from scanner.agent.report_files import write_file
    from scanner.cli.faults import InputError

    rows = [row for row in store.scans(1_000_000) if row.published]
    if not rows:
        raise InputError("there is no audit in it: nothing to seal")
    for row in rows:
        audit = store.audit_of(row.id)
        if audit is not None:
            content = how(audit)
            yield write_file(folder / f"{row.id}-evidence.zip", content), sha256(content).hexdigest()
