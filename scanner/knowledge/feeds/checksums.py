"""Checksums that a provider puts beside its documents: `.sha512`, else `.sha256` (CSAF 2.0, section 7.1.18)."""

import hashlib
import re
from enum import Enum, auto
from typing import Protocol

from scanner.knowledge.feeds.faults import FetchError, UnreadableError
from scanner.knowledge.feeds.limits import KILO
from scanner.knowledge.feeds.web import Web

_HEX = re.compile(rb"\s*([0-9A-Fa-f]{64,128})(?:\s|$)")
LENGTHS = {128: "sha512", 64: "sha256"}
MISSING = frozenset({403, 404, 410})


class Checked(Enum):
    """Whether a document came with a checksum."""

    FITS = auto()
    NONE = auto()


class _Listed(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def hash_url(self) -> str: ...


def checked(web: Web, entry: _Listed, body: bytes) -> Checked:
    """Compares a document with its checksum. Raises UnreadableError when it does not fit."""
    places = [entry.hash_url] if entry.hash_url else [f"{entry.url}.sha512", f"{entry.url}.sha256"]
    for place in places:
        try:
            text = web.get(place, 4 * KILO)
        except FetchError as error:
            if error.status in MISSING:
                continue
            raise
        found = _HEX.match(text)
        kind = LENGTHS.get(len(found[1])) if found else None
        if found is None or kind is None:
            raise UnreadableError(f"{entry.name}: its checksum cannot be read; it was skipped")
        if hashlib.new(kind, body).hexdigest() != found[1].decode().lower():
            raise UnreadableError(f"{entry.name}: its content does not fit its checksum; it was skipped")
        return Checked.FITS
    return Checked.NONE
