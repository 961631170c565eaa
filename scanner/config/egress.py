"""The address outside at which a segment's sensor may try whether the internet is reached: "host:port"."""

import re
from ipaddress import IPv6Address, ip_address

from scanner.config.faults import fault
from scanner.model import Outside, is_public

_WRITTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\[\]:]+)):(?P<port>[0-9]{1,5})")
_NAME = re.compile(
    r"(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,62}"
)
_ALLOWED = 'allowed: "192.0.2.1:443", "[2001:db8::1]:443" or "www.example.com:443"'


def written(value: str) -> str:
    """The same in its usual spelling; empty stays empty. Refuses anything but one public address and port."""
    return str(outside_of(value)) if value else ""


def outside_of(value: str) -> Outside:
    """Host and port of what was written."""
    found = _WRITTEN.fullmatch(value.strip())
    port = int(found["port"]) if found else 0
    if not found or not 1 <= port <= 65535:
        raise fault(f'"{value}" is no address with a port; {_ALLOWED}')
    return Outside(host=_host(found["six"] or found["host"], value), port=port)


def _host(host: str, value: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        if _NAME.fullmatch(host):
            return host.lower()
        raise fault(f'"{value}" is no address with a port; {_ALLOWED}') from None
    if not is_public(address):
        raise fault(
            f'"{host}" is no address of the internet, so it can\'t tell whether the internet is reached'
        )
    # A IPv4 address in square brackets would be read as something else elsewhere.
    return str(address) if isinstance(address, IPv6Address) is ("[" in value) else _host("", value)
