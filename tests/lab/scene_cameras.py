"""Cameras: one that anybody may watch, one with a login, and a recorder. Up only where a test names them."""

from __future__ import annotations

from typing import Any

from tests.lab import shopfloor
from tests.lab.model import Device, Server

MAKER = "3c:ef:8c:77:52"
"""The first five bytes of a card's address."""


def _camera(octet: int, name: str, *weaknesses: str, twin_of: str | None = None, **told: Any) -> Device:
    """A camera of GStreamer's RTSP server, with a real (test) picture."""
    server = Server("rtsp_stream", ("554/tcp",), told)
    mac = f"{MAKER}:{octet:02x}"
    return Device(
        name, f"10.83.0.{octet}", mac, "camera", (server,), weaknesses=frozenset(weaknesses), twin_of=twin_of
    )


DEVICES: tuple[Device, ...] = (
    _camera(227, "camera-lobby", "camera-stream-open"),
    _camera(228, "camera-lobby-locked", twin_of="camera-lobby", login=True),
    # Whether strangers may watch stands open: the picture is in a place of its own, which nobody guesses.
    _camera(229, "recorder-cellar", place="/recordings/1"),
    # As a Dahua camera does it: whoever asks gets its abilities, and needs a login for more.
    Device(
        "camera-dock", "10.83.0.235", f"{MAKER}:eb", "camera", (Server("rtsp", ("554/tcp",), shopfloor.CAMERA),),
        twin_of="camera-lobby",
    ),
)  # fmt: skip
