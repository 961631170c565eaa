"""When nothing is sent: the plant's quiet hours, in its own local time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scanner.model import QuietWindow
from scanner.model.order import WHOLE_DAY
from scanner.plugin import Refused


@dataclass(frozen=True)
class Calendar:
    """Quiet windows. `zone` None is the machine's own local time."""

    windows: tuple[QuietWindow, ...]
    zone: tzinfo | None = None

    @classmethod
    def of(cls, windows: Sequence[QuietWindow], timezone: str) -> "Calendar":
        """Raises Refused for a time zone that this machine does not know."""
        try:
            return cls(tuple(windows), ZoneInfo(timezone) if timezone else None)
        except (ZoneInfoNotFoundError, ValueError):
            raise Refused(f"no time zone is called {timezone!r}") from None

    def check(self, moment: datetime) -> None:
        """Raises Refused inside a quiet window. `moment` is aware."""
        local = moment.astimezone(self.zone)
        for window in self.windows:
            if window.holds(local):
                name = f" ({window.name})" if window.name else ""
                end = "midnight" if window.end == WHOLE_DAY else f"{window.end:%H:%M}"
                raise Refused(f"quiet hours{name} until {end}")
