"""Which versions a source's text means. What is not understood is said to be so, never guessed."""

import re
from urllib.parse import unquote

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import conditions
from scanner.knowledge.versions.grammar import intervals
from scanner.knowledge.versions.interval import Interval, Range, RangeKind
from scanner.knowledge.versions.keys import key
from scanner.knowledge.versions.packing import UnreadableVersionError
from scanner.knowledge.versions.tokens import NotUnderstoodError, tokens

_MOST_TEXT = 1000  # characters; the longest real one has about 300
_VERS = re.compile(r"vers:([a-z0-9.+-]+)/(.*)", re.IGNORECASE | re.DOTALL)
_ORDER_OF = {"deb": Scheme.DPKG, "rpm": Scheme.RPM, "apk": Scheme.APK, "alpine": Scheme.APK}
_ANY_ORDER = {"all", "generic", "intdot", "semver", "npm", "cargo", "golang"}
_DOTTED = r"([0-9]{1,4}(?:\.[0-9]{1,8}){1,5})"
_PLAIN = re.compile(rf"(<=|<|){_DOTTED}|>={_DOTTED}(?:\|(<=|<){_DOTTED})?", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("‒–—―", " - ") | {"\u00a0": " ", "\t": " ", "\n": " ", "\r": " "})


def read_range(text: str, scheme: Scheme = Scheme.OT) -> Range:
    """The versions that `text` means. Never raises; takes a bounded time whatever the text is.

    It reads what CSAF advisories hold under `product_version_range` and `product_version`: signs, `vers:`
    addresses (purl-spec, VERS), English phrases, lists and pairs. The intervals are always in the order of
    `scheme`; a `vers:` address that needs another one is not read (`named_scheme` says which it needs).
    """
    if len(text) > _MOST_TEXT:
        return _not_understood(text)
    try:
        return _plain(text, scheme) or _read(text, scheme)
    except (NotUnderstoodError, UnreadableVersionError):
        return _not_understood(text)


def named_scheme(text: str) -> Scheme | None:
    """The order that a `vers:` address needs (`vers:deb/…`); None where it leaves it open."""
    found = _VERS.fullmatch(text.strip())
    return _ORDER_OF.get(found[1].lower()) if found else None


def _plain(text: str, scheme: Scheme) -> Range | None:
    """Half of all texts are bare numbers behind a sign: they need no grammar, and mean the same with it."""
    found = _PLAIN.fullmatch(text) if scheme is Scheme.OT else None
    if not found:
        return None
    sign, only, low, until, high = found.groups()
    if only:
        one = key(only, scheme)
        interval = Interval(None if sign else one, one, not sign, sign != "<")
    else:
        lower, upper = key(low, scheme), key(high, scheme) if high else None
        if upper is not None and lower >= upper:
            return None
        interval = Interval(lower, upper, True, until == "<=")
    return Range(RangeKind.SOME, (interval,), "", text)


def _read(text: str, scheme: Scheme) -> Range:
    plain = " ".join(_unwrapped(text, scheme).translate(_DASHES).split())
    parts = conditions.split(plain)
    if parts is None:
        return _not_understood(text)
    rest, condition = parts
    found = intervals(tokens(rest, scheme), scheme)
    return Range(RangeKind.SOME if found else RangeKind.ALL, found, condition, text)


def _unwrapped(text: str, scheme: Scheme) -> str:
    """What a `vers:` address says; any other text as it is."""
    found = _VERS.fullmatch(text.strip())
    if not found:
        return text
    kind = found[1].lower()
    if kind not in _ANY_ORDER and _ORDER_OF.get(kind) is not scheme:
        raise NotUnderstoodError(kind)
    return unquote(found[2])


def _not_understood(text: str) -> Range:
    return Range(RangeKind.UNPARSED, (), "", text)
