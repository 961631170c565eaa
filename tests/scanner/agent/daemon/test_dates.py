"""A date and the scan that serves it: neither is one served twice, nor does a later one get lost in it."""

import os
from pathlib import Path

from scanner.agent.daemon.agent import Agent
from scanner.agent.daemon.task import Result
from tests.scanner.agent.daemon.conftest import Make
from tests.scanner.agent.daemon.things import Begun, Clock, config, ends
from tests.scanner.store.things import audit, order

DAILY = '\n[segments.schedule]\nevery = "1d"\n'
DONE = Result(outcome="published", scan="s", complete=True)


def test_a_worker_is_told_which_scan_was_begun_for_its_date(home: Path, make: Make, begun: Begun) -> None:
    settings = config(home, DAILY)
    agent = make(settings)
    agent.tick()
    agent.plans.serve("s0", "the first")
    later = make(settings)  # the first agent was killed, and so was what its worker had to say
    later.tick()
    assert [run.task.serving for run in begun.runs] == ["", "the first"]
    ends(later, begun.runs[-1], DONE)
    assert later.plans.due() == ()


def test_an_audit_that_was_asked_to_stop_too_late_is_done_and_the_next_date_is_its_own(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, DAILY))
    agent.tick()
    begun.runs[0].leave("a shift begins")
    ends(agent, begun.runs[0], DONE)
    assert agent.plans.due() == ()
    clock.move(days=1)
    agent.tick()
    assert len(begun.runs) == 2


def _with_an_ended_audit(agent: Agent) -> Agent:
    """An agent whose worker has published the audit of its date, which is not taken off the list yet."""
    agent.tick()
    agent.plans.serve("s0", "s1")
    agent.store.begin_scan(order("s1"), os.getpid())
    agent.store.publish(audit("s1"))
    return agent


def test_a_date_that_comes_while_an_ended_audit_is_still_on_the_list_gets_an_audit_of_its_own(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = _with_an_ended_audit(make(config(home, DAILY)))
    clock.move(days=2)
    later = make(config(home, DAILY))  # the first agent was killed before it took the date off the list
    later.tick()
    (due,) = later.plans.due()
    assert (due.serving, due.missed, due.tries) == ("", 1, 0)
    assert begun.runs[-1].task.serving == ""
    ends(agent, begun.runs[0], DONE)
    assert later.plans.due() == (due,), "the end of the earlier one does not take the later one off"


def test_a_date_that_comes_while_an_audit_is_to_be_tried_again_counts_as_missed(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = _with_an_ended_audit(make(config(home, DAILY)))
    agent.plans.postpone("s0", 1, None, "the network is out of reach")
    clock.move(days=1)
    agent.tick()
    (due,) = agent.plans.due()
    assert (due.serving, due.missed, due.tries) == ("", 1, 1)
