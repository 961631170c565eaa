"""Says in one sentence why a fetch failed."""

import ssl
from urllib.parse import urlsplit

from urllib3 import exceptions

from scanner.knowledge.feeds.faults import FetchError
from scanner.knowledge.feeds.limits import Limits

LONGEST = 120


def shown(url: str) -> str:
    """An address as it is told: without query, and without what may be a password."""
    parts = urlsplit(url)
    text = f"{parts.hostname or '?'}{parts.path}"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def told(error: Exception, url: str, limits: Limits, over: float) -> FetchError:
    """The failure as FetchError. `over`: the seconds after which the watch ended it, else 0."""
    where = shown(url)
    if over:
        return FetchError(f"{where} took longer than {over:g} seconds and was cut off", transport=True)
    return FetchError(f"{where} {_why(_root(error), limits)}", transport=True)


def _root(error: Exception) -> Exception:
    """What urllib3 wrapped: the reason, the proxy's trouble, or the error of the secure connection."""
    inner: object = getattr(error, "reason", None) or getattr(error, "original_error", None)
    if isinstance(error, exceptions.SSLError) and error.args:
        inner = error.args[0]
    return _root(inner) if isinstance(inner, Exception) and isinstance(error, exceptions.HTTPError) else error


_PLAIN: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((exceptions.NameResolutionError,), "cannot be found: the name has no address"),
    ((exceptions.NewConnectionError,), "cannot be reached"),
    ((exceptions.ConnectTimeoutError,), "did not answer within {connect:g} seconds"),
    ((exceptions.ReadTimeoutError, TimeoutError), "said nothing for {silent:g} seconds"),
    ((ssl.SSLError, exceptions.SSLError), "could not agree on a secure connection"),
    ((exceptions.ProtocolError, exceptions.IncompleteRead, ConnectionError), "cut the connection"),
)
"""What is said of which error; the first that fits."""


def _why(error: Exception, limits: Limits) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted ({error.verify_message})"
    if isinstance(error, OSError) and str(error).startswith("Tunnel connection failed"):
        return f"is not let through by the proxy ({str(error).partition(': ')[2]})"
    for kinds, words in _PLAIN:
        if isinstance(error, kinds):
            return words.format(connect=limits.connect, silent=limits.silent)
    return f"cannot be fetched ({type(error).__name__})"
