"""One segment of the config: what may be scanned, how gently, when, and who allowed it."""

from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from scanner.config import egress, scope
from scanner.config.faults import fault
from scanner.config.logins import SegmentLogin, outside
from scanner.config.schedule import Schedule
from scanner.model import (
    ACKNOWLEDGEMENT,
    ZONE_PACE,
    Authorisation,
    Pace,
    QuietWindow,
    Record,
    Zone,
    faster_than,
)
from scanner.plugin import ID

_NEVER_PORTS = dict.fromkeys(range(9100, 9108), "a printer prints whatever it receives there")
_NEVER_PORTS[5002] = "some controllers lock up there until they are reset (CVE-2016-8368)"


def _no_number(value: Any) -> Any:
    """Keeps a bare number from being read as seconds: `start = 22` must not mean 22 s after midnight."""
    if not isinstance(value, dict):
        return value
    for key, what in (("start", "06:30"), ("end", "06:30"), ("when", "2026-03-31"), ("until", "2026-03-31")):
        if isinstance(value.get(key), int | float):
            raise fault(f'is {value[key]}; allowed: "{what}"', key)
    return value


def _window(window: QuietWindow) -> QuietWindow:
    if window.start == window.end:
        raise fault('is the same as "start"; for a whole day write 00:00 and 23:59:59', "end")
    return window


def _granted(authorisation: Authorisation) -> Authorisation:
    if authorisation.until and authorisation.until < authorisation.when:
        raise fault(f'is before "when" ({authorisation.when})', "until")
    return authorisation


def _probe_id(value: str) -> str:
    if not ID.fullmatch(value):
        raise fault(f'"{value}" is not the id of a probe; allowed: lower-case words joined by hyphens')
    return value


def _port(value: int) -> int:
    if value in _NEVER_PORTS:
        raise fault(f"{value} is never asked: {_NEVER_PORTS[value]}")
    return value


