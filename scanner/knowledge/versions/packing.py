"""Bytes whose plain comparison (memcmp) is the order of what they stand for: the pieces of every version key."""

MOST_TEXT = 255  # characters of one version; longer text is none
MOST_DIGITS = 250  # a number's length is one byte


class UnreadableVersionError(ValueError):
    """The text is no version of this scheme. Nothing is guessed."""


def number(digits: str) -> bytes:
    """A decimal number of any length, leading zeros without weight: one byte of length, then its digits."""
    plain = digits.lstrip("0")
    if len(plain) > MOST_DIGITS:
        raise UnreadableVersionError(f"A number of {len(plain)} digits is no part of a version.")
    return bytes([len(plain)]) + plain.encode("ascii")


def bounded(text: str) -> str:
    """The text without blanks around it; refuses what cannot be a version by its size alone."""
    stripped = text.strip()
    if not stripped:
        raise UnreadableVersionError("An empty text is no version.")
    if len(stripped) > MOST_TEXT:
        raise UnreadableVersionError(f"A text of {len(stripped)} characters is no version.")
    return stripped
