"""What the lab's controllers with protocols of their makers tell, asked by nmap's own scripts."""

from __future__ import annotations

import pytest

from tests.lab import factory
from tests.lab.asking import needs_lab, nmap

ABSENT = "filler-plc" not in factory.names()
pytestmark = [
    *needs_lab,
    pytest.mark.skipif(ABSENT, reason="These controllers are not part of the factory."),
]


def test_fins(lab: dict[str, str]) -> None:
    told = nmap("filler-plc", "-sU", "-p9600", "--script", "omron-info")
    identity = factory.device("filler-plc").identity["fins"]
    assert f"Controller Model: {identity['model']}" in told
    assert f"Controller Version: {identity['version']}" in told


def test_pc_worx(lab: dict[str, str]) -> None:
    told = nmap("conveyor-plc", "-p1962", "--script", "pcworx-info")
    identity = factory.device("conveyor-plc").identity["pcworx"]
    assert f"PLC Type: {identity['model']}" in told
    assert f"Model Number: {identity['order_number']}" in told
    assert f"Firmware Version: {identity['version']}" in told