def _known_timezone(value: str) -> str:
    zones = available_timezones()
    if value and value not in zones:
        near = get_close_matches(value, zones, 1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        raise fault(f'is "{value}"; allowed: a place such as "Europe/Rome".{hint}')
    return value


ScannedNetwork = Annotated[str, AfterValidator(scope.network)]
Place = Annotated[str, AfterValidator(scope.place)]
PlaceOrMac = Annotated[str, AfterValidator(scope.place_or_mac)]
ProbeId = Annotated[str, AfterValidator(_probe_id)]
Port = Annotated[int, Field(ge=1, le=65535), AfterValidator(_port)]
Window = Annotated[QuietWindow, BeforeValidator(_no_number), AfterValidator(_window)]
Timezone = Annotated[str, AfterValidator(_known_timezone)]
Granted = Annotated[Authorisation, BeforeValidator(_no_number), AfterValidator(_granted)]


class ExpectedAsset(Record):
    """A machine that should be there. At least one of `address` and `mac` is given."""

    address: Annotated[str, AfterValidator(scope.address)] | None = None
    mac: Annotated[str, AfterValidator(scope.mac)] | None = None
    name: str = ""
    role: str = ""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not (self.address or self.mac):
            raise fault('needs an "address" or a "mac"')
        return self


class SegmentPace(Pace):
    """The zone's pace with this segment's changes. Faster needs `acknowledge` (`ACKNOWLEDGEMENT`)."""

    acknowledge: str = ""


class Segment(Record):
    """One segment. `pace` is whole after loading: the zone's default where nothing else was said."""

    name: str = Field(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")
    networks: tuple[ScannedNetwork, ...] = Field(min_length=1)
    zone: Zone
    interface: str | None = Field(default=None, pattern=r"^[^\s/]{1,15}$")
    exclusions: tuple[Place, ...] = ()
    never_touch: tuple[PlaceOrMac, ...] = ()
    expected: tuple[ExpectedAsset, ...] | None = None
    authorisation: Granted
    pace: SegmentPace
    quiet: tuple[Window, ...] = ()
    timezone: Timezone = ""
    listen_seconds: float = Field(default=10, ge=0, le=3600)
    reverse_dns: bool = False
    nmap: bool = False
    opt_in: tuple[ProbeId, ...] = ()
    allow_guess: tuple[ProbeId, ...] = ()
    extra_tcp_ports: tuple[Port, ...] = ()
    whole_port_list: bool = False
    egress_test: Annotated[str, AfterValidator(egress.written)] = ""
    logins: tuple[SegmentLogin, ...] = ()
    schedule: Schedule | None = None

    @model_validator(mode="before")
    @classmethod
    def _whole_pace(cls, raw: Any) -> Any:
        """Fills what the owner left out of `pace` from the zone; a wrong zone is told elsewhere."""
        if not isinstance(raw, dict) or not isinstance(raw.get("pace", {}), dict):
            return raw
        zone = raw.get("zone")
        known = Zone(zone) if zone in list(Zone) else Zone.OT
        return raw | {"pace": ZONE_PACE[known].model_dump() | raw.get("pace", {})}

    @field_validator("networks")
    @classmethod
    def _not_too_many(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        total = scope.count(value)
        if total > scope.MOST_ADDRESSES:
            most = f"{scope.MOST_ADDRESSES:,}"
            raise fault(f"hold {total:,} addresses together; allowed: at most {most} in a segment")
        return value

    @field_validator("exclusions")
    @classmethod
    def _excludes_something(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """An exclusion that excludes nothing is most likely a slip, and its machine would be asked."""
        networks = info.data.get("networks", ())
        for at, each in enumerate(value):
            if networks and not scope.lies_in(each, networks):
                raise fault(f'"{each}" lies in none of the segment\'s networks ({", ".join(networks)})', at)
        return value

    @field_validator("logins")
    @classmethod
    def _logins_lie_inside(
        cls, value: tuple[SegmentLogin, ...], info: ValidationInfo
    ) -> tuple[SegmentLogin, ...]:
        networks = info.data.get("networks", ())
        for at, place, asset in outside(value, networks) if networks else ():
            words = f'"{asset}" lies in none of the segment\'s networks ({", ".join(networks)})'
            raise fault(words, at, "assets", place)
        return value

    @field_validator("nmap", "allow_guess", "logins")
    @classmethod
    def _only_in_it(cls, value: Any, info: ValidationInfo) -> Any:
        zone = info.data.get("zone", Zone.IT)
        if value and zone is not Zone.IT:
            raise fault(f'is allowed in the zone "it" only; this segment\'s zone is "{zone.value}"')
        return value

    @field_validator("egress_test")
    @classmethod
    def _not_from_an_office(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("zone") is Zone.IT:
            raise fault(
                'is for machines; in the zone "it" the way to the internet is nothing to find fault with'
            )
        if value:
            _port(egress.outside_of(value).port)
        return value

    @model_validator(mode="after")
    def _faster_only_knowingly(self) -> Self:
        default = ZONE_PACE[self.zone]
        faster = faster_than(self.pace, default)
        if faster and self.pace.acknowledge != ACKNOWLEDGEMENT:
            least = getattr(default, faster[0])
            raise fault(
                f'is faster than the zone "{self.zone.value}" allows ({least:g}); '
                f'if you mean it, add acknowledge = "{ACKNOWLEDGEMENT}" to the same table',
                "pace",
                faster[0],
            )
        return self

    @property
    def addresses(self) -> int:
        """How many addresses may be asked at most, exclusions taken off."""
        return scope.count(self.networks) - scope.count(self.networks, self.exclusions)

    @property
    def windows(self) -> tuple[QuietWindow, ...]:
        """All hours in which nothing is sent: the quiet ones and those of the production calendar."""
        return (*self.quiet, *(self.schedule.quiet() if self.schedule else ()))

    def expired(self, today: date) -> bool:
        """Whether the authorisation has run out."""
        return self.authorisation.until is not None and self.authorisation.until < today
