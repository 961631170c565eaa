"""Three-digit replies of one or many lines, as FTP and SMTP give them."""

import re
from collections.abc import Sequence

from scanner.plugin import Garbled

MOST_BYTES = 8192
FIRST = re.compile(rb"[1-5][0-9]{2}[ \-\r\n]")
LAST = re.compile(rb"^([0-9]{3})(?: [^\n]*|\r?)\n", re.MULTILINE)


def reply_end(so_far: bytes) -> int | None:
    """A whole reply: up to the line with the first line's code and a blank (RFC 959, section 4.2).

    Raises Garbled for what starts with no code, and for a reply that does not end in 8 KiB.
    """
    if len(so_far) >= 4 and not FIRST.match(so_far):
        raise Garbled("the reply starts with no three-digit code")
    for line in LAST.finditer(so_far):
        if line[1] == so_far[:3]:
            return line.end()
    if len(so_far) >= MOST_BYTES:
        raise Garbled(f"no end of the reply in {MOST_BYTES} bytes")
    return None


def parts(reply: bytes) -> tuple[int, tuple[bytes, ...]]:
    """Code and texts of a whole reply; the code is taken off each line that repeats it."""
    code = reply[:3]
    lines = reply.splitlines()
    return int(code), tuple(line[4:] if line.startswith(code) else line.strip() for line in lines)


def came_before(end: Exception) -> bytes:
    """What had come of a message when the line raised `end` (Silence or Closed) in the middle of it."""
    told: Sequence[object] = end.args[1:2]
    return told[0] if told and isinstance(told[0], bytes) else b""
