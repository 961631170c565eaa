"""How the agent runs as a service: the table [agent]."""

import re
from ipaddress import ip_address, ip_network
from typing import Annotated

from pydantic import AfterValidator, Field

from scanner.config.faults import fault
from scanner.model import Record

_PLACE = re.compile(r"(?P<host>\[[0-9a-f:]+\]|[0-9.]+):(?P<port>[0-9]{1,5})")


def _listens_here(value: str) -> str:
    """Nobody outside this machine is to see which machines of the plant are weak."""
    if not value or re.fullmatch(r"unix:/[^\0]{1,90}", value):
        return value
    found = _PLACE.fullmatch(value)
    try:
        here = found is not None and ip_address(found["host"].strip("[]")).is_loopback
    except ValueError:
        here = False
    if not found or not here or not 0 < int(found["port"]) < 65_536:
        raise fault(f'is "{value}"; allowed: "127.0.0.1:9478", "[::1]:9478" or "unix:/run/vaglio/agent.sock"')
    return value


def _network(value: str) -> str:
    try:
        found = ip_network(value, strict=False)
    except ValueError:
        raise fault(f'"{value}" is no address; allowed: "192.168.20.5" or "192.168.20.0/28"') from None
    if found.num_addresses > 65_536:
        raise fault(f'"{value}" holds {found.num_addresses:,} addresses; allowed: at most 65,536')
    return str(found)


class Agent(Record):
    """`observe` is where /healthz and /metrics are served; empty: nowhere.

    `also_reach`: addresses that the installed service may connect to besides the scope. It makes no connection.
    """

    at_once: int = Field(default=1, ge=1, le=8)
    observe: Annotated[str, AfterValidator(_listens_here)] = ""
    also_reach: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(default=(), max_length=64)
