"""Text from the wire, made fit to be shown: bounded, one line, nothing invisible."""

CUT = "…"


def clean(raw: bytes, most: int = 256) -> str:
    """`raw` as at most `most` visible characters of UTF-8, one line.

    White space of any kind and length becomes one blank; control and other invisible characters
    (ESC, bidirectional marks, zero-width ones) go; bytes that are no UTF-8 become U+FFFD. What is
    longer is cut and ends in "…".
    """
    decoded = raw[: 4 * most + 4].decode("utf-8", errors="replace")
    spaced = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in decoded)
    line = " ".join(spaced.split())
    return line if len(line) <= most else line[: most - 1] + CUT
