"""Copies of a folder in which agents live and are killed, and what must be true of each in the end."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from scanner.agent.compose import locales_of
from scanner.agent.delivery import happened
from scanner.agent.kept_reports import NOTE, reports_in
from scanner.agent.report_files import rendered
from scanner.model import Answer, Audit
from scanner.store import Store
from scanner.store.outbox import Outbox
from tests.scanner.agent.daemon.world import (
    CHECKS,
    CONTROLLER,
    GREETING,
    SIEM,
    WITH_PASSWORD,
    WITHOUT,
    World,
    world,
)

TODAY = (WITHOUT, GREETING, CONTROLLER)
LATER = timedelta(hours=25)
"""After yesterday's audit, late enough for a note on it."""
Prepare = Callable[[World], None]
Examine = Callable[[World], list[str]]


def live_yesterday(home: Path) -> Path:
    """A folder in which an agent audits its segment for the first time."""
    with world(home, WITH_PASSWORD, GREETING) as made:
        made.live()
    return home


def live_today(home: Path) -> Path:
    """The same a day later: a machine is new there, and a gap."""
    with world(home, *TODAY, later=LATER) as made:
        made.live()
    return home


class Lives:
    """Lives on copies of one folder. `prepare` is done to each copy, `wrong` says what is not as promised."""

    def __init__(
        self, tmp_path: Path, origin: Path, wrong: Examine, prepare: Prepare = lambda _: None
    ) -> None:
        self.folders = (tmp_path / f"copy{number}" for number in count())
        self.origin, self.wrong, self.prepare = origin, wrong, prepare
        self.top, self.alone = SIEM, False

    def wrongs(self, *ends: int) -> tuple[list[str], list[str]]:
        """The steps of the last life, and what is wrong in the end."""
        home = next(self.folders)
        shutil.copytree(self.origin, home, symlinks=True)
        with world(home, *TODAY, top=self.top, later=LATER) as made:
            self.prepare(made)
            made.alone, made.fate.last = self.alone, []
            made.live(*ends)
            steps = list(made.fate.steps)
            return steps, self.wrong(made)

    def at_every_step(self, who: str = "", until: str = "nothing") -> int:
        """One life undisturbed, and one for each of its steps, ended there. Says how many steps there were.

        `who` makes them, up to the first whose name ends with `until`.
        """
        steps, wrong = self.wrongs()
        assert wrong == []
        first = next((number for number, step in enumerate(steps) if step.endswith(until)), len(steps))
        numbers = [number for number, step in enumerate(steps[:first], 1) if step.startswith(who)]
        found = {f"{number} {steps[number - 1]}": self.wrongs(number)[1] for number in numbers}
        assert {step: wrong for step, wrong in found.items() if wrong} == {}
        return len(numbers)


def audits(made: World, but: int = 1) -> list[Audit]:
    """The published audits, oldest first, `but` the first ones; fails for a scan that is not published."""
    with Store.open(made.settings.store) as store:
        rows = [*reversed(store.scans())][but:]
        published = [store.audit_of(row.id) for row in rows]
    assert all(published), rows
    return [one for one in published if one]


def lost(made: World, audit: Audit) -> Iterator[str]:
    """Questions without an answer in the database; one in flight at each end may have lost its own."""
    with Store.open(made.settings.store) as store:
        kept = {(one.asset, one.probe): one.answer for one in store.evidence_of(audit.scan)}
    yield from (f"asked twice: {one}" for one in made.site.asked_twice)
    wanted = [(one.asset, one.probe) for one in TODAY]
    yield from (f"never asked: {one}" for one in wanted if one not in kept)
    unheard = [one for one in wanted if kept.get(one) is not Answer.HEARD]
    in_flight = [step for step in made.fate.last if "flight recorder" in step or "question" in step]
    if len(unheard) > len(in_flight):
        yield f"never heard: {unheard}"


def unlike(made: World, published: list[Audit]) -> Iterator[str]:
    """Reports that are not in their folder, whole, as the stored audit has them, with a note and nothing else."""
    for audit in published:
        folder = made.home / "reports" / audit.scan
        wanted = rendered(audit, made.settings.report_language, ("json",), locales_of(CHECKS))
        found = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
        notes = [one.written.files for one in reports_in(made.home / "reports") if one.folder == folder]
        if found.keys() != {*wanted, NOTE} or any(found[name] != text for name, text in wanted.items()):
            yield f"the report of {audit.scan} holds {sorted(found)}"
        if notes != [{name: sha256(text).hexdigest() for name, text in wanted.items()}]:
            yield f"the note on it says {notes}"


def told(made: World, published: list[Audit]) -> Iterator[str]:
    """News that were not told, or not in one letter; a letter comes again only where its carrier was killed."""
    with Store.open(made.settings.store) as store:
        pairs = [(one, store.audit_of(one.previous or "")) for one in published]
        met = {one.scan: Outbox(store).met_before(one.segment, one.started) for one in published}
        parcels = Outbox(store).newest()
    (target,) = made.settings.delivery.syslog
    events = [event for one, before in pairs for event in happened(one, before, met[one.scan])]
    wanted = {event.key for event in events if event.kind in target.when}
    letters = {one.id: one for _, one in made.site.letters}
    keys = Counter(event.key for one in letters.values() for event in one.events)
    if keys != Counter(wanted):
        yield f"told {dict(keys)}, wanted {wanted}"
    again = len(made.site.letters) - len(letters)
    if again != sum("send to" in step for step in made.fate.last):
        yield f"{again} letters came again"
    yield from (f"a parcel is {one.status}" for one in parcels if one.status != "sent")
