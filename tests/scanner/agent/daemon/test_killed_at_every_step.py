"""Killed at any moment: nothing is lost, nothing is asked twice, nothing is told twice. Each step of a life in turn."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.agent.daemon.choose import MOST_TRIES
from scanner.store import Plans, Store
from tests.scanner.agent.daemon.promised import (
    Lives,
    audits,
    live_yesterday,
    lost,
    told,
    unlike,
)
from tests.scanner.agent.daemon.world import (
    World,
)


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an agent has audited its segment once."""
    return live_yesterday(tmp_path_factory.mktemp("yesterday"))


def _one_audit(made: World) -> list[str]:
    """What is not as it would be had nobody been killed."""
    found = audits(made)
    if len(found) != 1:
        return [f"{len(found)} audits"]
    late = [note for note in found[0].notes if note.startswith("This audit was due on ")]
    missed = [note for note in found[0].notes if note.startswith("Further dates")]
    return [
        *(["it is not complete"] if not found[0].complete else []),
        *([f"said {len(late)} times that it began late"] if len(late) != 1 else []),
        *missed, *lost(made, found[0]), *unlike(made, found), *told(made, found),
    ]  # fmt: skip


def test_an_agent_that_is_killed_at_any_step_of_an_audit(tmp_path: Path, yesterday: Path) -> None:
    assert Lives(tmp_path, yesterday, _one_audit).at_every_step() > 25


def test_a_worker_that_is_killed_at_any_step_while_its_agent_lives(tmp_path: Path, yesterday: Path) -> None:
    lives = Lives(tmp_path, yesterday, _one_audit)
    lives.alone = True
    assert lives.at_every_step("examine: commit") > 10


def test_an_agent_that_is_killed_twice_and_three_times(tmp_path: Path, yesterday: Path) -> None:
    lives, chance = Lives(tmp_path, yesterday, _one_audit), random.Random(7)
    for times in (2, 2, 2, 2, 2, 2, 3, 3, 3):
        ends = [chance.randrange(1, 36) for _ in range(times)]
        assert lives.wrongs(*ends)[1] == [], ends


def _half_done(made: World) -> None:
    """An audit whose agent was killed before its second question."""
    made.life("question ftp")
    made.fate.reborn()


def _given_up(made: World, *reasons: str) -> Iterator[str]:
    audit = audits(made)[0]
    if audit.complete or audit.reason not in reasons:
        yield f"it ended {audit.complete}, {audit.reason}"
    if {"vnc"} != {asked.probe for scan, asked in made.site.asked if scan == audit.scan}:
        yield f"more was asked: {made.site.asked}"


def _changed(made: World) -> None:
    _half_done(made)
    (segment,) = made.settings.segments
    segment = segment.model_copy(update={"exclusions": ("127.0.50.3",)})
    made.settings = made.settings.model_copy(update={"segments": (segment,)})


def _given_up_and_another(made: World) -> list[str]:
    found = audits(made)
    if [one.complete for one in found] != [False, True]:
        return [f"ended: {[(one.complete, one.reason) for one in found]}"]
    return [
        *_given_up(made, "the configuration of the segment changed"), *lost(made, found[1]),
        *unlike(made, found), *told(made, found),
    ]  # fmt: skip


def test_an_audit_that_must_give_way_is_published_and_another_made(tmp_path: Path, yesterday: Path) -> None:
    lives = Lives(tmp_path, yesterday, _given_up_and_another, _changed)
    assert lives.at_every_step("examine", until="flight recorder") > 10


def _tried_often(made: World) -> None:
    _half_done(made)
    with Store.open(made.settings.store) as store:
        Plans(store).postpone("s0", MOST_TRIES, None, "the disk is full")


def _what_was_heard(made: World) -> list[str]:
    found = audits(made)
    if len(found) != 1:
        return [f"{len(found)} audits"]
    reasons = ("the disk is full", "the worker was ended by the signal 9")
    return [*_given_up(made, *reasons[: 1 + made.alone]), *unlike(made, found), *told(made, found)]


@pytest.mark.parametrize("alone", [False, True])
def test_an_audit_that_is_given_up_after_the_last_try(tmp_path: Path, yesterday: Path, alone: bool) -> None:
    lives = Lives(tmp_path, yesterday, _what_was_heard, _tried_often)
    lives.alone = alone
    assert lives.at_every_step("examine") > 10
