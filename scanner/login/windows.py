"""Reads what the commands of the Windows table print: `name=value` lines. All of it is hostile text."""

import re
from collections.abc import Iterator

from scanner.evidence import WindowsPatches

MOST_HOTFIXES = 1000
MOST_TEXT = 200
HOTFIX = re.compile(r"KB\d{5,8}")
NUMBER = re.compile(r"\d{1,6}")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[:5000]:
        name, equals, value = line.partition("=")
        if equals:
            yield name.strip().lower(), "".join(one for one in value.strip() if one.isprintable())[:MOST_TEXT]


def fact(system: str, hotfixes: str, restart: str) -> WindowsPatches | None:
    """All of it together; None where no build was told."""
    told = dict(_pairs(system))
    if not NUMBER.fullmatch(told.get("build", "")):
        return None
    build, revision = int(told["build"]), told.get("revision", "")
    found = (value.upper() for name, value in _pairs(hotfixes) if name == "hotfix")
    return WindowsPatches(
        build=build, revision=int(revision) if NUMBER.fullmatch(revision) else None,
        product=_product(told.get("product", ""), build), edition=told.get("edition", ""),
        hotfixes=tuple(dict.fromkeys(one for one in found if HOTFIX.fullmatch(one)))[:MOST_HOTFIXES],
        pending_reboot=_waits(restart),
    )  # fmt: skip


def _product(name: str, build: int) -> str:
    """The name; Windows 11 still calls itself Windows 10 in this place (its builds begin at 22000)."""
    return name.replace("Windows 10", "Windows 11", 1) if build >= 22000 else name


def _waits(text: str) -> bool | None:
    """True where one of the two signs is there; False only where both were looked for and neither is."""
    told = {name: value.lower() for name, value in _pairs(text) if name in ("servicing", "update")}
    if "true" in told.values():
        return True
    return False if len(told) == 2 and set(told.values()) == {"false"} else None
