"""OPC UA binary: the few types that asking for endpoints needs, read with bounds.

Source: OPC UA part 6, sections 5.2 (types) and 6.7, 7.1 (messages); part 4, section 7.28 and 7.29
(headers). Plain `struct` code, not scapy layers: nearly every field is a nested type of its own
variable length, for which a reader that counts its bytes is shorter and easier to bound.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from scanner.plugin import Garbled

T = TypeVar("T")
MOST_DEPTH = 4
NULL = b"\xff\xff\xff\xff"


def uint(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def string(text: str) -> bytes:
    raw = text.encode()
    return uint(len(raw)) + raw


def whole(so_far: bytes) -> int | None:
    """Framing of one chunk: three letters, a chunk kind, its length (little-endian at 4), at most 64 KiB."""
    if so_far[:3] not in {start[: len(so_far)] for start in (b"ACK", b"ERR", b"OPN", b"MSG")}:
        raise Garbled("the answer is no OPC UA message")
    if len(so_far) < 8:
        return None
    length = int.from_bytes(so_far[4:8], "little")
    if not 8 <= length <= 65_536:
        raise Garbled(f"the OPC UA header announces {length} bytes")
    return length


@dataclass
class Reader:
    """Takes values off the front of `raw`. Raises Garbled where the bytes end before the value."""

    raw: bytes
    at: int = 0

    def take(self, length: int) -> bytes:
        end = self.at + length
        if length < 0 or end > len(self.raw):
            raise Garbled(f"the OPC UA message ends at byte {len(self.raw)}, in the middle of a value")
        taken, self.at = self.raw[self.at : end], end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def uint(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def string(self) -> bytes:
        """String and ByteString; a null one (length -1) is empty."""
        length = int.from_bytes(self.take(4), "little", signed=True)
        return b"" if length == -1 else self.take(length)

    def array(self, element: Callable[[], T]) -> Iterator[T]:
        """Every element takes at least one byte, so that the bytes bound the count."""
        count = int.from_bytes(self.take(4), "little", signed=True)
        if count < -1 or count > len(self.raw) - self.at:
            raise Garbled(f"an array of {count} elements in a message of {len(self.raw)} bytes")
        return (element() for _ in range(count))

    def localized_text(self) -> bytes:
        mask = self.byte()
        if mask & 1:
            self.string()
        return self.string() if mask & 2 else b""

    def node_id(self) -> int:
        """The number of an id of namespace 0; any other kind of id is none that is waited for."""
        kind = self.byte()
        if kind == 0:
            return self.byte()
        if kind == 1 and self.byte() == 0:
            return int.from_bytes(self.take(2), "little")
        if kind == 2 and self.take(2) == b"\0\0":
            return self.uint()
        raise Garbled("a type id is not one of OPC UA's own")

    def diagnostics(self, depth: int = 0) -> None:
        """Reads over a DiagnosticInfo (part 6, 5.2.2.12)."""
        mask = self.byte()
        self.take(4 * (mask & 0x0F).bit_count())
        if mask & 0x10:
            self.string()
        self.take(4 if mask & 0x20 else 0)
        if mask & 0x40:
            if depth >= MOST_DEPTH:
                raise Garbled("diagnostics are nested too deep")
            self.diagnostics(depth + 1)

    def response_header(self) -> int:
        """Reads over a ResponseHeader and returns its result code; 0 is good."""
        self.take(12)
        result = self.uint()
        self.diagnostics()
        list(self.array(self.string))
        self.node_id()
        if self.byte():
            self.string()
        return result
