"""One question to everybody on the local link, where a protocol knows no other; opt-in, one frame a scan."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scapy.arch import get_if_hwaddr
from scapy.config import conf
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from scanner.doors import Pass, opened
from scanner.model import Service
from scanner.sensor.guard.guard import Ask, Guard

SHORTEST = 46
"""Bytes of content that an Ethernet frame holds at least (IEEE 802.3, 3.2.8)."""

MOST_ANSWERS = 1024


@dataclass(frozen=True)
class Said:
    """An answer: who sent it, and its content from the frame id on."""

    mac: str
    content: bytes


@dataclass(frozen=True)
class Question:
    """One frame: EtherType `kind`, to the multicast address `group`; answers come for `seconds`."""

    group: str
    kind: int
    content: bytes
    seconds: float


def ask_group(guard: Guard, interface: str, question: Question) -> Iterator[Said]:
    """Sends the question once and gives out its answers.

    Raises Refused: the guard knows which groups may be asked what.
    """
    with opened(Pass(raw=True)):
        door: Any = conf.L2socket(iface=interface, type=question.kind)
    group, content = question.group, question.content
    try:
        link = Service(transport="link", port=0)
        ask = Ask(address=group, kind="frame", what="", why="opt-in", frames=1, service=link, payload=content)
        guard.permit(ask).spend(group, 0)
        own = get_if_hwaddr(interface)
        frame = Ether(dst=group, src=own, type=question.kind) / Raw(content.ljust(SHORTEST, b"\0"))
        door.outs.send(bytes(frame))
        deadline = guard.clock.monotonic() + question.seconds
        for _ in range(MOST_ANSWERS):
            left = deadline - guard.clock.monotonic()
            if left <= 0 or not door.select([door], remain=left):
                return
            _, raw, _ = door.recv_raw(2048)
            if raw and len(raw) > 14 and bytes(raw[6:12]).hex(":") != own:
                yield Said(bytes(raw[6:12]).hex(":"), bytes(raw[14:]))
    finally:
        door.close()
