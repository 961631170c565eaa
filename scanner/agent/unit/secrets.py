"""Secrets that the configuration names, as the unit hands them over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scanner.config import Config
from scanner.config.secret import PLACES

PLAIN = "etc/vaglio/secrets"
SEALED = "etc/credstore.encrypted"
"""Where `systemd-creds encrypt` puts what only this computer can open."""


def places(config: Config) -> Iterator[tuple[str, str]]:
    """Kind (`file`, `environment`, `credential`) and name of each secret, each once."""
    yield from dict.fromkeys(_within(config.model_dump()))


def _within(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if value.keys() >= set(PLACES):
            yield from ((kind, str(value[kind])) for kind in PLACES if value[kind])
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _within(each)


def lines(config: Config, system: Path) -> Iterator[str]:
    """A line of the unit for each credential."""
    for kind, name in places(config):
        if kind == "credential" and (system / SEALED / name).exists():
            yield f"LoadCredentialEncrypted={name}:/{SEALED}/{name}"
        elif kind == "credential":
            yield f"LoadCredential={name}:/{PLAIN}/{name}"


def missing(config: Config, system: Path) -> Iterator[str]:
    """Credentials that are nowhere: with one of them systemd would not start the service."""
    for kind, name in places(config):
        if kind == "credential" and not any((system / folder / name).exists() for folder in (SEALED, PLAIN)):
            yield name
