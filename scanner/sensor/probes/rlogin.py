"""rlogin, rsh and rexec: whether their ports stand open. Nothing is said: the first word would be a login.

Sources: RFC 1282 (rlogin: the client speaks first, with names); IANA service names exec (512), login (513)
and shell (514); nmap's list of services for the same ports.
"""

from scanner.evidence.remote import RloginDoor
from scanner.plugin import Garbled, Line, Tcp, probe

SERVICES = {512: "rexec", 513: "rlogin", 514: "rsh"}


@probe(
    id="rlogin", title="Whether rlogin, rsh or rexec is open", protocol="rlogin",
    ports=[Tcp(port) for port in SERVICES], gives=RloginDoor, questions=0, order=61, office_only=True,
)  # fmt: skip
def rlogin(line: Line) -> RloginDoor:
    """The connection was accepted; it is closed without a word."""
    if line.service.port not in SERVICES:
        raise Garbled(f"nothing is known of port {line.service.port}")
    return RloginDoor(service=SERVICES[line.service.port])
