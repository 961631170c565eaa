"""Text at fixed places of a binary answer, as many controllers give it."""

from scanner.plugin import Framing, Garbled
from scanner.sensor.probes.text import clean


def zero_ended(raw: bytes, at: int, most: int) -> str:
    """The text that begins at `at`: up to a zero byte, `most` bytes or the end of `raw`."""
    return clean(raw[at : at + most].split(b"\0", 1)[0], most)


def up_to_zero(after: int, most: int, *, starts: bytes, what: str) -> Framing:
    """A message that starts with `starts` and ends with the first zero byte at or behind `after`.

    For answers whose length no source tells. Raises Garbled for another start, naming `what`, and
    where no zero byte comes within `most` bytes.
    """

    def whole(so_far: bytes) -> int | None:
        if so_far[: len(starts)] != starts[: len(so_far)]:
            raise Garbled(f"the answer does not start as {what} does")
        end = so_far.find(b"\0", after, most)
        if end < 0 and len(so_far) >= most:
            raise Garbled(f"no end of the text in {most} bytes")
        return end + 1 if end >= 0 else None

    return whole
