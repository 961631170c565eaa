"""When a segment may be examined: its calendar, and the days for which somebody has allowed it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from scanner.config import Segment
from scanner.model import QuietWindow
from scanner.model.order import WHOLE_DAY

LOOK_AHEAD = 400
"""Days that are searched for the end of the quiet hours."""


def zone_of(segment: Segment) -> tzinfo | None:
    """The time zone of its hours; None: this computer's."""
    return ZoneInfo(segment.timezone) if segment.timezone else None


def holding(segment: Segment, moment: datetime) -> QuietWindow | None:
    """The quiet window that holds at a moment, if one does."""
    local = moment.astimezone(zone_of(segment))
    return next((window for window in segment.windows if window.holds(local)), None)


def free_from(segment: Segment, moment: datetime) -> datetime | None:
    """The first moment from `moment` on outside all quiet windows; None: not within `LOOK_AHEAD` days."""
    if not holding(segment, moment):
        return moment
    ends = sorted({end for end in _ends(segment, moment) if end > moment})
    return next((end for end in ends if not holding(segment, end)), None)


def _ends(segment: Segment, moment: datetime) -> Iterator[datetime]:
    zone = zone_of(segment)
    today = moment.astimezone(zone).date()
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        for window in segment.windows:
            whole = window.end == WHOLE_DAY
            clock = window.end.replace(hour=0, minute=0, second=0, microsecond=0) if whole else window.end
            shown = datetime.combine(day + timedelta(days=whole), clock)
            yield (shown.replace(tzinfo=zone) if zone else shown).astimezone(UTC)


def obstacle(segment: Segment, moment: datetime) -> str:
    """Why nothing may be sent to a segment at a moment; empty when it may."""
    today = moment.astimezone(zone_of(segment)).date()
    if segment.authorisation.when > today:
        return f"the authorisation begins on {segment.authorisation.when}"
    if segment.expired(today):
        return f"the authorisation ended on {segment.authorisation.until}"
    window = holding(segment, moment)
    if window is None:
        return ""
    until = free_from(segment, moment)
    name = f" ({window.name})" if window.name else ""
    if until is None:
        return f"quiet hours{name} for more than a year"
    return f"quiet hours{name} until {until.astimezone(zone_of(segment)):%Y-%m-%d %H:%M}"
