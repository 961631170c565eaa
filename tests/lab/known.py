"""Which checks on known weak points the lab's devices must fail: `known.toml`, and the end of support by the date."""

from __future__ import annotations

import platform
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.lab.model import Device

TABLE = Path(__file__).with_name("known.toml")
SUPPORT = "support"
SHOWS_ITS_RELEASE = frozenset({"ssh", "ssh_login", "mysql"})
"""Kinds of server with the distribution's own OpenSSH or MariaDB, whose greeting names the package."""

OF_THE_SEGMENT = frozenset({"knowledge-too-old"})
"""What the segment fails: nothing but the catalogue of the program was looked up."""


@cache
def table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def documents(device: str) -> dict[str, list[str]]:
    """Check → the documents of the catalogue that it rests on; empty: none is failed."""
    return table().get(device, {})


def failed(device: Device, today: date) -> frozenset[str]:
    """The checks on known weak points that a device must fail on that day."""
    ended = {"unsupported-system"} if _has_ended(device, today) else set()
    return frozenset(documents(device.name)) | ended


def _has_ended(device: Device, today: date) -> bool:
    if not SHOWS_ITS_RELEASE & {server.kind for server in device.servers}:
        return False
    last: date | None = table()[SUPPORT].get(_release())
    assert last is not None, f"{TABLE.name} does not say until when {_release()} is supported"
    return today > last


def _release() -> str:
    told = platform.freedesktop_os_release()
    return f"{told['ID']} {told['VERSION_ID']}"
