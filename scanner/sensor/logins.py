"""Logins that the owner allowed: at which asset, on which conditions, and what is said of those that are not made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from scanner.evidence import InstalledPackages, SshHostKey, WindowsPatches
from scanner.login.job import Job
from scanner.model import Answer, Login, Message, Note, ScanOrder, Service, Zone
from scanner.model import Asked as Key
from scanner.plugin import Closed, Impact, Line, Probe, Refused, Silence, probe
from scanner.sensor.asked import Asked
from scanner.sensor.guard.guard import Guard
from scanner.sensor.guard.scope import resolve
from scanner.sensor.wire.login import log_in

NEVER = "a login is made at office computers only, and this may be a machine of the plant"


def _spoken_elsewhere(_: Line) -> Any:
    raise Refused("a login has a process of its own")


def _card(id: str, title: str, gives: type[Any]) -> Probe[Any]:
    made = probe(
        id=id, title=title, protocol="login", ports=[], gives=gives, impact=Impact.ASK, office_only=True
    )
    return made(_spoken_elsewhere)


CARDS: Mapping[str, Probe[Any]] = {
    "ssh": _card("ssh-login", "Packages, read after a login over SSH", InstalledPackages),
    "winrm": _card("winrm-login", "Patches, read after a login over WinRM", WindowsPatches),
}
"""Under which name, and as what, each kind of login is written down."""


@dataclass(frozen=True)
class Entry:
    """The login for one address, and the names that it was listed under."""

    login: Login
    names: tuple[str, ...] = ()


@dataclass
class Logins:
    """The logins of one order, by address. `tell` takes what a person should know."""

    guard: Guard
    tell: Callable[[Message], None]
    by_address: dict[str, Entry] = field(default_factory=dict)

    @property
    def order(self) -> ScanOrder:
        return self.guard.order

    def resolve(self) -> None:
        """Looks up the names of the list, once for the whole scan. The first login that names an asset counts."""
        for login in self.order.logins:
            for asset in login.assets:
                for address in self._addresses(asset):
                    names = () if asset == address else (asset,)
                    self.by_address.setdefault(address, Entry(login, names))

    def _addresses(self, asset: str) -> Sequence[str]:
        try:
            return [str(ip_address(asset))]
        except ValueError:
            pass
        try:
            return resolve(asset)
        except Refused:
            self.tell(
                Note(level="warning", text=f"The name {asset} is not known here, so no login was made there.")
            )
            return []

    def log_in(self, asked: Asked) -> None:
        """The login at an asset, if one is listed for it: at most one, after all other questions."""
        entry = self.by_address.get(asked.address)
        if entry is None or not self._wanted(asked, entry.login):
            return
        card, service = CARDS[entry.login.kind], Service(transport="tcp", port=entry.login.port)
        if why_not := self._why_not(asked):
            asked.missed(card, service, Answer.NOT_ASKED, why_not)
            return
        try:
            reply = log_in(self.guard, _job(asked, entry), card.id)
        except Refused as refusal:
            asked.missed(card, service, Answer.REFUSED, str(refusal))
        except (Closed, Silence) as end:
            asked.missed(
                card,
                service,
                Answer.NOT_ASKED,
                f"its port {service.port} does not let anybody in ({end.args[0]})",
            )
        else:
            self._write_down(asked, card, service, reply)

    def _wanted(self, asked: Asked, login: Login) -> bool:
        """Whether the order lets this question out, and this scan has not put it yet."""
        card, service = CARDS[login.kind], Service(transport="tcp", port=login.port)
        chosen = self.order.probes is None or card.id in self.order.probes
        return chosen and Key(asset=asked.address, probe=card.id, service=service) not in self.order.done

    def _why_not(self, asked: Asked) -> str:
        if Zone(self.order.zone) is not Zone.IT or asked.is_ot or asked.controller:
            return NEVER
        return asked.left_alone

    def _write_down(self, asked: Asked, card: Probe[Any], service: Service, reply: Any) -> None:
        if reply.host_key:
            words = f"{asked.address}: it shows the key {reply.host_key}. If that is its own, name it in host_keys."
            self.tell(Note(level="warning", text=words))
        if isinstance(reply.fact, card.gives):
            asked.heard(card, service, reply.fact)
            return
        answer = Answer.GARBLED if reply.answer is Answer.HEARD else reply.answer
        asked.missed(card, service, answer, reply.reason or "the login ended without a result")


def _job(asked: Asked, entry: Entry) -> Job:
    """What the login process is told, the host key among it that this scan's probe saw at the same port."""
    service = Service(transport="tcp", port=entry.login.port)
    seen = asked.by_probe.get(("ssh-host-key", service))
    key = seen if isinstance(seen, SshHostKey) else SshHostKey()
    return Job(
        address=asked.address,
        login=entry.login,
        names=entry.names,
        seen_type=key.key_type,
        seen_key=key.sha256,
    )
