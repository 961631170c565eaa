"""Says in words what a config lets the program do, and writes a loaded config out again."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from scanner.config.delivery import told as told_delivery
from scanner.config.durations import spelled
from scanner.config.languages import NAMES
from scanner.config.logins import told
from scanner.config.models import Config
from scanner.config.segment import Segment
from scanner.model import ZONE_PACE, QuietWindow, faster_than

_PASSWORD = re.compile(r"(?<=://)([^:/@]*):[^@]*@")


def summary(config: Config, today: date) -> Iterator[str]:
    """Lines for people: what will be scanned, how gently, until when. `today` dates the warnings."""
    yield f"Sensor {config.sensor}, reports in {_language(config.report_language)} to {config.report.folder}."
    if not config.segments:
        yield "No segment is listed, so no scan will start by itself."
    yield from told_delivery(config.delivery)
    for what, days in (("Results", config.retention.days), ("Reports", config.retention.for_reports)):
        if days:
            yield f"{what} older than {days} days may be purged; {config.retention.keep} stay anyway."
    for segment in config.segments:
        yield ""
        yield from _segment(segment, today)


def _language(code: str) -> str:
    return NAMES.get(code, code)


def _segment(segment: Segment, today: date) -> Iterator[str]:
    count = f"{segment.addresses:,} address{'' if segment.addresses == 1 else 'es'}"
    yield f"Segment {segment.name}: {', '.join(segment.networks)}, {count}, zone {segment.zone.value}."
    yield f"  Pace: {_pace(segment)}."
    yield f"  Schedule: {_schedule(segment)}."
    for window in segment.windows:
        name = f" ({window.name})" if window.name else ""
        yield f"  Quiet: {_days(window)}, {window.start:%H:%M} to {window.end:%H:%M}{name}."
    yield from (f"  {line}" for line in told(segment.logins))
    if segment.egress_test:
        yield f"  One connection without content to {segment.egress_test}, to see whether the internet is reached."
    yield f"  {_authorisation(segment)}"
    yield from _warnings(segment, today)


def _schedule(segment: Segment) -> str:
    schedule = segment.schedule
    if schedule is None:
        return "none; it is examined when somebody asks for it"
    when = f"cron {schedule.cron}" if schedule.cron else f"every {spelled(schedule.every or timedelta())}"
    later = f", up to {spelled(schedule.jitter)} later by chance" if schedule.jitter else ""
    return f"{when}{later}, times of {segment.timezone or 'this computer'}"


def _days(window: QuietWindow) -> str:
    if window.dates:
        return ", ".join(f"{span.first} to {span.last}" for span in window.dates)
    except_for = f" but for {len(window.holidays)} holidays" if window.holidays else ""
    return ", ".join(window.days) + except_for


def _pace(segment: Segment) -> str:
    pace = segment.pace
    hosts = "1 machine" if pace.hosts_in_flight == 1 else f"up to {pace.hosts_in_flight} machines"
    faster = faster_than(pace, ZONE_PACE[segment.zone])
    note = "; faster than the zone's default, as acknowledged" if faster else ""
    return f"{pace.frames_per_second:g} frames a second, {hosts} at a time{note}"


def _authorisation(segment: Segment) -> str:
    granted = segment.authorisation
    until = f" until {granted.until}" if granted.until else ", without an end"
    return f"Authorised by {granted.who} from {granted.when}{until}."


def _warnings(segment: Segment, today: date) -> Iterator[str]:
    granted = segment.authorisation
    if segment.expired(today):
        yield f"  Warning: the authorisation ran out on {granted.until}. No scan starts without a new one."
    if granted.when > today:
        yield f"  Warning: the authorisation begins on {granted.when}. Nothing is scanned before."


def plain(config: Config) -> dict[str, Any]:
    """The config as JSON types, passwords hidden."""
    content: dict[str, Any] = config.model_dump(mode="json", exclude_none=True)
    content["feeds"]["proxy"] = _PASSWORD.sub(r"\1:***@", config.feeds.proxy)
    return content | {"store": _PASSWORD.sub(r"\1:***@", config.store)}


def as_toml(config: Config) -> str:
    """The config as TOML that can be loaded again, every default written out, passwords hidden."""
    return "\n".join(_table(plain(config), ())).strip() + "\n"


def _table(content: dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner = {key: value for key, value in content.items() if _is_table(value)}
    yield from (f"{key} = {_value(value)}" for key, value in content.items() if key not in inner)
    for key, value in inner.items():
        below = (*path, key)
        for each in value if isinstance(value, list) else [value]:
            name = ".".join(below)
            yield from ("", f"[[{name}]]" if isinstance(value, list) else f"[{name}]")
            yield from _table(each, below)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    # JSON's texts, numbers, lists and truth values are TOML too, but for one character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
