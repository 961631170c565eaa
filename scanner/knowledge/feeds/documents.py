"""A folder of many documents, brought up to date one by one: what came and was verified stays."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import msgspec
import zstandard

from scanner.knowledge.feeds.checksums import Checked, checked
from scanner.knowledge.feeds.faults import FeedError, FetchError, Skipped, UnreadableError
from scanner.knowledge.feeds.limits import MEGA
from scanner.knowledge.feeds.signature import Keyring
from scanner.knowledge.feeds.source import Tell
from scanner.knowledge.feeds.web import Web

MOST_DOCUMENT = 64 * MEGA


class Entry(msgspec.Struct, frozen=True):
    """A document that a provider lists. `updated` changes with it; empty: the list does not say."""

    url: str
    updated: str = ""
    name: str = ""
    hash_url: str = ""
    signature_url: str = ""


class Held(msgspec.Struct, frozen=True):
    """A document that is here. `etag` serves where the list has no dates. `checked`: a checksum fitted."""

    url: str
    updated: str
    name: str
    file: str
    etag: str = ""
    checked: bool = False


@dataclass(slots=True)
class Done:
    """What an update came to: documents fetched, dropped because nobody lists them, without a checksum."""

    fetched: int = 0
    dropped: int = 0
    unchecked: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.fetched or self.dropped)


@dataclass
class Library:
    """The documents of one source in `raw`. With `keys` only signed ones come in."""

    raw: Path
    headers: Mapping[str, str] = field(default_factory=dict)
    with_checksums: bool = True
    keys: Keyring | None = None

    def update(
        self, web: Web, entries: Sequence[Entry], skipped: Skipped, tell: Tell, *, whole: bool = True
    ) -> Done:
        """Fetches what is new. Raises FeedError when the server is gone; the next update goes on from there.

        `whole`: `entries` are all that there are, so what is not among them was withdrawn.
        """
        if len(entries) > web.limits.documents:
            raise FeedError(f"it lists more than {web.limits.documents:,} documents")
        self.raw.mkdir(parents=True, exist_ok=True)
        held = self._held()
        done = Done()
        todo = [
            each for each in {each.url: each for each in entries}.values() if _due(each, held.get(each.url))
        ]
        for fetched in self._all(web, todo, held, skipped, tell):
            held[fetched.url] = fetched
            self._note(fetched)
            done.fetched += 1
        done.dropped = self._drop(held, {each.url for each in entries} if whole else set(held))
        done.unchecked = sum(1 for each in held.values() if not each.checked) if self.with_checksums else 0
        return done

    def documents(self, skipped: Skipped) -> Iterator[tuple[str, bytes]]:
        """Names and contents, in the order of their addresses."""
        for _, each in sorted(self._held().items()):
            try:
                packed = (self.raw / each.file).read_bytes()
                yield each.name, zstandard.ZstdDecompressor().decompress(packed, MOST_DOCUMENT)
            except (OSError, zstandard.ZstdError) as error:
                skipped.add(f"{each.name} in the cache cannot be read: {error}")

    def _all(
        self, web: Web, todo: list[Entry], held: Mapping[str, Held], skipped: Skipped, tell: Tell
    ) -> Iterator[Held]:
        """What came, as it comes. Several lanes fetch; this thread counts, notes and gives up."""
        stop, row = Event(), _InARow(web)
        with ThreadPoolExecutor(web.limits.lanes) as lanes:
            try:
                results = lanes.map(lambda each: None if stop.is_set() else self._try(web, each, held), todo)
                for count, result in enumerate(results):
                    tell("documents", count, len(todo))
                    row.see(result)
                    if isinstance(result, FeedError):
                        skipped.add(str(result))
                    elif result is not None:
                        yield result
            finally:
                stop.set()

    def _try(self, web: Web, entry: Entry, held: Mapping[str, Held]) -> Held | FeedError | None:
        try:
            return self._one(web, entry, held.get(entry.url))
        except FeedError as error:
            return error

    def _one(self, web: Web, entry: Entry, before: Held | None) -> Held | None:
        """Fetches and verifies one document; None when it is the one that is here."""
        unchanged = {"If-None-Match": before.etag} if before and before.etag and not entry.updated else {}
        with web.open(entry.url, web.limits.document_seconds, {**self.headers, **unchanged}) as answer:
            if answer.status == 304 and unchanged:
                return None
            if answer.status != 200:
                raise FetchError(f"{entry.name}: the server answered {answer.status}; it was skipped",
                                 transport=answer.status >= 500)  # fmt: skip
            body = b"".join(answer.body(web.limits.document_bytes))
            etag = answer.headers.get("etag", "")
        fits = checked(web, entry, body) if self.with_checksums else Checked.NONE
        if self.keys is not None:
            self.keys.check(entry.name, body, _signature(web, entry))
        return Held(entry.url, entry.updated, entry.name, self._store(entry.url, body), etag,
                    fits is Checked.FITS)  # fmt: skip

    def _store(self, url: str, body: bytes) -> str:
        file = hashlib.sha256(url.encode()).hexdigest()[:24] + ".zst"
        new = self.raw / (file + ".new")
        new.write_bytes(zstandard.ZstdCompressor(level=6).compress(body))
        new.replace(self.raw / file)
        return file

    @property
    def _journal(self) -> Path:
        return self.raw / "journal.jsonl"

    def _held(self) -> dict[str, Held]:
        """What is here, by address. A line that was cut by a crash is passed over: its document comes again."""
        held: dict[str, Held] = {}
        reader = msgspec.json.Decoder(Held)
        for line in self._journal.read_bytes().splitlines() if self._journal.exists() else ():
            try:
                each = reader.decode(line)
            except msgspec.MsgspecError:
                continue
            held[each.url] = each
        return {url: each for url, each in held.items() if (self.raw / each.file).is_file()}

    def _note(self, held: Held) -> None:
        with self._journal.open("ab") as file:
            file.write(b"\n" + msgspec.json.encode(held))

    def _drop(self, held: dict[str, Held], listed: set[str]) -> int:
        """Forgets what is not listed any more, and writes the journal anew."""
        gone = [each for url, each in held.items() if url not in listed]
        new = self._journal.with_suffix(".new")
        new.write_bytes(b"\n".join(msgspec.json.encode(each) for url, each in held.items() if url in listed))
        new.replace(self._journal)
        for each in gone:
            (self.raw / each.file).unlink(missing_ok=True)
        return len(gone)


def _due(entry: Entry, held: Held | None) -> bool:
    return held is None or not entry.updated or held.updated != entry.updated


def _signature(web: Web, entry: Entry) -> bytes:
    try:
        return web.get(entry.signature_url or f"{entry.url}.asc", MEGA)
    except FetchError as error:
        if error.status in (403, 404, 410):
            raise UnreadableError(f"{entry.name}: it has no signature; it was skipped") from error
        raise


class _InARow:
    """Gives up when the server is gone, or when the source has had its time."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._failed = 0

    def see(self, result: Held | FeedError | None) -> None:
        gone = isinstance(result, FetchError) and result.transport
        self._failed = self._failed + 1 if gone else 0
        self._web.in_time()
        if self._failed >= self._web.limits.in_a_row:
            raise FeedError(
                f"{self._failed} documents in a row could not be fetched (the last: {result}); "
                "what came is kept, the next update goes on from there"
            )
