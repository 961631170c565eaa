"""What an audit from the command line hands on to the places of the configuration."""

from collections.abc import Mapping
from typing import Any

import click

from scanner.cli.faults import InputError
from scanner.cli.places import engagement_in
from scanner.config import Config
from scanner.model import Audit
from scanner.store import Store


def check_delivery(config: Config, given: Mapping[str, Any]) -> None:
    """Raises InputError, before hours of asking, where nothing can be delivered."""
    if given.get("deliver") and not config.delivery.targets:
        raise InputError("--deliver: the configuration names no place to deliver to; see [delivery]")


def hand_on(store: Store, done: Audit, config: Config, given: Mapping[str, Any]) -> None:
    """Delivers an audit. What belongs to a client goes nowhere unless it was said so."""
    wanted = given.get("deliver")
    if not config.delivery.targets or wanted is False or (wanted is None and engagement_in(config)):
        return
    from scanner.agent.delivery import deliver
    from scanner.agent.delivery.rounds import tell

    for line in tell(deliver(store, config, done)):
        click.echo(line, err=True)
