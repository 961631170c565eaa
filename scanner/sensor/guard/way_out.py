"""The one exception to the scope: an address outside that the owner named, tried once in a scan."""

from dataclasses import dataclass
from ipaddress import ip_address

from scanner.model import Outside, Service, is_public
from scanner.plugin import Refused
from scanner.sensor.guard.scope import NEVER_TCP, Scope, resolve


@dataclass
class WayOut:
    """`outside` None: there is no exception at all. A name is pinned to one address for the whole scan."""

    outside: Outside | None
    scope: Scope
    _address: str = ""
    _named: bool = False
    _tried: bool = False

    def take(self, target: str, service: Service | None) -> None:
        """Leave to look the name up (no `service`), or for the one attempt; each once. Raises Refused."""
        if self.outside is None:
            raise Refused("no address outside is named")
        if service is None:
            self._take_name(self.outside, target)
            return
        named = Service(transport="tcp", port=self.outside.port)
        if not self._address or target != self._address or service != named:
            raise Refused(f"{target} is not the address outside that was named")
        if self._tried:
            raise Refused("the address outside was tried once in this scan already")
        self._tried = True

    def address(self) -> str:
        """The address that the order names. A name is looked up here, once, with leave only. Raises Refused."""
        if self.outside is None:
            raise Refused("no address outside is named")
        if self.outside.is_name and not self._named:
            raise Refused(f"nobody gave leave to look {self.outside.host} up")
        if not self._address:
            self._address = self._checked(self.outside)
        return self._address

    def _take_name(self, outside: Outside, target: str) -> None:
        if not outside.is_name or target != outside.host or self._named:
            raise Refused(f"{target} is not to be looked up, or was already")
        self._named = True

    def _checked(self, outside: Outside) -> str:
        if outside.port in NEVER_TCP:
            raise Refused(f"TCP port {outside.port} is never touched")
        address = _first(resolve(outside.host)) if outside.is_name else str(ip_address(outside.host))
        if not is_public(ip_address(address)):
            if outside.is_name:
                raise Refused(
                    f"{outside.host} stands for {address} here, which is no address of the internet"
                )
            raise Refused(f"{address} is no address of the internet")
        if self.scope.names(address):
            raise Refused(f"{address} is in the networks, or among what is never touched")
        return address


def _first(found: list[str]) -> str:
    """One of the addresses of a name, IPv4 before IPv6, which many networks have no way for."""
    return min(found, key=lambda one: (ip_address(one).version, int(ip_address(one))))
