"""Where a message ends: framings that probes hand to their line."""

from typing import Literal

from scanner.plugin import Framing, Garbled


def fixed(length: int) -> Framing:
    """A message of exactly `length` bytes."""
    return lambda _: length


def length_field(at: int, size: int, plus: int, *, little: bool = False, most: int = 65_535) -> Framing:
    """A message whose header holds its length: `size` bytes at `at`, and `plus` bytes not counted in it.

    Raises Garbled for a whole message shorter than its header or longer than `most` bytes.
    """
    order: Literal["little", "big"] = "little" if little else "big"

    def whole(so_far: bytes) -> int | None:
        if len(so_far) < at + size:
            return None
        total = int.from_bytes(so_far[at : at + size], order) + plus
        if not at + size <= total <= most:
            raise Garbled(f"announces a message of {total} bytes")
        return total

    return whole


def line_end(most: int = 2048) -> Framing:
    """One line of text, up to and with its line feed."""

    def whole(so_far: bytes) -> int | None:
        end = so_far.find(b"\n", 0, most)
        if end < 0 and len(so_far) >= most:
            raise Garbled(f"no end of line in {most} bytes")
        return end + 1 if end >= 0 else None

    return whole


def anything(so_far: bytes) -> int | None:
    """Whatever comes first, as long as it is."""
    return len(so_far) or None
