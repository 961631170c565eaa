"""Names of people's own as names of folders: nothing in them leads anywhere else, and no two are one."""

import re
from hashlib import sha256
from unicodedata import normalize

LONGEST = 40
_OTHER = re.compile(r"[^a-z0-9]+")
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def folded(name: str) -> str:
    """What makes a name the same name: neither case nor blanks, nor how its letters are composed."""
    return " ".join(normalize("NFKC", name).casefold().split())


def slug(name: str) -> str:
    """Lower-case letters, digits and hyphens; where that is not the whole name, a mark of it follows."""
    same = folded(name)
    if _PLAIN.fullmatch(same) and len(same) <= LONGEST:
        return same
    plain = normalize("NFKD", same).encode("ascii", "ignore").decode()
    mark = sha256(same.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{_OTHER.sub('-', plain).strip('-')[:LONGEST].strip('-')}-{mark}".strip("-")
