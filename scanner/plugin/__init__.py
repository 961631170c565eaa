"""What a plug-in declares: a check, or a probe with the line that it speaks through."""

from scanner.plugin.check import Actor, Check, Cost, Effort, Stops, check
from scanner.plugin.line import Closed, Framing, Garbled, Line, Refused, Silence, TlsHandshake
from scanner.plugin.names import ID
from scanner.plugin.probe import Impact, Port, Probe, Tcp, Udp, probe

__all__ = [
    "ID", "Actor", "Check", "Closed", "Cost", "Effort", "Framing", "Garbled", "Impact", "Line", "Port", "Probe",
    "Refused", "Silence", "Stops", "Tcp", "TlsHandshake", "Udp", "check", "probe",
]  # fmt: skip
