"""One bounded request: TLS with the system's trust store, proxies, redirects to https only."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout, make_headers, parse_url

from scanner.knowledge.feeds.faults import FeedError, FetchError
from scanner.knowledge.feeds.limits import Limits, size
from scanner.knowledge.feeds.web.dialing import POOLS, Watch
from scanner.knowledge.feeds.web.sentences import shown, told

MOVED = frozenset({301, 302, 303, 307, 308})
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How to get out. `proxy` empty: the environment's (`HTTPS_PROXY`, `NO_PROXY`)."""

    proxy: str = ""
    ca_file: Path | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose body is read by `body`, bounded. `url` is where it came from after redirects."""

    status: int
    url: str
    headers: Mapping[str, str]
    raw: urllib3.BaseHTTPResponse

    @property
    def announced(self) -> int:
        """The bytes that the server announced; 0: it did not."""
        length = self.headers.get("content-length", "")
        return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0

    def body(self, most: int) -> Iterator[bytes]:
        """The body in pieces. Raises FetchError as soon as more than `most` bytes are announced or come."""
        if self.announced > most:
            raise FetchError(f"{shown(self.url)} is larger than {size(most)} and was not fetched")
        count = 0
        while piece := self.raw.read(CHUNK, decode_content=False):
            count += len(piece)
            if count > most:
                raise FetchError(f"{shown(self.url)} sends more than {size(most)} and was cut off")
            yield piece


class Web:
    """Fetches from the internet. One object serves several threads."""

    def __init__(self, settings: WebSettings) -> None:
        self.limits = settings.limits
        self._settings = settings
        self._context = _context(settings.ca_file)
        self._managers: dict[str, urllib3.PoolManager] = {}
        self._until = monotonic() + self.limits.source_seconds

    def begin(self) -> None:
        """From now on counts the time that one source may take in all (`source_seconds`)."""
        self._until = monotonic() + self.limits.source_seconds

    def in_time(self) -> float:
        """The seconds that are left of it. Raises FeedError when there are none."""
        left = self._until - monotonic()
        if left <= 0:
            raise FeedError(
                f"it took longer than {self.limits.source_seconds / 60:g} minutes; "
                "what came is kept, the next update goes on from there"
            )
        return left

    def get(self, url: str, most: int, seconds: float | None = None, **headers: str) -> bytes:
        """The whole body of a small document. Raises FetchError."""
        with self.open(url, seconds or self.limits.document_seconds, headers) as answer:
            if answer.status != 200:
                raise _refused(answer)
            return b"".join(answer.body(most))

    @contextmanager
    def open(self, url: str, seconds: float, headers: Mapping[str, str]) -> Iterator[Answer]:
        """An answer, whatever its status, redirects followed. Everything ends after `seconds`."""
        seconds = min(seconds, self.in_time())
        with Watch(seconds) as watch:
            answer: Answer | None = None
            try:
                answer = self._follow(url, headers)
                yield answer
                # A connection that was shut down can look like an answer that has ended.
                if watch.over:
                    raise TimeoutError
            except (HTTPError, OSError) as error:
                raise told(error, url, self.limits, seconds if watch.over else 0) from error
            finally:
                if answer is not None:
                    # What was not read is not waited for.
                    answer.raw.close()

    def _follow(self, url: str, headers: Mapping[str, str]) -> Answer:
        for _ in range(self.limits.redirects + 1):
            raw = self._ask(url, headers)
            place = raw.headers.get("location", "")
            if raw.status not in MOVED or not place:
                return Answer(raw.status, url, {k.lower(): v for k, v in raw.headers.items()}, raw)
            raw.close()
            target = urljoin(url, place)
            if urlsplit(target).scheme != "https":
                raise FetchError(f"{shown(url)} leads to an address without https and was not followed")
            url = target
        raise FetchError(f"{shown(url)}: more than {self.limits.redirects} redirects")

    def _ask(self, url: str, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
            raise FetchError(f"{shown(url)} is no address with https")
        sent = {"User-Agent": "vaglio", "Accept-Encoding": "identity", **headers}
        timeout = Timeout(connect=self.limits.connect, read=self.limits.silent)
        manager = self._manager(self._proxy_for(url))
        return manager.request(
            "GET", url, headers=sent, timeout=timeout, redirect=False, retries=False, preload_content=False
        )

    def _proxy_for(self, url: str) -> str:
        host = urlsplit(url).hostname or ""
        if self._settings.proxy:
            return self._settings.proxy
        proxy = "" if proxy_bypass(host) else getproxies().get("https", "")
        if "://" in proxy and not proxy.startswith(("http://", "https://")):
            raise FeedError(
                "HTTPS_PROXY names a proxy that Vaglio cannot use; it must begin with http:// or https://"
            )
        return proxy

    def _manager(self, proxy: str) -> urllib3.PoolManager:
        if proxy not in self._managers:
            self._managers[proxy] = _manager(proxy, self._context, self.limits.lanes)
        return self._managers[proxy]


def _context(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(ca_file))
        except (OSError, ssl.SSLError) as error:
            raise FeedError(
                f"ca_file {ca_file} cannot be used: it must hold certificates in PEM form"
            ) from error
        # From Python 3.13 on, small companies' own certificates would be refused for form only: no key identifier.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _manager(proxy: str, context: ssl.SSLContext, lanes: int) -> urllib3.PoolManager:
    manager: urllib3.PoolManager
    if not proxy:
        manager = urllib3.PoolManager(ssl_context=context, maxsize=lanes)
    else:
        where = parse_url(proxy if "://" in proxy else f"http://{proxy}")
        headers = make_headers(proxy_basic_auth=where.auth) if where.auth else None
        bare = f"{where.scheme}://{where.netloc}"
        manager = urllib3.ProxyManager(bare, proxy_headers=headers, ssl_context=context, maxsize=lanes)
    manager.pool_classes_by_scheme = dict(POOLS)
    return manager


def _refused(answer: Answer) -> FetchError:
    sentence = f"{shown(answer.url)} answered {answer.status}"
    return FetchError(sentence, transport=answer.status >= 500, status=answer.status)
