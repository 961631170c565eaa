"""What a report format is: a name, a file suffix, and a way to turn one audit into bytes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from scanner.model import Audit


class ReportError(Exception):
    """A report can't be written. The message is one sentence that names the cure."""


class Report(Protocol):
    """A format, found through the entry points of the group `vaglio.reports`.

    `name` is what a user writes to ask for it, `suffix` ends the file's name (with its dot). A format
    that differs by reader has a further method, `for_audience(audience)`, that gives such a format.
    """

    name: str
    suffix: str

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        """The whole file, the same bytes for the same audit.

        `language` is a code such as "en" or "it". `locales` are folders with catalogues of packs
        that are not installed as packages (`<folder>/<language>/LC_MESSAGES/*.po`); the catalogues
        of installed packs are found without it. Raises ReportError on an unknown language.
        """
        ...
