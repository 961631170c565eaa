"""Where reports and news go when an audit is done: the table [delivery]. Empty: nowhere."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from scanner.config.beside import FromConfig
from scanner.config.faults import fault
from scanner.config.formats import FormatName
from scanner.config.languages import Language
from scanner.config.secret import Secret
from scanner.config.segment import Timezone, Window
from scanner.model import EventKind, Record
from scanner.secret import problem_of

NEWS: tuple[EventKind, ...] = ("critical", "new_device", "score_fell", "incomplete", "knowledge_stale")
ALWAYS: tuple[EventKind, ...] = ("always",)
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_HOST = re.compile(r"[A-Za-z0-9:][A-Za-z0-9.:_-]{0,252}")
_URL = re.compile(r"[!-~]{1,2000}")
PORTS = {"starttls": 587, "tls": 465, "none": 25}


def _mail(value: str) -> str:
    if not _MAIL.fullmatch(value):
        raise fault(f'"{value}" is not a mail address; allowed: "name@example.com", without a name before it')
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise fault(
            f'"{value}" is neither a name nor an address; allowed: "mail.example.com" or "192.168.20.5"'
        )
    return value


def loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url(value: str) -> str:
    # The address is not told: some carry a secret.
    parts = urlsplit(value) if _URL.fullmatch(value) else urlsplit("")
    if parts.scheme not in ("https", "http") or not parts.hostname or _port_of(value) is None:
        raise fault('is no address; allowed: an address that begins with "https://"')
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise fault('must hold no password and nothing after "?"; what is secret belongs in "key"')
    if parts.scheme == "http" and not loopback(parts.hostname):
        raise fault(
            'goes over the network in clear; allowed: "https://", or "http://" to this machine itself'
        )
    return value


def _port_of(url: str) -> int | None:
    """The port of an address, 0 where none is given; None where it is no port."""
    try:
        return urlsplit(url).port or 0
    except ValueError:
        return None


Host = Annotated[str, AfterValidator(_host)]


class Target(Record):
    """One place that news go to. `when`: what must have happened. `quiet`: the quiet hours hold for it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    when: tuple[EventKind, ...] = Field(default=NEWS, min_length=1)
    quiet: bool = False


class Folder(Target):
    """A folder that each report is put into, with an index page and the newest one under `latest`.

    `shared`: the group of the folder may read it; else nobody but the user who runs Vaglio.
    """

    path: FromConfig
    when: tuple[EventKind, ...] = Field(default=ALWAYS, min_length=1)
    formats: tuple[FormatName, ...] = Field(default=("html", "json"), min_length=1)
    language: Language | None = None
    latest: Literal["link", "copy"] = "link"
    shared: bool = False

    @model_validator(mode="after")
    def _can_be_indexed(self) -> Self:
        if not {"html", "json"} <= {*self.formats}:
            raise fault('needs both "html" and "json", for the index page', "formats")
        return self


class Email(Target):
    """Mail over an own mail server. `security` none is for a server on this machine only."""

    host: Host
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: FromConfig | None = None
    sender: Annotated[str, AfterValidator(_mail)]
    to: tuple[Annotated[str, AfterValidator(_mail)], ...] = Field(min_length=1, max_length=50)
    user: str = Field(default="", max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$")
    password: Secret | None = None
    language: Language | None = None
    attach: tuple[FormatName, ...] = ("html",)
    quiet: bool = True

    @model_validator(mode="after")
    def _sealed(self) -> Self:
        if self.security == "none" and not loopback(self.host):
            raise fault(
                'is "none", but the server is another machine; allowed: "starttls", "tls"', "security"
            )
        if bool(self.user) != bool(self.password):
            raise fault('needs both "user" and "password", or neither')
        return self

    @property
    def door(self) -> int:
        """The port that is dialled."""
        return self.port or PORTS[self.security]


class Syslog(Target):
    """A collector of log lines. `path` is the socket of transport unix, `host` that of the others."""

    transport: Literal["udp", "tcp", "unix"] = "udp"
    host: Host | None = None
    port: int = Field(default=514, ge=1, le=65535)
    path: FromConfig | None = None
    format: Literal["rfc5424", "cef"] = "rfc5424"
    facility: int = Field(default=16, ge=0, le=23)

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        wanted, other = ("path", "host") if self.transport == "unix" else ("host", "path")
        if not getattr(self, wanted) or getattr(self, other):
            raise fault(f'over "{self.transport}" needs "{wanted}", and no "{other}"')
        return self


class Webhook(Target):
    """A program of the owner's that takes signed JSON. `key`: the secret that both sides know."""

    url: Annotated[str, AfterValidator(_url)]
    key: Secret
    ca_file: FromConfig | None = None
    quiet: bool = True


Place = Folder | Email | Syslog | Webhook


class Delivery(Record):
    """All places. `fell_by`: points that the score must have lost. `hours`: when people are not disturbed."""

    folder: tuple[Folder, ...] = ()
    email: tuple[Email, ...] = ()
    syslog: tuple[Syslog, ...] = ()
    webhook: tuple[Webhook, ...] = ()
    fell_by: float = Field(default=1, gt=0, le=100)
    hours: tuple[Window, ...] = ()
    timezone: Timezone = ""

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        seen: set[str] = set()
        for kind in ("folder", "email", "syslog", "webhook"):
            for at, target in enumerate(getattr(self, kind)):
                if target.name in seen:
                    raise fault(
                        f'is "{target.name}", as in a target above; names must differ', kind, at, "name"
                    )
                seen.add(target.name)
        return self

    @property
    def targets(self) -> tuple[Place, ...]:
        """Every place; empty: nothing is delivered, and no connection opened."""
        return (*self.folder, *self.syslog, *self.webhook, *self.email)


def told(delivery: Delivery) -> Iterator[str]:
    """Lines for people: what goes where on which occasion, and which secret can't be used."""
    for one in delivery.targets:
        when = ", ".join(kind.replace("_", " ") for kind in one.when)
        yield f'Delivery "{one.name}": {_place(one)}; when: {when}.'
        secret = one.password if isinstance(one, Email) else one.key if isinstance(one, Webhook) else None
        if secret and (problem := problem_of(secret.place)):
            yield f"Warning: nothing will be delivered there: {problem}."


def _place(one: Place) -> str:
    if isinstance(one, Folder):
        return f"reports into {one.path}"
    if isinstance(one, Email):
        return f"mail to {', '.join(one.to)} over {one.host}:{one.door} ({one.security})"
    if isinstance(one, Syslog):
        return f"{one.format} lines to {one.path or f'{one.host}:{one.port}'} over {one.transport}"
    return f"a signed message to {urlsplit(one.url).hostname}"
