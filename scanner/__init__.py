"""The words that the author of a check or a probe needs.

Names are loaded when they are first used, so that `vaglio --help` starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import (
        Asset,
        Evidence,
        Fact,
        Finding,
        Outcome,
        Service,
        Severity,
        Strength,
        Text,
        Verdict,
        Zone,
        met,
        not_met,
        unknown,
    )
    from scanner.plugin import (
        Actor,
        Check,
        Closed,
        Cost,
        Effort,
        Garbled,
        Impact,
        Line,
        Probe,
        Refused,
        Silence,
        Stops,
        Tcp,
        Udp,
        check,
        probe,
    )

_MODEL = {"Asset", "Evidence", "Fact", "Finding", "Outcome", "Service", "Severity", "Strength", "Text"}
_MODEL |= {"Verdict", "Zone", "met", "not_met", "unknown"}
_PLUGIN = {"Actor", "Check", "Closed", "Cost", "Effort", "Garbled", "Impact", "Line", "Probe", "Refused"}
_PLUGIN |= {"Silence", "Stops", "Tcp", "Udp", "check", "probe"}
_HOME = dict.fromkeys(_MODEL, "scanner.model") | dict.fromkeys(_PLUGIN, "scanner.plugin")


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'scanner' has no attribute {name!r}")


__all__ = [
    "Actor", "Asset", "Check", "Closed", "Cost", "Effort", "Evidence", "Fact", "Finding", "Garbled",
    "Impact", "Line", "Outcome", "Probe", "Refused", "Service", "Severity", "Silence",
    "Stops", "Strength", "Tcp", "Text", "Udp", "Verdict", "Zone", "check", "met", "not_met", "probe",
    "unknown",
]  # fmt: skip
