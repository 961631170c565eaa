"""A server with a certificate of our own, and settings that wait for tests, not for people."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.knowledge.database import Progress, SourceState, Summary
from scanner.knowledge.feeds import CsafProvider, Limits, Settings, WebSettings
from scanner.knowledge.feeds import updating as updating_module
from scanner.knowledge.feeds.web import Web
from tests.scanner.knowledge.feeds.advisories import FIRST, Publisher
from tests.scanner.knowledge.feeds.served import Served, certificates
from tests.scanner.knowledge.feeds.signing import Signer, signers

SMALL = Limits(
    connect=20, silent=20, document_seconds=30, file_seconds=60, source_seconds=60, document_bytes=1_000_000,
    listing_bytes=1_000_000, in_a_row=3, pages=5, documents=100, lanes=2,
)  # fmt: skip
"""For servers that answer: on a machine that is busy they may take their time."""
HASTY = replace(SMALL, silent=0.4, document_seconds=1.5)
"""For servers that hang or drip."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def served(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    server = Served(*certificate)
    yield server
    server.close()


@pytest.fixture
def web_settings(served: Served) -> WebSettings:
    return WebSettings(ca_file=served.ca_file, limits=SMALL)


@pytest.fixture
def web(web_settings: WebSettings) -> Web:
    return Web(web_settings)


@pytest.fixture
def hasty(web_settings: WebSettings) -> Web:
    """Waits for nobody."""
    return Web(replace(web_settings, limits=HASTY))


@pytest.fixture
def settings(tmp_path: Path, web_settings: WebSettings) -> Settings:
    return Settings(tmp_path / "feeds", web_settings, ())


class Built:
    """Stands in for the knowledge file: keeps the rows as JSON, and swaps as the real one does."""

    def __init__(self) -> None:
        self.times = 0
        self.states: list[SourceState] = []
        self.fails = False

    def build(self, sources: object, path: Path, progress: Progress) -> Summary:
        self.times += 1
        counts = {}
        self.states = []
        for state, rows in sources:  # type: ignore[attr-defined]
            self.states.append(state)
            counts[state.id] = sum(1 for _ in rows)
            progress(state.id, counts[state.id])
        if self.fails:
            from scanner.knowledge.database import KnowledgeError

            raise KnowledgeError("the disk is full")
        path.write_text(json.dumps(counts))
        return Summary(path, "1", (), sum(counts.values()), 0, 0, 0, 0.0, 0)

    def swap(self, new: Path, current: Path) -> None:
        if current.exists():
            current.replace(current.with_suffix(".previous.sqlite"))
        new.replace(current)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Built:
    made = Built()
    monkeypatch.setattr(updating_module, "build", made.build)
    monkeypatch.setattr(updating_module, "swap", made.swap)
    return made


def holds(settings: Settings) -> dict[str, int]:
    """How many rows of each source are in the (stand-in) knowledge file."""
    found: dict[str, int] = json.loads(settings.database.read_text())
    return found


def quiet(_source: str, _what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def with_limits(settings: Settings, limits: Limits) -> Settings:
    return replace(settings, web=replace(settings.web, limits=limits))


@pytest.fixture(scope="session")
def both_signers() -> Iterator[list[Signer]]:
    """The provider's key and a stranger's."""
    if not (shutil.which("gpg") and shutil.which("gpgv")):
        pytest.skip("needs the programs gpg and gpgv")
    # A short path: the agent's socket lies in it, and such a path may have a hundred letters only.
    short = tempfile.TemporaryDirectory(prefix="vgl-", dir="/tmp")
    with short as folder, signers(Path(folder) / "g", "provider", "stranger") as made:
        yield made


@pytest.fixture
def publisher(served: Served) -> Publisher:
    made = Publisher(served)
    made.publish(*FIRST)
    return made


@pytest.fixture
def acme(settings: Settings, publisher: Publisher, built: Built) -> Settings:
    return replace(settings, providers=(CsafProvider("acme", publisher.url),))
