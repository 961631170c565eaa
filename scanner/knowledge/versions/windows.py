"""Windows builds with their revision: 10.0.19045.4412, or 19045.4412, as `ver` and the registry (UBR) tell them."""

import re

from scanner.knowledge.versions.packing import UnreadableVersionError, bounded

_TEXT = re.compile(
    r"(?:(?:Microsoft )?Windows )?\[?(?:Version )?(?:(?P<major>[0-9]{1,2})\.(?P<minor>[0-9])\.)?"
    r"(?P<build>[0-9]{4,6})(?:\.(?P<revision>[0-9]{1,9}))?\]?",
    re.IGNORECASE | re.ASCII,
)


def key(text: str) -> bytes:
    """Major and minor number, build, revision. Without the first two it is Windows 10 or later (10.0).

    A build whose revision is not told is not a version: the patch level is what is asked.
    """
    found = _TEXT.fullmatch(bounded(text))
    if not found or not found["revision"]:
        raise UnreadableVersionError(f"{text[:60]!r} is no Windows build with its revision.")
    numbers = (found["major"] or "10", found["minor"] or "0", found["build"], found["revision"])
    return b"".join(int(digits).to_bytes(4, "big") for digits in numbers)
