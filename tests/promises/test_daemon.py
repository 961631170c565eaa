"""The agent as a service: whatever ends it, nothing is lost, nothing is asked twice, and it goes on."""

import json
import os
import random
import signal
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.promises.agents import (
    AT_LAST,
    SLOW,
    agent,
    configured,
    end,
    everybody,
    examining,
    is_whole,
    published,
    questions,
    said,
    status,
    touches,
    under_way,
)
from tests.promises.runs import is_gone, vaglio, wait_for
from tests.promises.servers import office
from tests.promises.short_clock import FIRST_PAUSE
from tests.timing import ends_within

KILLS = 50
KILLS_END = 240
"""Seconds after which no further kill is begun on a machine that is too busy for all of them."""
NEVER_AGAIN = {FIRST_PAUSE: "3600"}
"""What failed is not tried again while a test looks at what is said of it."""
SOME_TOUCHES = 10
"""Seconds in which an agent that has something left to ask has asked some of it."""


def _report(home: Path) -> dict[str, Any]:
    (file,) = (home / "reports").glob("*/report.json")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def _judged(report: dict[str, Any]) -> dict[tuple[str, str], dict[str, str]]:
    """By check and address: the outcome at each service, or at none."""
    address = {one["id"]: one["addresses"][0] for one in report["assets"]}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in report["findings"]:
        place = (one["check"], address.get(one["asset"], ""))
        found.setdefault(place, {})[str(one["service"])] = one["outcome"]
    return found


