"""Errors of input, told in one sentence: no traceback, exit code 2."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from scanner.cli.table import visible

# By name, so that telling an error loads nothing that the command did not load itself.
SENTENCES = frozenset(
    {
        "ConfigError",
        "StoreError",
        "PackError",
        "CatalogueError",
        "DeliveryError",
        "SensorError",
        "ReportError",
        "RulesError",
    }
    | {
        "InputError",
        "FeedError",
        "FetchError",
        "UnreadableError",
        "BundleError",
        "EngagementError",
        "UnitError",
    }
)


class InputError(ValueError):
    """What was typed can't be done; the message says why and what to do instead."""


@contextmanager
def told() -> Iterator[None]:
    """Turns the program's own errors into one sentence on the error output."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        sys.stderr.write("Stopped.\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        if type(error).__name__ not in SENTENCES:
            raise
        sys.stderr.write(f"{_sentence(visible(str(error)))}\n")
        sys.exit(2)


def _sentence(text: str) -> str:
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "?", "!")) else whole + "."
