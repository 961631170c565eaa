"""Captures read by tshark, who knows nothing of our tables: the messages, and what tshark says of them."""

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "captures"
PLACE = ("frame.number", "ip.src", "tcp.srcport", "udp.srcport", "tcp.dstport", "udp.dstport", "tcp.payload",
         "udp.payload")  # fmt: skip
BETWEEN = "\x1f"


@dataclass(frozen=True)
class Message:
    """One segment's or datagram's data, and the fields that tshark finds in that frame; a field may come often."""

    number: int
    sender: str
    source: int
    port: int
    data: bytes
    told: dict[str, tuple[str, ...]]

    def all(self, field: str) -> tuple[str, ...]:
        return self.told.get(field, ())

    def first(self, field: str) -> str:
        return next(iter(self.all(field)), "")

    def numbers(self, field: str) -> tuple[int, ...]:
        return tuple(int(value, 0) for value in self.all(field))


def capture(name: str) -> str:
    """The path of a capture. Skips where it is not beside the checkout, or where there is no tshark."""
    if not (FOLDER / name).exists():
        pytest.skip(f"the capture {name} is not beside the checkout")
    if shutil.which("tshark") is None:
        pytest.skip("tshark, the judge of the captures, is not installed")
    return str(FOLDER / name)


@cache
def messages(name: str, *fields: str, only: str = "", any_frame: bool = False) -> tuple[Message, ...]:
    """The frames of a capture that carry data over TCP or UDP (or any), with `fields`. `only`: a display filter."""
    wanted = ("frame" if any_frame else "(tcp.len > 0 or udp.length > 8)") + (
        f" and ({only})" if only else ""
    )
    asked = [part for field in (*PLACE, *fields) for part in ("-e", field)]
    # As many rows as frames, each field's values divided by a byte that none of them holds.
    shape = ["-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", f"aggregator={BETWEEN}"]
    command = ["tshark", "-n", "-r", capture(name), "-Y", wanted, *shape, *asked]
    # It says 2 of a capture that ends within a packet, after it has shown what there is.
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode in {0, 2}, ended.stderr
    rows = (line.split("\t") for line in ended.stdout.split("\n") if line)
    return tuple(
        _message(row[: len(PLACE)], dict(zip(fields, row[len(PLACE) :], strict=True))) for row in rows
    )


def _message(place: list[str], told: dict[str, str]) -> Message:
    # An error message quotes the datagram that it is about: the outermost values count.
    number, sender, *ports, tcp, udp = (value.split(BETWEEN)[0] for value in place)
    source, port = ports[0] or ports[1], ports[2] or ports[3]
    found = {field: tuple(value.split(BETWEEN)) for field, value in told.items() if value}
    return Message(int(number), sender, int(source or 0), int(port or 0), bytes.fromhex(tcp or udp), found)


def shown(name: str, frame: int) -> str:
    """What tshark prints of one frame: for values that it gives no field of their own."""
    command = ["tshark", "-n", "-r", capture(name), "-Y", f"frame.number == {frame}", "-V"]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
