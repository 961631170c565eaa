"""New knowledge is no new problem: a machine that told the same before has not become worse."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks.known_vulnerabilities import exploited_vulnerability, vulnerability_with_fix
from scanner.agent.again import catch_up, judge_again, outdated
from scanner.agent.compose import compose
from scanner.config import Config
from scanner.evidence import S7Identity
from scanner.knowledge.database import build, swap
from scanner.knowledge.facts import Exploited, Row
from scanner.model import Audit, Evidence, Outcome
from scanner.packs import Catalogue, PackError, load_checks
from scanner.store import Store
from tests.scanner.agent.things import catalogue, heard, said, small_order, tcp
from tests.scanner.knowledge.made import CVE, affected, graded, state

# An order number that no advisory of the starter catalogue names.
NUMBER = "6ES7999-9XX99-9XX9"


def plc(version: str = "V2.5.3") -> Evidence:
    fact = S7Identity(order_number=NUMBER, firmware=version, module_type="CPU 9999")
    return heard(fact, tcp(102), probe="s7")


def learns(folder: Path, *rows: Row, day: str = "2026-11-01") -> Path:
    """Puts knowledge of that day into the place from which it is read."""
    new, current = folder / "new", folder / "knowledge.sqlite"
    build([(state(newest_at=day), rows)], new)
    swap(new, current)
    return current


WEAK = tuple(graded(affected("< V2.6", product="CPU 9999", order_numbers=(NUMBER,), fix="V2.6")))
ELSEWHERE = affected("< V2.0", product="CPU 9999", order_numbers=(NUMBER,))


@pytest.fixture
def mine() -> Catalogue:
    return replace(catalogue(exploited_vulnerability, vulnerability_with_fix), packs=load_checks().packs)


def scanned(store: Store, *evidence: Evidence, scan: str = "s1") -> None:
    store.begin_scan(small_order(scan), os.getpid())
    store.add_messages(scan, said(*evidence), 0)
    store.finish_scan(scan, True)


def audited(store: Store, mine: Catalogue, knowledge: Path, scan: str = "s1") -> Audit:
    audit = compose(store, scan, mine, None, knowledge=knowledge)
    store.publish(audit)
    return audit


def gaps(audit: Audit) -> dict[str, str]:
    return {one.check: one.news for one in audit.findings if one.outcome is Outcome.NOT_MET}


def test_newer_knowledge_finds_more_in_stored_evidence_and_says_so(
    store: Store, mine: Catalogue, tmp_path: Path
) -> None:
    scanned(store, plc())
    before = audited(store, mine, learns(tmp_path, ELSEWHERE))
    assert gaps(before) == {}
    touches = store.touches_of("s1")
    after = audited(store, mine, learns(tmp_path, *WEAK, day="2026-11-02"))
    assert gaps(after) == {"vulnerability-with-fix": "new knowledge"}
    assert store.touches_of("s1") == touches
    assert {one.knowledge.split(" ")[0][:10] for one in after.findings} == {"2026-11-02"}
    assert "source csaf-test (2026-11-02)" in after.knowledge
    assert [one.id for one in after.known[0].vulnerabilities] == [CVE]


def test_judging_a_third_time_keeps_the_label(store: Store, mine: Catalogue, tmp_path: Path) -> None:
    scanned(store, plc())
    audited(store, mine, learns(tmp_path, ELSEWHERE))
    current = learns(tmp_path, *WEAK, day="2026-11-02")
    assert gaps(audited(store, mine, current)) == gaps(audited(store, mine, current))


def test_the_first_audit_of_all_brings_problems_and_no_news(
    store: Store, mine: Catalogue, tmp_path: Path
) -> None:
    scanned(store, plc())
    assert gaps(audited(store, mine, learns(tmp_path, *WEAK))) == {"vulnerability-with-fix": ""}


def test_a_gap_that_was_known_is_no_news(store: Store, mine: Catalogue, tmp_path: Path) -> None:
    scanned(store, plc())
    audited(store, mine, learns(tmp_path, *WEAK))
    assert gaps(audited(store, mine, learns(tmp_path, *WEAK, day="2026-11-02"))) == {
        "vulnerability-with-fix": ""
    }


def test_the_next_scan_tells_news_only_of_machines_that_say_the_same(
    store: Store, mine: Catalogue, tmp_path: Path
) -> None:
    scanned(store, plc())
    audited(store, mine, learns(tmp_path, ELSEWHERE))
    current = learns(tmp_path, *WEAK, day="2026-11-02")
    scanned(store, plc(), scan="s2")
    assert gaps(audited(store, mine, current, "s2")) == {"vulnerability-with-fix": "new knowledge"}
    scanned(store, plc("V2.4"), scan="s3")
    assert gaps(audited(store, mine, current, "s3")) == {"vulnerability-with-fix": ""}


def test_a_machine_that_was_put_back_has_a_new_problem(store: Store, mine: Catalogue, tmp_path: Path) -> None:
    current = learns(tmp_path, *WEAK)
    scanned(store, plc("V2.6"))
    assert gaps(audited(store, mine, current)) == {}
    scanned(store, plc("V2.5"), scan="s2")
    assert gaps(audited(store, mine, current, "s2")) == {"vulnerability-with-fix": ""}


def test_a_weak_point_that_is_used_since_is_news(store: Store, mine: Catalogue, tmp_path: Path) -> None:
    scanned(store, plc())
    audited(store, mine, learns(tmp_path, *WEAK))
    current = learns(tmp_path, *WEAK, Exploited(id=CVE, added="2026-11-02"), day="2026-11-02")
    assert gaps(audited(store, mine, current)) == {"exploited-vulnerability": "new knowledge"}


def test_without_a_file_nothing_is_called_good(store: Store, mine: Catalogue, tmp_path: Path) -> None:
    scanned(store, plc())
    audit = audited(store, mine, tmp_path / "none.sqlite")
    assert {one.outcome for one in audit.findings} == {Outcome.UNKNOWN}
    (tmp_path / "damaged.sqlite").write_text("not a database")
    damaged = audited(store, mine, tmp_path / "damaged.sqlite")
    assert {one.outcome for one in damaged.findings} == {Outcome.UNKNOWN}


def test_only_audits_that_newer_knowledge_has_not_seen_are_judged_again(
    store: Store, mine: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.agent.again.load_checks", lambda _: mine)
    config = Config.model_validate({"feeds": {"folder": tmp_path}})
    scanned(store, plc())
    audited(store, mine, learns(tmp_path, ELSEWHERE))
    assert outdated(store, config.feeds.database) == []
    learns(tmp_path, *WEAK, day="2026-11-02")
    assert outdated(store, config.feeds.database) == ["s1"]
    before = store.audit_of("s1")
    assert before is not None
    assert gaps(judge_again(store, before, config)) == {"vulnerability-with-fix": "new knowledge"}
    assert outdated(store, config.feeds.database) == []


def test_the_agent_catches_up_by_itself_and_leaves_what_it_cannot_judge(
    store: Store, mine: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config.model_validate({"feeds": {"folder": tmp_path}})
    scanned(store, plc())
    audited(store, mine, learns(tmp_path, ELSEWHERE))
    learns(tmp_path, *WEAK, day="2026-11-02")

    def gone(_: object) -> Catalogue:
        raise PackError("it is gone")

    monkeypatch.setattr("scanner.agent.again.load_checks", gone)
    assert catch_up(store, config) == 0
    monkeypatch.setattr("scanner.agent.again.load_checks", lambda _: mine)
    assert catch_up(store, config) == 1
    after = store.audit_of("s1")
    assert after is not None
    assert gaps(after) == {"vulnerability-with-fix": "new knowledge"}
    assert catch_up(store, config) == 0


def test_an_audit_that_found_nothing_to_look_up_is_judged_again_once_and_not_at_every_start(
    store: Store, mine: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.agent.again.load_checks", lambda _: mine)
    config = Config.model_validate({"feeds": {"folder": tmp_path}})
    scanned(store)
    audit = audited(store, mine, learns(tmp_path, ELSEWHERE))
    assert [one for one in audit.findings if one.knowledge] == []
    assert outdated(store, config.feeds.database) == []
    learns(tmp_path, *WEAK, day="2026-11-02")
    assert outdated(store, config.feeds.database) == ["s1"]
    judge_again(store, audit, config)
    assert outdated(store, config.feeds.database) == []
