"""Semantic versions (semver.org 2.0.0, section 11): numbers, then pre-releases below the release."""

import re

from scanner.knowledge.versions.packing import UnreadableVersionError, bounded, number

_TEXT = re.compile(
    r"[vV=]?(?P<core>[0-9]+(?:\.[0-9]+){0,2})(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
)
_END, _NUMBER, _WORD, _RELEASE = b"\x00", b"\x01", b"\x02", b"\x03"


def key(text: str) -> bytes:
    """`1.2` is 1.2.0; build metadata (`+…`) has no weight."""
    found = _TEXT.fullmatch(bounded(text))
    if not found:
        raise UnreadableVersionError(f"{text[:60]!r} is no semantic version.")
    core = [*found["core"].split("."), "0", "0"][:3]
    return b"".join(map(number, core)) + _pre(found["pre"])


def _pre(text: str | None) -> bytes:
    if not text:
        return _RELEASE
    return b"".join(map(_identifier, text.split("."))) + _END


def _identifier(text: str) -> bytes:
    if text.isdigit():
        return _NUMBER + number(text)
    return _WORD + text.encode("ascii") + _END
