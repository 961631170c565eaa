"""`vaglio checks`: what is looked for, and why."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli.places import config_option, lang_option

if TYPE_CHECKING:
    from scanner.model import CheckCard
    from scanner.packs import Catalogue

WIDTH = 88
"""Letters of a line of an explanation."""

pack_option = click.option("--pack", multiple=True, metavar="DIR", help="A folder with further checks.")


@click.group("checks")
def group() -> None:
    """List and explain the checks."""


@group.command("list")
@config_option
@pack_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_checks(config_path: Path | None, pack: Sequence[str], as_json: bool) -> None:
    """Every check, with its severity and where it comes from."""
    from scanner.agent.judge import cards

    shown = sorted(cards(_catalogue(config_path, pack)), key=lambda card: card.id)
    width = max(len(card.id) for card in shown)
    for card in shown:
        click.echo(card.model_dump_json() if as_json
                   else f"{card.id:<{width}}  {card.severity:<8}  {card.title}  ({card.origin})")  # fmt: skip


@group.command()
@click.argument("check")
@config_option
@pack_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(check: str, config_path: Path | None, pack: Sequence[str], as_json: bool) -> None:
    """All that is known of one check."""
    card = _card(_catalogue(config_path, pack), check)
    if as_json:
        click.echo(card.model_dump_json(indent=2))
        return
    click.echo(f"{card.title}\n{card.id} {card.version}, {card.severity}, from {card.origin}\n")
    links = ", ".join(f"{name} ({strength})" for name, strength in card.requirements.items())
    told = {
        "Why it matters": card.why, "What to do": card.what_to_do, "Who": card.who, "Effort": card.effort,
        "Cost": card.cost, "Stops production": card.stops_production, "Message": card.message,
        "Checked again by": card.recheck, "Requirements": links, "See": ", ".join(card.references),
    }  # fmt: skip
    for name, text in told.items():
        if text:
            click.echo(f"{name}: {text}")


@group.command()
@click.argument("check")
@config_option
@pack_option
@lang_option
def explain(check: str, config_path: Path | None, pack: Sequence[str], lang: str | None) -> None:
    """One check in plain words: why it matters, what to do, who does it, and a message to send."""
    from textwrap import fill

    from scanner.agent.compose import locales_of
    from scanner.agent.explain import SEVERITY, page, translator
    from scanner.cli.one_off import settings

    catalogue = _catalogue(config_path, pack)
    card = _card(catalogue, check)
    translate = translator(
        lang or settings({"config_path": config_path}).report_language, locales_of(catalogue)
    )
    click.echo(f"{translate(card.title)}\n({card.id}: {translate(SEVERITY[card.severity])})")
    for heading, text in page(card, translate):
        click.echo(f"\n{heading}\n{fill(text, WIDTH, initial_indent='  ', subsequent_indent='  ')}")


def _card(catalogue: "Catalogue", check: str) -> "CheckCard":
    """What is told of a check. Raises InputError with the nearest name."""
    from difflib import get_close_matches

    from scanner.agent.judge import cards
    from scanner.cli.faults import InputError

    found = {card.id: card for card in cards(catalogue)}
    if check not in found:
        near = get_close_matches(check, found, 1)
        hint = f"did you mean {near[0]}?" if near else "`vaglio checks list` shows all"
        raise InputError(f"there is no check {check}: {hint}")
    return found[check]


def _catalogue(config_path: Path | None, folders: Sequence[str]) -> "Catalogue":
    from scanner.cli.one_off import settings
    from scanner.packs import load_checks

    config = settings({"config_path": config_path})
    return load_checks([*map(str, config.packs), *folders])
