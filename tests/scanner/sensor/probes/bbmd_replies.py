"""Answers to Read-Broadcast-Distribution-Table, recorded on loopback from bacpypes3 0.0.110.

One ran as a broadcast management device with a peer (`Application.from_args --bbmd`), the other as a normal device.
"""

from dataclasses import dataclass
from typing import Any

from scanner.plugin import Probe
from scanner.sensor.probes.bacnet_bbmd import bacnet_bbmd
from tests.lines import Reply


@dataclass(frozen=True)
class Dialogue:
    probe: Probe[Any]
    replies: list[Reply]


TABLE = bytes.fromhex("810300187f000001bac2ffffffff7f000005bac0ffffffff")
DECLINED = bytes.fromhex("810000060020")
DIALOGUES = [Dialogue(bacnet_bbmd, [TABLE]), Dialogue(bacnet_bbmd, [DECLINED])]
