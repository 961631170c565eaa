"""Logins that the owner allows: the tables [[segments.logins]]. They say where a secret lies, never what it is."""

import base64
import binascii
import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from scanner.config import scope
from scanner.config.beside import FromConfig
from scanner.config.faults import fault
from scanner.config.secret import SecretSource
from scanner.model import Login
from scanner.secret import problem_of

PORTS = {"ssh": 22, "winrm": 5986}
HTTP_PORT = 5985
_HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9-]{1,63})*")
_HEX = re.compile(r"(?:SHA256:|SHA-256:)?((?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2})")
_FINGERPRINT = 'allowed: a fingerprint such as "SHA256:…" (43 characters), or 64 hexadecimal digits'


def _is_address(value: str) -> bool:
    try:
        return bool(ip_address(value))
    except ValueError:
        return False


def _asset(value: str) -> str:
    if _is_address(value):
        return str(ip_address(value))
    if not _HOST_NAME.fullmatch(value) or value.replace(".", "").isdigit():
        raise fault(
            f'"{value}" is neither an address nor a name; allowed: "192.168.20.15" or "files.example.lan"'
        )
    return value.lower()


def _fingerprint(value: str) -> str:
    """As OpenSSH writes it, whichever way it was written."""
    if found := _HEX.fullmatch(value.strip()):
        raw = bytes.fromhex(found[1].replace(":", ""))
    else:
        try:
            raw = base64.b64decode(value.strip().removeprefix("SHA256:") + "=", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
    if len(raw) != 32:
        raise fault(f'"{value}" is no fingerprint; {_FINGERPRINT}')
    return "SHA256:" + base64.b64encode(raw).decode().rstrip("=")


class SegmentLogin(SecretSource):
    """One account for named computers. Exactly one of `file`, `environment` and `credential` is given."""

    assets: tuple[Annotated[str, AfterValidator(_asset)], ...] = Field(min_length=1, max_length=1000)
    kind: Literal["ssh", "winrm"]
    user: str = Field(min_length=1, max_length=128, pattern=r"^[^\s:\x00-\x1f]+$")
    port: int | None = Field(default=None, ge=1, le=65535)
    host_keys: tuple[Annotated[str, AfterValidator(_fingerprint)], ...] = ()
    known_hosts: FromConfig | None = None
    https: bool = True

    @model_validator(mode="after")
    def _knows_its_host(self) -> Self:
        """A password goes only to a computer that has shown who it is."""
        if self.kind == "ssh" and not (self.host_keys or self.known_hosts):
            raise fault('needs "host_keys" or "known_hosts": else anybody could pass for the computer')
        if self.kind == "winrm" and self.https and not self.host_keys:
            raise fault(
                'needs "host_keys", the fingerprint of its certificate: else anybody could pass for it'
            )
        if self.kind == "winrm" and self.known_hosts:
            raise fault("is for SSH only", "known_hosts")
        if self.kind == "ssh" and not self.https:
            raise fault("is for WinRM only", "https")
        return self

    def order(self) -> Login:
        """The same as a scan order holds it."""
        port = HTTP_PORT if not self.https else PORTS[self.kind]
        return Login(
            kind=self.kind, assets=self.assets, user=self.user, port=self.port or port,
            secret=self.place, host_keys=self.host_keys,
            known_hosts=str(self.known_hosts or ""), https=self.https,
        )  # fmt: skip


def outside(logins: tuple[SegmentLogin, ...], networks: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """The addresses that lie in none of the networks: place of the login, place in its list, address."""
    for at, login in enumerate(logins):
        for place, asset in enumerate(login.assets):
            if _is_address(asset) and not scope.lies_in(asset, networks):
                yield at, place, asset


def told(logins: tuple[SegmentLogin, ...]) -> Iterator[str]:
    """Lines for people: which logins there are, and what keeps one from working."""
    for login in logins:
        order = login.order()
        yield f"Login: {login.user} over {order.over} at {', '.join(login.assets)}, read-only commands."
        if problem := problem_of(order.secret):
            yield f"Warning: this login won't be made: {problem}."
