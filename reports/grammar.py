"""What a sentence needs once its holes are filled: Italian drops a vowel, Russian a second full stop."""

import re
from collections.abc import Callable

_ITALIAN = re.compile(r"\b([Ii]l|(?:[Aa]|[Dd]a|[Dd]e|[Nn]e|[Ss]u)l) (?=(?:8[\d.,]*|11|1)(?!\d|[.,]\d))")
"""An article before a number whose name begins with a vowel: uno, otto, ottanta, undici."""


def _elided(found: re.Match[str]) -> str:
    article = found[1]
    return f"{article[:-2]}{'L' if article == 'Il' else 'l'}'" if article in ("il", "Il") else f"{article}l'"


def _italian(sentence: str) -> str:
    """L'11 novembre, dell'8 %, all'1."""
    return _ITALIAN.sub(_elided, sentence)


def _russian(sentence: str) -> str:
    """A date ends in «г.»; the full stop of the sentence is the same one."""
    return sentence.replace("г..", "г.")


TOUCHES: dict[str, Callable[[str], str]] = {"it": _italian, "ru": _russian}
"""By language; the others need nothing."""
