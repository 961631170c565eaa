"""That something is there: addresses, open ports, and how it bore being asked."""

from typing import Literal

from scanner.model import Fact


class Presence(Fact):
    """An asset answered or was heard. `how`: arp, neighbour, icmp, tcp, heard."""

    mac: str = ""
    mac_vendor: str = ""
    names: tuple[str, ...] = ()
    how: tuple[str, ...] = ()


class OpenPort(Fact):
    """A TCP port accepted a connection; what speaks there is not known from this alone."""

    port: int


class Fragility(Fact):
    """It fell silent or slow while it was asked, and was left alone from then on."""

    reason: str
    kind_of_trouble: Literal["silent", "slow", "flood", "drip"] = "silent"


class NmapReport(Fact):
    """The XML that the nmap program wrote; the agent reads it."""

    xml: str
    complete: bool = True


class EgressTest(Fact):
    """One TCP connection that the sensor tried to an address outside. Nothing was sent over it.

    `outside` is what the owner wrote, `address` what it stands for. `state`: open (it came about), refused
    (by the address or on the way), silent, unreachable; `reason` is the system's name of the error.
    """

    outside: str
    address: str
    port: int
    state: Literal["open", "refused", "silent", "unreachable"]
    reason: str = ""
