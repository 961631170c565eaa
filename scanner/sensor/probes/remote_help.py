"""Programs for remote help: whether the port that one has as delivered stands open. Nothing is said.

Sources: nmap's list of services (4899 radmin, 5938 teamviewer); the makers' pages on firewalls (AnyDesk: 7070 for
direct connections in the local network; RustDesk: 21118). A port is a hint, no proof: others may use it.
"""

from scanner.evidence.remote import RemoteHelpDoor
from scanner.plugin import Garbled, Line, Tcp, probe

PRODUCTS = {4899: "Radmin", 5938: "TeamViewer", 7070: "AnyDesk", 21118: "RustDesk"}


@probe(
    id="remote-help", title="Whether a program for remote help waits", protocol="remote-help",
    ports=[Tcp(port) for port in PRODUCTS], gives=RemoteHelpDoor, questions=0, order=61, office_only=True,
)  # fmt: skip
def remote_help(line: Line) -> RemoteHelpDoor:
    """The connection was accepted; it is closed without a word."""
    if line.service.port not in PRODUCTS:
        raise Garbled(f"nothing is known of port {line.service.port}")
    return RemoteHelpDoor(product=PRODUCTS[line.service.port])
