"""The order of RPM packages (rpm's docs/manual/dependencies.md and lib/rpmvercmp.c): epoch, version, release."""

import re

from scanner.knowledge.versions.packing import UnreadableVersionError, bounded, number

_WHOLE = re.compile(
    r"(?:(?P<epoch>[0-9]{1,10}):)?(?P<version>[A-Za-z0-9._+~^]+)(?:-(?P<release>[A-Za-z0-9._+~^]+))?"
)
_RUN = re.compile(r"~|\^|[0-9]+|[A-Za-z]+")
_TILDE, _END, _CARET, _WORD, _NUMBER = b"\x01", b"\x02", b"\x03", b"\x04", b"\x05"


def key(text: str) -> bytes:
    """A key for `[epoch:]version[-release]`. A release that is not there sorts below every other."""
    found = _WHOLE.fullmatch(bounded(text))
    if not found or not any(character.isdigit() for character in found["version"]):
        raise UnreadableVersionError(f"{text[:60]!r} is no version of an RPM package.")
    return number(found["epoch"] or "") + part(found["version"]) + part(found["release"] or "")


def part(text: str) -> bytes:
    """A key for one part: numbers above words, a tilde below the end, a caret just above it."""
    return b"".join(map(_run, _RUN.findall(text))) + _END


def _run(text: str) -> bytes:
    if text == "~":
        return _TILDE
    if text == "^":
        return _CARET
    if text.isdigit():
        return _NUMBER + number(text)
    return _WORD + text.encode("ascii") + b"\x00"
