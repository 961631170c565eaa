"""Killed at any moment of what follows an audit: nothing is lost, nothing is told twice, nothing stays for good."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scanner.agent.again import outdated
from scanner.agent.compose import locales_of
from scanner.agent.daemon.handing import publish
from scanner.agent.delivery.folder import index, send
from scanner.agent.delivery.letter import Letter
from scanner.agent.delivery.rounds import put
from scanner.agent.kept_reports import NOTE
from scanner.agent.report_files import rendered
from scanner.config.retention import Retention
from scanner.knowledge.database import build, swap
from scanner.knowledge.facts import Exploited, Row
from scanner.model import now
from scanner.store import Store
from scanner.store.outbox import Outbox
from tests.scanner.agent.daemon.promised import Lives, audits, live_today, live_yesterday, unlike
from tests.scanner.agent.daemon.world import CHECKS, NUMBER, SIEM, World, world
from tests.scanner.agent.delivery.things import an_audit
from tests.scanner.knowledge.made import CVE, affected, graded, state
from tests.scanner.store.things import NOBODY, order, set_row


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an agent has audited its segment on two days."""
    return live_today(live_yesterday(tmp_path_factory.mktemp("today")))


def _learns(made: World) -> None:
    """The vulnerability of a controller that was met is used by attackers by now."""
    weak: Row = affected("< V2.6", product="CPU 9999", order_numbers=(NUMBER,), fix="V2.6")
    rows = (*graded(weak), Exploited(id=CVE, added="2026-11-02"))
    made.settings.feeds.folder.mkdir()
    new = made.settings.feeds.folder / "new"
    build([(state(newest_at="2026-11-02"), rows)], new)
    swap(new, made.settings.feeds.database)


def _judged_again(made: World) -> list[str]:
    audit = audits(made)[-1]
    kinds = Counter(
        event.kind for one in {one.id: one for _, one in made.site.letters}.values() for event in one.events
    )
    again = sum("send to" in step for step in made.fate.last)
    with Store.open(made.settings.store) as store:
        left = outdated(store, made.settings.feeds.database)
    return [
        *(["it was not judged again"] if audit.scan in left else []),
        *([f"told {dict(kinds)} in {len(made.site.letters)}"]
          if kinds != {"critical": 1} or len(made.site.letters) != 1 + again else []),
        *unlike(made, [audit]), *(f"asked: {one}" for one in made.site.asked),
    ]  # fmt: skip


@pytest.mark.parametrize("alone", [False, True])
def test_an_audit_that_newer_knowledge_judges_again(tmp_path: Path, today: Path, alone: bool) -> None:
    lives = Lives(tmp_path, today, _judged_again, _learns)
    lives.alone = alone
    assert lives.at_every_step("judge") > 8


ARCHIVE = """
[[delivery.folder]]
name = "archive"
path = "{home}/archive"
"""


def _waits(made: World) -> None:
    """The last audit is in the outbox, for a folder and for a collector that have not been told anything yet."""
    with Store.open(made.settings.store) as store:
        put(store, made.settings.delivery, audits(made)[-1], None, made.clock())


def _delivered(made: World) -> list[str]:
    audit, home = audits(made)[-1], made.home / "archive"
    with Store.open(made.settings.store) as store:
        left = [one for one in Outbox(store).newest() if one.status != "sent"]
    (place,) = (one for one in (home / "s0").iterdir() if one.name != "latest")
    wanted = rendered(audit, "en", ("html", "json"), locales_of(CHECKS))
    again = sum("send to" in step for step in made.fate.last)
    letters = made.site.letters
    return [
        *(f"not sent: {one.target}" for one in left),
        *(["another report"] if {name: (place / name).read_bytes() for name in wanted} != wanted else []),
        *(["something else in it"] if {one.name for one in place.iterdir()} != {*wanted, NOTE} else []),
        *(f"{above} leads elsewhere" for above in (home, home / "s0") if (above / "latest").resolve() != place),
        *_index(made), *([f"{len(letters)} letters"] if len(letters) != 1 + again else []),
        *(["not the same letter"] if len({one.id for _, one in letters}) != 1 else []),
    ]  # fmt: skip


def _index(made: World) -> Iterator[str]:
    """An index page that is not what it would be if it were written now."""
    (archive,) = made.settings.delivery.folder
    page = archive.path / "index.html"
    before = page.read_bytes()
    index(archive, "en")
    if page.read_bytes() != before:
        yield "the index is out of date"


def test_what_waits_to_be_delivered(tmp_path: Path, today: Path) -> None:
    lives = Lives(tmp_path, today, _delivered, _waits)
    lives.top = ARCHIVE + SIEM.replace("siem", "soc")
    assert lives.at_every_step("send") > 12


OLD = timedelta(days=90)


def _grew_old(made: World) -> None:
    """Two audits of long ago, with all that was written of them."""
    (archive,) = made.settings.delivery.folder
    send(archive, Letter("2", now(), audits(made)[-1], ()), "en")
    with Store.open(made.settings.store) as store:
        for scan, began in (("old-1", now() - OLD), ("old-2", now() - OLD / 2)):
            store.begin_scan(order(scan, "s0"), NOBODY)
            audit = an_audit(scan, segment="s0", started=began, ended=began)
            publish(store, made.settings, CHECKS, audit)
            set_row(store, scan, started=began)
            send(archive, Letter("1", began, audit, ()), "en")


def _for_a_month(made: World) -> None:
    """So long everything is kept from now on. The flight recorders are this copy's own."""
    with Store.open(made.settings.store) as store:
        for scan in ("old-1", "old-2"):
            ledger = made.home / "ledgers" / f"{scan}.jsonl"
            ledger.write_text("{}\n")
            text = order(scan, "s0").model_copy(update={"ledger": str(ledger)}).model_dump_json()
            set_row(store, scan, scan_order=text)
    kept = Retention(days=30, keep=1)
    made.settings = made.settings.model_copy(update={"retention": kept})


def _tidy(made: World) -> list[str]:
    with Store.open(made.settings.store) as store:
        scans = [row.id for row in store.scans() if row.id.startswith("old")]
    places = [made.home / name for name in ("ledgers", "reports", "archive")]
    files = [path for place in places for path in place.rglob("*old-*/*") if path.is_file()]
    return [
        *scans, *map(str, files), *map(str, (made.home / "ledgers").glob("old*")), *_index(made),
        *([] if len(audits(made)) == 1 else ["a young one went"]),
    ]  # fmt: skip


def test_what_was_kept_for_long_enough(tmp_path: Path, today: Path) -> None:
    origin = tmp_path / "origin"
    shutil.copytree(today, origin, symlinks=True)
    with world(origin, top=ARCHIVE) as made:
        _grew_old(made)
    lives = Lives(tmp_path, origin, _tidy, _for_a_month)
    lives.top = ARCHIVE
    assert lives.at_every_step("tidy") > 12
