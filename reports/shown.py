"""Makes strings of unknown origin safe to look at: what can't be seen is spelt out, what is long is cut."""

from collections.abc import Callable
from unicodedata import category
from urllib.parse import urlsplit

WIRE_LIMIT = 120
"""Characters of one name, version or title from the wire that a report shows."""
LIST_LIMIT = 400
"""Characters of what fills a hole of a check's sentence: it may be a list of names."""
LINK_LIMIT = 300
"""Characters of an address that is shown as a link."""
PROSE_LIMIT = 6000
"""Characters of one text of ours or of a pack."""

_SPACES = "\u00a0\u202f"  # number and date formats of several languages use them
_MARKS_IN_A_ROW = 3  # more accents than that on one letter spill over the lines around it


def visible(text: str, keep: str = "") -> str:
    """`text` with each control, direction, zero-width or broken character as ⟨U+XXXX⟩.

    Characters of `keep` stay as they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return _few_marks("".join(c if _can_be_seen(c, keep) else f"⟨U+{ord(c):04X}⟩" for c in text))


def _can_be_seen(character: str, keep: str) -> bool:
    return character.isprintable() or character in _SPACES or character in keep


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, row = [], 0
    for character in text:
        row = row + 1 if category(character) in ("Mn", "Me") else 0
        kept.append(character if row <= _MARKS_IN_A_ROW else f"⟨U+{ord(character):04X}⟩")
    return "".join(kept)


def shortened(text: str, limit: int, more: Callable[[int], str], keep: str = "") -> str:
    """`text` made visible; of a longer one the first `limit` characters and what `more` says of the rest."""
    rest = len(text) - limit
    return visible(text, keep) if rest <= 0 else visible(text[:limit], keep) + more(rest)


def safe_link(address: str) -> str:
    """`address` when it is a plain https address without a login part, else an empty text."""
    if len(address) > LINK_LIMIT or not (address.isascii() and address.isprintable()):
        return ""
    if set(address) & set(' "<>\\^`{|}'):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    plain = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    return address if plain else ""
