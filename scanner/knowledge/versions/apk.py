"""The order of Alpine packages (apk-tools, doc/apk-version.8.scd and src/version.c): 1.2.3b_rc1_p2-r4."""

import re

from scanner.knowledge.versions.packing import UnreadableVersionError, bounded, number

_WHOLE = re.compile(
    r"(?P<first>[0-9]+)(?P<more>(?:\.[0-9]+)*)(?P<letter>[a-z])?"
    r"(?P<suffixes>(?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*)"
    r"(?:~(?P<commit>[0-9a-f]+))?(?:-r(?P<revision>[0-9]+))?"
)
_SUFFIX = re.compile(r"_([a-z]+)([0-9]*)")
_BELOW = ("alpha", "beta", "pre", "rc")
_ABOVE = ("cvs", "svn", "git", "hg", "p")
# What lowers a version is below the end, what raises it above.
_END, _COMMIT, _LETTER, _ZERO, _DIGIT = b"\x08", b"\x09", b"\x20", b"\x30", b"\x31"


def key(text: str) -> bytes:
    """Numbers, a letter, suffixes, a commit (`~abc`, compared as text), the package's revision."""
    found = _WHOLE.fullmatch(bounded(text))
    if not found:
        raise UnreadableVersionError(f"{text[:60]!r} is no version of an Alpine package.")
    numbers = number(found["first"]) + b"".join(map(_more, found["more"].split(".")[1:]))
    letter = _LETTER + found["letter"].encode("ascii") if found["letter"] else b""
    suffixes = b"".join(_suffix(*pair) for pair in _SUFFIX.findall(found["suffixes"]))
    commit = _COMMIT + found["commit"].encode("ascii") + b"\x00" if found["commit"] else b""
    return numbers + letter + suffixes + commit + _END + _told(found["revision"])


def _more(digits: str) -> bytes:
    """A number after a dot; with a zero in front it is read like a decimal: 1.01 is below 1.1 and above 1.001."""
    if digits.startswith("0"):
        return _ZERO + digits.encode("ascii") + b"\x00"
    return _DIGIT + number(digits)


def _suffix(word: str, digits: str) -> bytes:
    place = 1 + _BELOW.index(word) if word in _BELOW else 0x11 + _ABOVE.index(word)
    return bytes([place]) + _told(digits)


def _told(digits: str | None) -> bytes:
    """A number that need not be there; 0 is above none."""
    return b"\x01" + number(digits) if digits else b"\x00"
