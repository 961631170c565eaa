"""Debian's package order (deb-version(7), Debian policy 5.6.12): epoch, upstream version, revision."""

import re

from scanner.knowledge.versions.packing import UnreadableVersionError, bounded, number

_WHOLE = re.compile(
    r"(?!.*-$)(?:(?P<epoch>[0-9]{1,9}):(?=[0-9])|(?!.*:))"  # a colon needs an epoch, a hyphen a revision
    r"(?P<upstream>[0-9][A-Za-z0-9.+~:-]*?)(?:-(?P<revision>[A-Za-z0-9.+~]+))?"
)
_PAIRS = re.compile(r"([^0-9]*)([0-9]*)")
_END = b"\x02"  # the end of a part sorts above a tilde and below everything else
_ORDER = {character: bytes([character]) for character in range(ord("A"), ord("z") + 1)}
_ORDER |= {ord(character): bytes([0x80 | ord(character)]) for character in "+-.:"}
_ORDER[ord("~")] = b"\x01"


def key(text: str) -> bytes:
    """A key for `[epoch:]upstream[-revision]`; a revision that is not there counts as 0."""
    found = _WHOLE.fullmatch(bounded(text))
    if not found:
        raise UnreadableVersionError(f"{text[:60]!r} is no version of a Debian package.")
    return number(found["epoch"] or "") + part(found["upstream"]) + part(found["revision"] or "")


def part(text: str) -> bytes:
    """A key for one part: runs of other characters and numbers in turn. It ends itself, so parts can be joined."""
    runs = _PAIRS.findall(text)
    pairs = [pair for pair in runs if pair != ("", "")] or [("", "")]
    return b"".join(_other(other) + number(digits) for other, digits in pairs) + _END


def _other(text: str) -> bytes:
    return b"".join(_ORDER[ord(character)] for character in text) + _END