def _unlike(whole: dict[str, Any], killed: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """What a whole audit judges and the killed one neither judges the same nor calls unknown.

    A question in flight is never put again, so its answer may be lost; then nobody may call it good.
    """
    after = _judged(killed)
    return [
        (*place, service, outcome)
        for place, outcomes in _judged(whole).items()
        for service, outcome in outcomes.items()
        if outcome != "unknown" and after.get(place, {}).get(service) != outcome
        if "unknown" not in after.get(place, {}).values()
    ]


def test_sigterm_ends_within_ten_seconds_and_the_next_start_goes_on_there(tmp_path: Path) -> None:
    configured(tmp_path, {"hall": "127.0.61.1/32"}, pace=SLOW)
    with office("127.0.61.1"):
        with agent(tmp_path) as process:
            assert under_way(process, tmp_path, 15)
            below = everybody(process.pid)
            assert set(below) >= set(examining(process.pid)) != set(), "a worker and its sensor"
            with ends_within(10):
                process.terminate()
                assert process.wait(AT_LAST) == 0
            assert all(map(is_gone, below))
        (scan,) = (json.loads(line) for line in vaglio(tmp_path, "scans", "list", "--json").out.splitlines())
        assert scan["status"] == "cut short"
        assert published(tmp_path) == []
        with agent(tmp_path):
            assert wait_for(lambda: len(published(tmp_path)) == 1, AT_LAST)
    assert published(tmp_path)[0]["scan"] == scan["scan"]
    report = _report(tmp_path)
    assert report["scan"]["complete"] is True
    assert any(
        "This audit was interrupted (the agent stops) and went on" in note for note in report["scan"]["notes"]
    )
    assert max(questions(tmp_path).values()) == 1


def test_sighup_takes_a_valid_configuration_and_refuses_a_wrong_one_with_its_reason(tmp_path: Path) -> None:
    file = configured(tmp_path, {"hall": "127.0.62.1/32"})
    with agent(tmp_path) as process:
        assert wait_for(lambda: bool(said(tmp_path, "ready")), AT_LAST)
        file.write_text(file.read_text().replace('zone = "it"', 'zone = "moon"'))
        process.send_signal(signal.SIGHUP)
        wrong = "the new configuration is wrong; the old one stays"
        assert wait_for(lambda: bool(said(tmp_path, wrong)), AT_LAST)
        assert '"zone" is "moon"; allowed: ot, it, dmz, mixed' in said(tmp_path, wrong)[0]["why"]
        assert process.poll() is None
        configured(tmp_path, {"hall": "127.0.62.1/32", "office": "127.0.62.2/32"})
        process.send_signal(signal.SIGHUP)
        assert wait_for(lambda: bool(said(tmp_path, "the new configuration is used")), AT_LAST)
        assert wait_for(lambda: len(status(tmp_path)["segments"]) == 2, AT_LAST)
        assert wait_for(lambda: all(one["next_run"] for one in status(tmp_path)["segments"]), AT_LAST)


def test_a_pause_stops_a_running_scan_between_two_questions_and_resume_goes_on(tmp_path: Path) -> None:
    file = configured(tmp_path, {"hall": "127.0.63.1/32"}, pace=SLOW)
    more = ("--config", str(file))
    with office("127.0.63.1"), agent(tmp_path) as process:
        assert under_way(process, tmp_path, 15)
        assert "left alone until" in vaglio(tmp_path, "pause", "hall", "--for", "2h", *more).out
        assert wait_for(lambda: any(one["outcome"] == "left" for one in said(tmp_path, "ended")), AT_LAST)
        assert status(tmp_path)["segments"][0]["paused"] is True
        asked = sum(questions(tmp_path).values())
        time.sleep(1)
        assert sum(questions(tmp_path).values()) == asked
        assert "examined again" in vaglio(tmp_path, "resume", "hall", *more).out
        assert wait_for(lambda: len(published(tmp_path)) == 1, AT_LAST)
    assert published(tmp_path)[0]["complete"] is True
    assert max(questions(tmp_path).values()) == 1


def test_an_audit_by_hand_does_not_run_beside_the_agents(tmp_path: Path) -> None:
    file = configured(tmp_path, {"hall": "127.0.64.1/32"}, pace=SLOW)
    with office("127.0.64.1"), agent(tmp_path) as process:
        assert under_way(process, tmp_path, 5)
        run = vaglio(tmp_path, "audit", "hall", "--yes", "--config", str(file))
    assert run.code == 2
    assert "is being examined already, by the process" in run.err


def test_a_second_agent_on_the_same_database_says_so_and_ends(tmp_path: Path) -> None:
    file = configured(tmp_path, {"hall": "127.0.65.1/32"})
    with agent(tmp_path) as process:
        assert wait_for(lambda: bool(said(tmp_path, "ready")), AT_LAST)
        second = vaglio(tmp_path, "agent", "--config", str(file))
    assert second.code == 2
    assert f"An agent serves this database already: the process {process.pid}" in second.err


def test_a_worker_that_is_killed_is_told_and_the_agent_lives_on(tmp_path: Path) -> None:
    configured(tmp_path, {"hall": "127.0.66.1/32"}, pace=SLOW)
    with office("127.0.66.1"), agent(tmp_path, NEVER_AGAIN) as process:
        assert under_way(process, tmp_path, 15)
        end(examining(process.pid)[0])
        assert wait_for(lambda: any(one["outcome"] == "failed" for one in said(tmp_path, "ended")), AT_LAST)
        assert process.poll() is None
        (segment,) = status(tmp_path)["segments"]
    assert "the worker was ended by the signal 9" in segment["waits"]
    assert "tried again at" in segment["waits"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a program without any network")
def test_a_network_that_is_gone_is_told_and_never_taken_for_an_empty_segment(tmp_path: Path) -> None:
    configured(tmp_path, {"hall": "127.0.67.1/32"})
    with agent(tmp_path, NEVER_AGAIN, before=("unshare", "--net")) as process:
        assert wait_for(lambda: any(one["kind"] == "examine" for one in said(tmp_path, "ended")), AT_LAST)
        (ended,) = (one for one in said(tmp_path, "ended") if one["kind"] == "examine")
        assert process.poll() is None
        (segment,) = status(tmp_path)["segments"]
    assert ended.get("complete", False) is False
    assert ended["reason"].startswith("the network is out of reach")
    assert segment["last"]["reason"] == ended["reason"]
    assert "tried again at" in segment["waits"]


def _has_asked_or_ended(home: Path, touched: int) -> bool:
    return len(touches(home)) >= touched or bool(published(home))


def _kill(process: Any, how: str) -> None:
    """Ends the agent without warning: with all that it started, alone, or after its worker."""
    below = everybody(process.pid)
    if how == "the worker, then the agent":
        for pid in below[:1]:
            end(pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    if how == "everything":
        for pid in below:
            end(pid)


def test_killed_at_fifty_random_moments_it_loses_nothing_and_asks_nothing_twice(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    asked, chance, done, until = [0], random.Random(seed), 0, time.monotonic() + KILLS_END
    addresses = ("127.0.68.1", "127.0.68.2", "127.0.68.3")
    whole = tmp_path / "whole"
    whole.mkdir()
    for home in (tmp_path, whole):
        configured(home, {"hall": "127.0.68.0/30"})
    with office(*addresses):
        while done < KILLS and time.monotonic() < until:
            with agent(tmp_path) as process:
                # Every other time while it asks, however long it took to begin.
                if done % 2:
                    more = asked[-1] + chance.randrange(1, 9)
                    wait_for(partial(_has_asked_or_ended, tmp_path, more), SOME_TOUCHES)
                time.sleep(chance.uniform(0.0, 0.3 if done % 2 else 3.5))
                how = chance.choice(["everything", "the agent", "the worker, then the agent"])
                _kill(process, how)
                done += 1
            assert is_whole(tmp_path), (seed, done, how)
            asked.append(len(touches(tmp_path)))
        with agent(tmp_path):
            assert wait_for(lambda: bool(published(tmp_path)), AT_LAST), seed
    again = {question: count for question, count in questions(tmp_path).items() if count > 1}
    assert again == {}, seed
    scans = vaglio(tmp_path, "scans", "list", "--json").out.splitlines()
    assert len(scans) == 1, "it was resumed each time, never begun anew"
    with office(*addresses):
        undisturbed = vaglio(whole, "audit", "hall", "--yes", "--config", str(whole / "config.toml"))
    assert undisturbed.code == 0, undisturbed.err
    assert _unlike(_report(whole), _report(tmp_path)) == [], seed
    reasons = [one["reason"] for one in _report(tmp_path)["not_checked"]]
    assert not [one for one in reasons if "asked to stop" in one], "what was stopped was gone on with"
    assert done >= KILLS // 2, "this machine is too busy for this test"
    assert len(set(asked)) > 8, "few of the kills came while something was asked"
