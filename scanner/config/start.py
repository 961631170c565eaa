"""The config to start from: `config.example.toml`, which travels with the program."""

import os
from importlib.resources import files
from pathlib import Path

from scanner.config.sentences import ConfigError


def example() -> str:
    """The text of the example; in a checkout it lies at the top, in an installed program beside this file."""
    installed = files("scanner.config") / "config.example.toml"
    checkout = Path(__file__).parents[2] / "config.example.toml"
    return (installed if installed.is_file() else checkout).read_text(encoding="utf-8")


def write_example(file: Path) -> None:
    """Writes the example for its owner's eyes only (0600); raises ConfigError rather than overwrite."""
    text = example()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        words = f"{file} exists already and was left as it is; name another file with --output."
        raise ConfigError(words) from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as open_file:
        open_file.write(text)
