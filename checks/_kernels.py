"""Which of two Linux kernels is the newer one, by what `uname -r` calls them."""

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"(\d+(?:\.\d+)*(?:-\d+(?:\.\d+)*)?)(.*)")
Order = tuple[list[int], list[int]]


def newer(running: str, installed: Iterable[str]) -> list[str] | None:
    """The installed kernels of the same flavour that are newer than the running one, the newest last.

    None: only kernels of other flavours (`-generic` beside `-lowlatency`) are newer, so nobody can tell. Names:
    `6.1.0-18-amd64` (Debian), `5.15.0-91-generic` (Ubuntu), `5.14.0-362.8.1.el9_3.x86_64` (Red Hat),
    `5.14.21-150500.55.39-default` (SUSE), `6.6.14-0-lts` (Alpine).
    """
    others = [one for one in installed if one != running and _order(one) > _order(running)]
    same = [one for one in others if _flavour(one) == _flavour(running)]
    return sorted(same, key=_order) if same or not others else None


def _order(kernel: str) -> Order:
    """The version's numbers first: 362.8.1.el9 is above 362.el9."""
    found = _NUMBER.match(kernel)
    number, rest = found.groups() if found else ("", kernel)
    return _numbers(number), _numbers(rest)


def _numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text[:200])]


def _flavour(kernel: str) -> str:
    """What is left without numbers: the release of the distribution (`el9_3`) changes with updates, too."""
    found = _NUMBER.match(kernel)
    return re.sub(r"[\d_]+", "", found[2] if found else kernel)
