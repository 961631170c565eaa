"""Phrases of the sensor and the agent: they come whole, and are found again among their templates.

A sensor says "no end of line in 8192 bytes", and nobody downstream knows that 8192 filled a hole. The catalogues
named engine.po hold the templates ("no end of line in {0} bytes"), so that the phrase can be taken apart again.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

DOMAIN = "engine.po"
"""The catalogue of phrases; a pack whose probes say something has one of its own."""

_HOLE = re.compile(r"\\\{\d\\\}")
_LONGEST = 1000
"""Characters of a phrase that is looked for; a longer one stays English."""
_DEEPEST = 3
"""Phrases may hold phrases: `stopped: {0}`."""
_REMEMBERED = 5000


@dataclass(frozen=True)
class Phrases:
    """The templates of one language; `translate` gives a template's translation, itself when there is none."""

    templates: frozenset[str]
    translate: Callable[[str], str]
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """The phrase in the language; as it came where nobody translated it."""
        if not self.templates or not text or len(text) > _LONGEST:
            return text
        if text not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = self._found(text, _DEEPEST)
        return self._known[text]

    def _found(self, text: str, depth: int) -> str:
        if text in self.templates:
            return self.translate(text)
        # A sentence is one before it is a phrase that happens to hold a sentence's end.
        for template, shape in self._shapes[text.endswith(".")] if depth else ():
            if (depth > 1 or _says(template)) and (match := shape.fullmatch(text)):
                parts = [self._found(part, depth - 1) for part in match.groups()]
                if _says(template) or _is_known(match.groups(), parts):
                    return self._filled(template, parts)
        return text

    def _filled(self, template: str, parts: list[str]) -> str:
        for candidate in (self.translate(template), template):
            try:
                return candidate.format(*parts)
            except (IndexError, KeyError, ValueError, AttributeError):
                continue
        return template

    @cached_property
    def _shapes(self) -> dict[bool, list[tuple[str, re.Pattern[str]]]]:
        """For a text that ends with a full stop (True), and for one that does not: the like ones first."""
        every = shapes(self.templates)
        return {stop: sorted(every, key=lambda one: one[0].endswith(".") != stop) for stop in (True, False)}


def _says(template: str) -> bool:
    """Whether it has words of its own; `{0}: {1}.` has none, and any text could be that."""
    return any(letter.isalpha() for letter in template)


def _is_known(parts: Iterable[str], found: Iterable[str]) -> bool:
    """Whether a part is a phrase of several words. One word alone may be a machine's name."""
    return any(" " in part and part != other for part, other in zip(parts, found, strict=True))


def shapes(templates: Iterable[str]) -> list[tuple[str, re.Pattern[str]]]:
    """Templates with holes and what their phrases look like; the one that says most itself comes first."""
    found = [(template, _HOLE.split(re.escape(template))) for template in templates]
    found = [(template, parts) for template, parts in found if len(parts) > 1]
    found.sort(key=lambda entry: (-sum(map(len, entry[1])), entry[0]))
    return [(template, re.compile("(.*?)".join(parts), re.DOTALL)) for template, parts in found]
