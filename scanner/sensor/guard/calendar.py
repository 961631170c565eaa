"""When nothing is sent: the plant's quiet hours, in its own local time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scanner.model import QuietWindow
from scanner.plugin import Refused

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
            if _inside(window, local):
                name = f" ({window.name})" if window.name else ""
                raise Refused(f"quiet hours{name} until {window.end:%H:%M}")


def _inside(window: QuietWindow, local: datetime) -> bool:
    clock = local.time().replace(tzinfo=None)
    today, yesterday = DAYS[local.weekday()], DAYS[(local - timedelta(days=1)).weekday()]
    if window.start <= window.end:
        return today in window.days and window.start <= clock < window.end
    # Over midnight: the evening belongs to its own day, the morning to the day before.
    return (today in window.days and clock >= window.start) or (
        yesterday in window.days and clock < window.end
    )
