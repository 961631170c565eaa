"""Which sources there are, by the names that a configuration uses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from scanner.knowledge.feeds import cve, debian, endoflife, epss, kev, msrc, ubuntu
from scanner.knowledge.feeds.csaf import CsafProvider
from scanner.knowledge.feeds.faults import FeedError
from scanner.knowledge.feeds.source import Source
from scanner.knowledge.feeds.web import WebSettings

SOURCES: dict[str, Callable[[], Source]] = {
    "kev": kev.source, "epss": epss.source, "endoflife": endoflife.source, "cve": cve.source,
    "debian": debian.source, "ubuntu": ubuntu.source, "msrc": msrc.source,
}  # fmt: skip
"""What can be named besides CSAF providers."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the owner decided about feeds. `folder` holds everything; `names` are of `SOURCES`."""

    folder: Path
    web: WebSettings = field(default_factory=WebSettings)
    names: Sequence[str] = tuple(SOURCES)
    providers: Sequence[CsafProvider] = ()

    @property
    def shelves(self) -> Path:
        """Where each source has its folder."""
        return self.folder / "sources"

    @property
    def database(self) -> Path:
        """The knowledge file that is built from the sources."""
        return self.folder / "knowledge.sqlite"

    def sources(self, only: Sequence[str] = ()) -> list[Source]:
        """The configured sources, or those that are named. Raises FeedError for an unknown name."""
        found = {source.id: source for source in (*self.providers, *(SOURCES[name]() for name in self.names))}
        for name in only:
            if name not in found:
                near = get_close_matches(name, found, 1)
                hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(found) or 'none'}"
                raise FeedError(f"there is no source {name}; {hint}")
        return [source for source in found.values() if not only or source.id in only]
