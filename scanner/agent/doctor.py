"""Looks at what Vaglio needs around it, and says what is lost without it and how to mend it. Sends nothing."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from scanner.agent.unit.render import stale
from scanner.config import Config, Segment
from scanner.knowledge.library import STARTER, library
from scanner.store.engine import database_file

State = Literal["ok", "missing", "wrong"]
"""missing: something is lost, an audit still works. wrong: an audit can't or should not be run."""

LEAST_DISK = 500_000_000
"""Bytes that should be free where the database is."""
OLD_DAYS = 30
CAP_NET_RAW = 13
BUILT = date(2026, 11, 1)
"""No clock can be right that is before this."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `lost` and `cure` are empty where it is in order."""

    what: str
    state: State
    told: str
    lost: str = ""
    cure: str = ""


def examined(config: Config, *, system: Path = Path("/"), now: datetime | None = None) -> tuple[Finding, ...]:
    """Everything, in the order in which a person would mend it. `system` is where /proc and /sys are."""
    moment = now or datetime.now().astimezone()
    looks: Sequence[Callable[[], Iterator[Finding]]] = (
        lambda: _scope(config, moment.date()), lambda: _interfaces(config.segments, system),
        lambda: _rights(system), lambda: _nmap(config.segments), lambda: _clock(system, moment.date()),
        lambda: _disk(config), lambda: _permissions(config), lambda: _knowledge(config, moment.date()),
        lambda: _service(config, system),
    )  # fmt: skip
    return tuple(found for look in looks for found in look())


def _scope(config: Config, today: date) -> Iterator[Finding]:
    if not config.segments:
        yield Finding("scope", "missing", "no segment is configured", "nothing can be scheduled",
                      "add a [[segments]] block: `vaglio config init` explains each key")  # fmt: skip
    for one in config.segments:
        until = one.authorisation.until
        if until and until < today:
            yield Finding(f"scope of {one.name}", "wrong", f"the authorisation ended on {until}",
                          "it is not examined", "have it renewed, then change `until`")  # fmt: skip
        else:
            yield Finding(f"scope of {one.name}", "ok", f"allowed by {one.authorisation.who}")


def _interfaces(segments: Sequence[Segment], system: Path) -> Iterator[Finding]:
    cards = system / "sys/class/net"
    for one in segments:
        if not one.interface:
            continue
        what, card = f"interface of {one.name}", cards / one.interface
        state = _text(card / "operstate").strip()
        if not card.exists():
            there = ", ".join(sorted(path.name for path in cards.glob("*"))) or "none"
            yield Finding(what, "wrong", f"there is no {one.interface}", "the segment can't be reached",
                          f"name one of these in `interface`: {there}")  # fmt: skip
        elif state in ("down", "lowerlayerdown"):
            yield Finding(what, "wrong", f"{one.interface} is {state}", "the segment can't be reached",
                          "plug the cable in, or switch the card on")  # fmt: skip
        else:
            yield Finding(what, "ok", f"{one.interface} is {state or 'there'}")


def _rights(system: Path) -> Iterator[Finding]:
    lines = dict(
        line.split(":", 1) for line in _text(system / "proc/self/status").splitlines() if ":" in line
    )
    effective = int(lines.get("CapEff", "0").strip() or "0", 16)
    if effective >> CAP_NET_RAW & 1:
        yield Finding("link layer", "ok", "CAP_NET_RAW is there")
    else:
        yield Finding("link layer", "missing", "CAP_NET_RAW is not there",
                      "no ARP, no listening: quiet machines are not found, and no maker of a network card is known",
                      "run as root, or as the service (`vaglio service install`)")  # fmt: skip


def _nmap(segments: Sequence[Segment]) -> Iterator[Finding]:
    wanted = any(one.nmap for one in segments)
    if shutil.which("nmap"):
        yield Finding("nmap", "ok", "the program is installed")
    else:
        yield Finding("nmap", "wrong" if wanted else "missing", "the program is not installed",
                      "services on unusual ports stay unnamed", "install the package nmap")  # fmt: skip


def _clock(system: Path, today: date) -> Iterator[Finding]:
    if today < BUILT:
        yield Finding("clock", "wrong", f"this computer says that it is {today}",
                      "certificates, authorisations and ages are judged wrongly", "set the clock")  # fmt: skip
        return
    marks = (
        "run/systemd/timesync/synchronized",
        "run/chrony/chronyd.pid",
        "run/ntpd.pid",
        "run/ntpsec/ntpd.pid",
    )
    if any((system / mark).exists() for mark in marks):
        yield Finding("clock", "ok", "a time service keeps it right")
    else:
        yield Finding("clock", "missing", "no time service was found", "times in reports may be off",
                      "switch on systemd-timesyncd or chrony, or check the clock by hand")  # fmt: skip


def _disk(config: Config) -> Iterator[Finding]:
    folder = _nearest(database_file(config.store) or config.report.folder)
    free = shutil.disk_usage(folder).free
    told = f"{free // 1_000_000:,} MB are free in {folder}"
    if free >= LEAST_DISK:
        yield Finding("disk", "ok", told)
    else:
        yield Finding("disk", "wrong", told, "a scan may end half done",
                      "make room, or shorten what is kept: `vaglio purge`")  # fmt: skip


def _permissions(config: Config) -> Iterator[Finding]:
    file = database_file(config.store)
    if file and file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("database", "wrong", f"others may read {file}", "names and weak points are no secret",
                      f"chmod 600 {file}")  # fmt: skip
    elif file and not os.access(_nearest(file), os.W_OK):
        yield Finding("database", "wrong", f"{_nearest(file)} can't be written to", "nothing can be kept",
                      "run as its owner, or name another `store`")  # fmt: skip
    else:
        yield Finding("database", "ok", str(file or config.store.split("@")[-1]))
    folder = config.report.folder
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o007:
        yield Finding("reports", "wrong", f"others may look into {folder}", "names and weak points are no secret",
                      f"chmod 700 {folder}")  # fmt: skip


def _knowledge(config: Config, today: date) -> Iterator[Finding]:
    with library(config.feeds.database, today) as known:
        sources, problem = known.sources(), known.problem
    fetched = [one for one in sources if one.id != STARTER]
    if problem or not fetched:
        yield Finding("knowledge", "missing", problem or "only what came with the program",
                      "new vulnerabilities are not known",
                      "`vaglio feeds update`, or `vaglio feeds import` without internet")  # fmt: skip
        return
    age = max(one.age_days for one in fetched)
    if age > OLD_DAYS:
        yield Finding("knowledge", "missing", f"the oldest source is {age} days old",
                      "new vulnerabilities are not known", "`vaglio feeds update`")  # fmt: skip
    else:
        yield Finding("knowledge", "ok", f"{len(fetched)} sources, the oldest {age} days old")
    if not shutil.which("gpgv"):
        yield Finding("signatures", "missing", "gpgv is not installed", "signed advisories can't be verified",
                      "install the package gpgv")  # fmt: skip


def _service(config: Config, system: Path) -> Iterator[Finding]:
    allowed = stale(config, system)
    if allowed is not None:
        yield Finding("service", "wrong", f"the installed service may reach {', '.join(allowed) or 'nothing'}",
                      "it can't reach what was added to the scope since, and still may reach what was taken out",
                      "vaglio service install")  # fmt: skip


def _nearest(path: Path) -> Path:
    """The first folder above that exists."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_dir())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
