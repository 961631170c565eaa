"""Answers of bridges to the variables of a KUKA robot, put together as the sources of both programs do it.

KukavarProxy, src/frmMain.frm; C3 Bridge Interface, source/udpserver.cpp. The controller has texts in quotation marks.
"""

from dataclasses import dataclass
from typing import Any

from scanner.plugin import Probe
from scanner.sensor.probes.kuka import kuka_bridge, kuka_varproxy
from tests.lines import Reply


@dataclass(frozen=True)
class Dialogue:
    probe: Probe[Any]
    replies: list[Reply]


TOLD = b'KUKA|"KR6R900 SIXX C4SR FLR"|865413'
DIALOGUES = [Dialogue(kuka_bridge, [TOLD]), Dialogue(kuka_varproxy, [TOLD])]
