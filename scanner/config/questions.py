"""Whether the questions that a config allows by name are questions that there are."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from scanner.config.lines import line_of, lines_of
from scanner.config.models import Config
from scanner.config.sentences import ConfigError, did_you_mean
from scanner.model import Question

KEYS = ("opt_in", "allow_guess")


def names_questions(config: Config) -> bool:
    """Whether a segment allows any question by name."""
    return any(getattr(segment, key) for segment in config.segments for key in KEYS)


def check_questions(config: Config, file: Path, known: Sequence[Question]) -> None:
    """Raises ConfigError with a sentence for each name in `file` that allows nothing."""
    lines = lines_of(file.read_text("utf-8-sig"))
    told = [f'{file.name}, line {line_of(lines, path)}: "{path[2]}" {words}'
            for path, words in _faults(config, known)]  # fmt: skip
    if told:
        raise ConfigError(*told)


def fault_of(name: str, key: str, known: Sequence[Question]) -> str:
    """Why `name` allows nothing under `key`, with the cure; empty when it does."""
    found = next((one for one in known if one.id == name), None)
    if found is None:
        return (
            f'names "{name}", and there is no such question.{did_you_mean(name, [one.id for one in known])}'
        )
    if found.consent not in ("", key):
        return f'names "{name}", which is allowed under "{found.consent}" only.'
    return ""


def _faults(config: Config, known: Sequence[Question]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for at, segment in enumerate(config.segments):
        for key in KEYS:
            for entry, name in enumerate(getattr(segment, key)):
                if words := fault_of(name, key, known):
                    yield ("segments", at, key, entry), words
