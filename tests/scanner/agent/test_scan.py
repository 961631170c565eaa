"""A scan from order to audit: whatever its sensor says or does."""

import os
import signal
import threading
from pathlib import Path

import pytest

from scanner.agent.scan import Scan, expected_of, ledger_path
from scanner.config import Config, parse
from scanner.evidence import FtpGreeting
from scanner.model import Audit, Done, Message, Note, Outcome
from scanner.packs import Catalogue
from scanner.store import Store, StoreError
from tests.scanner.agent.things import (
    DONE,
    FTP,
    heard,
    said,
    says,
    seen,
    small_order,
    stand_in,
    touch,
)

HEARD = heard(FtpGreeting(banner="a"))


def _audited(store: Store, checks: Catalogue, watch: list[Message] | None = None) -> Audit:
    seen_by = watch if watch is not None else []
    return Scan(store, small_order(), checks, watch=seen_by.append).begin()


def test_what_a_sensor_says_becomes_a_published_audit(
    store: Store, checks: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched: list[Message] = []
    stand_in(monkeypatch, tmp_path, says(*said(HEARD), touch(FTP), Note(text="Mind the gap."), DONE))
    audit = _audited(store, checks, watched)
    assert audit.complete
    assert [str(one.why) for one in audit.findings] == ["It says a."]
    assert (audit.ledger.touches, audit.notes) == (1, ("Mind the gap.",))
    assert store.audit_of("s1") == audit
    assert [one.say for one in watched] == ["seen", "evidence", "touch", "note", "done"]


def test_an_answer_is_stored_the_moment_it_is_heard(
    store: Store, checks: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[int] = []

    def watch(message: Message) -> None:
        if message.say in ("evidence", "done"):
            stored.append(len(store.evidence_of("s1")))

    stand_in(monkeypatch, tmp_path, says(*said(HEARD), DONE))
    Scan(store, small_order(), checks, watch=watch).begin()
    assert stored == [0, 1]


@pytest.mark.parametrize(
    "case",
    [
        ("sys.stderr.write('it broke\\n'); sys.exit(1)", "before its time: it broke"),
        ("os.kill(os.getpid(), 9)", "before its time: it ended with code -9"),
        ("say('garbage')\n" + says(DONE), "not a message"),
        ("say('x' * 10_000_000)\n" + says(DONE), "not a message"),
        ("sys.stdout.buffer.write(bytes(range(256)) * 99)", "before its time"),
        (says(Done(complete=False, reason="the segment fell silent")), "the segment fell silent"),
    ],
)
def test_a_sensor_that_fails_leaves_an_incomplete_audit_of_what_was_heard(
    store: Store, checks: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str]
) -> None:
    body, reason = case
    stand_in(monkeypatch, tmp_path, says(*said(HEARD)) + "\n" + body)
    audit = _audited(store, checks)
    assert not audit.complete
    assert reason in audit.reason
    assert [one.outcome for one in audit.findings] == [Outcome.NOT_MET]
    assert store.interrupted() == ()


def test_a_sensor_that_repeats_itself_does_not_fill_the_report(
    store: Store, checks: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = "for n in range(3000): say(json.dumps({'say': 'note', 'text': str(n // 2000)}))\n"
    more = "for n in range(700): say(json.dumps({'say': 'note', 'text': f'more {n}'}))\n"
    stand_in(monkeypatch, tmp_path, again + more + says(DONE))
    notes = _audited(store, checks).notes
    assert (notes[:3], len(notes)) == (("0", "1", "more 0"), 200)


def test_one_ctrl_c_stops_the_sensor_and_judges_what_was_heard(
    store: Store, checks: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = Done(complete=False, reason="it was asked to stop")
    last = "".join(one.model_dump_json() + "\n" for one in (said(HEARD)[-1], end))
    body = (
        f"import signal\ndef end(*_): os.write(1, {last!r}.encode()); os._exit(3)\n"
        "signal.signal(signal.SIGTERM, end)\n" + says(seen()) + "\ntime.sleep(60)"
    )
    stand_in(monkeypatch, tmp_path, body)

    def press(message: Message) -> None:
        if message.say == "seen":
            threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()

    audit = Scan(store, small_order(), checks, watch=press).begin()
    assert (audit.complete, audit.reason) == (False, "it was asked to stop")
    assert [one.outcome for one in audit.findings] == [Outcome.NOT_MET]


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+pysqlite"])
def test_the_ledger_is_beside_the_database_for_its_owner_only(tmp_path: Path, scheme: str) -> None:
    path = ledger_path(f"{scheme}:///{tmp_path}/state/vaglio.db", "s1")
    assert path == tmp_path / "state" / "ledgers" / "s1.jsonl"
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_ledger_of_a_database_elsewhere_is_in_the_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.agent.scan.state_folder", lambda: tmp_path / "state")
    assert ledger_path("postgresql://db/vaglio", "s1") == tmp_path / "state" / "ledgers" / "s1.jsonl"


def test_a_ledger_that_cannot_be_kept_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledgers").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        ledger_path(f"sqlite:///{tmp_path}/vaglio.db", "s1")


def _config(expected: str) -> Config:
    text = f"""[[segments]]
name = "hall"
networks = ["10.0.0.0/24"]
zone = "ot"
{expected}
[segments.authorisation]
who = "M. Rossi"
when = 2026-01-15
"""
    return parse(text, "config.toml", Path(), {})


def test_the_list_of_expected_assets_is_that_of_the_segment() -> None:
    config = _config('expected = [{ address = "10.0.0.7" }, { mac = "00-1B-1B-00-00-01" }]')
    assert expected_of(config, "hall") == frozenset({"10.0.0.7", "00:1b:1b:00:00:01"})
    assert expected_of(config, "elsewhere") is None
    assert expected_of(_config(""), "hall") is None
