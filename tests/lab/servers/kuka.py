"""Ours: what a bridge to the variables of a KUKA robot answers to a search.

Made after the specification of C3 Bridge Interface, version 1.5, section 2.1. Texts are quoted, as the controller
has them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def answer(request: bytes, *, model: str, serial: str) -> bytes:
    return f'KUKA|"{model}"|{serial}'.encode("ascii") if request == b"WHEREAREYOU?" else b""


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
