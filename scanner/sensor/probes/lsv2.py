"""Heidenhain LSV2: whether its port stands open. Nothing is said.

Source: the design's row; pyLSV2 by drunsinn, README.md (port 19000, and that the protocol moves files).
Even the version stands behind a login there, so presence is all that a stranger may learn.
"""

from scanner.evidence.machines import HeidenhainDoor
from scanner.plugin import Line, Tcp, probe


@probe(
    id="heidenhain-lsv2", title="Whether the LSV2 port of a Heidenhain control is open", protocol="lsv2",
    ports=[Tcp(19000)], gives=HeidenhainDoor, questions=0, order=15,
)  # fmt: skip
def heidenhain_lsv2(_: Line) -> HeidenhainDoor:
    """The connection was accepted; it is closed without a word."""
    return HeidenhainDoor()
