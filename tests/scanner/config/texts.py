"""Short configs for the tests."""

from pathlib import Path

from scanner.config import Config, ConfigError, parse

SEGMENT = """
[[segments]]
name = "Hall"
networks = ["10.20.0.0/24"]
zone = "ot"
authorisation = {who = "M. Rossi", when = 2026-01-15}
"""


def read(text: str, **environment: str) -> Config:
    return parse(text, "config.toml", Path("/etc/vaglio"), environment)


def problems(text: str, **environment: str) -> tuple[str, ...]:
    """The sentences about a config that must not load."""
    try:
        read(text, **environment)
    except ConfigError as error:
        return error.sentences
    raise AssertionError("it loaded")


def segment(*lines: str) -> str:
    """A whole segment with some more keys."""
    return SEGMENT + "\n".join(lines) + "\n"
