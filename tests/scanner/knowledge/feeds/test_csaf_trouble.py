"""A CSAF provider in trouble: it ends in bounded time, says why, and the data that was there stays."""

import json
import time
from dataclasses import replace

import pytest

from scanner.knowledge.feeds import Result, Settings, Shelf
from tests.scanner.knowledge.feeds.advisories import Publisher, advisory, document
from tests.scanner.knowledge.feeds.conftest import SMALL, Built, holds, with_limits
from tests.scanner.knowledge.feeds.csaf_runs import advisories, run
from tests.scanner.knowledge.feeds.served import Handler, Served, fails
from tests.timing import ends_within


def test_a_server_that_hangs_is_given_up_and_what_came_stays(
    acme: Settings, served: Served, publisher: Publisher, built: Built
) -> None:
    publisher.publish(*[advisory(f"ACME-{number}") for number in range(6, 30)])
    for number in range(6, 30):
        served.acts[document(f"acme-{number}.json")] = served.hang
    outcome = run(with_limits(acme, replace(SMALL, silent=2)))
    assert outcome.problem == (
        "csaf-acme: 3 documents in a row could not be fetched (the last: 127.0.0.1/csaf/white/2026/acme-8.json said "
        "nothing for 2 seconds); what came is kept, the next update goes on from there; "
        "there is no data of it yet."
    )
    assert built.times == 0
    served.acts.clear()
    served.asked.clear()
    assert run(acme).rows == 58
    assert document("acme-1.json") not in served.asked


def test_a_source_has_its_time_and_not_more(acme: Settings, served: Served) -> None:
    outcome = run(with_limits(acme, replace(SMALL, source_seconds=0)))
    assert outcome.problem == (
        "csaf-acme: it took longer than 0 minutes; what came is kept, the next update goes on from there; "
        "there is no data of it yet."
    )


def test_a_list_without_an_end_is_given_up(acme: Settings, served: Served) -> None:
    count = iter(range(1_000_000))

    def page(handler: object) -> None:
        following = {"rel": "next", "href": served.url(f"/csaf/page-{next(count)}")}
        body = json.dumps({"feed": {"entry": [], "link": [following]}}).encode()
        handler.give(body)  # type: ignore[attr-defined]

    served.acts["/csaf/feed.json"] = page
    served.acts |= {f"/csaf/page-{number}": page for number in range(20)}
    assert run(acme).problem == (
        "csaf-acme: its list of documents has no end (stopped after 5 pages); there is no data of it yet."
    )
    assert len(served.asked) == 6


def test_a_slow_list_without_an_end_takes_no_longer_than_its_time(acme: Settings, served: Served) -> None:
    def page(handler: Handler) -> None:
        time.sleep(0.2)
        following = {"rel": "next", "href": served.url(handler.path + "x")}
        served.acts[handler.path + "x"] = page
        handler.give(json.dumps({"feed": {"entry": [], "link": [following]}}).encode())

    served.acts["/csaf/feed.json"] = page
    with ends_within(1.2):
        outcome = run(with_limits(acme, replace(SMALL, pages=1_000, source_seconds=1.2)))
    assert outcome.problem.startswith("csaf-acme: ")
    assert "took longer than" in outcome.problem


def test_a_list_that_leads_to_itself_is_given_up(acme: Settings, served: Served) -> None:
    following = {"rel": "next", "href": served.url("/csaf/feed.json")}
    served.files["/csaf/feed.json"] = json.dumps({"feed": {"entry": [], "link": [following]}}).encode()
    assert "its list of documents has no end (stopped after 1 pages)" in run(acme).problem


def test_a_list_of_too_many_documents_is_refused(acme: Settings, served: Served) -> None:
    entry = {"content": {"src": "x.json"}, "updated": "2026-01-01"}
    served.files["/csaf/feed.json"] = json.dumps({"feed": {"entry": [entry] * 101}}).encode()
    assert run(acme).problem == "csaf-acme: it lists more than 100 documents; there is no data of it yet."


@pytest.mark.parametrize("path", ["../../etc/x.json", "/etc/x.json", "https://evil.example/x.json"])
def test_a_directory_cannot_lead_out_of_itself(
    acme: Settings, publisher: Publisher, served: Served, path: str
) -> None:
    publisher.rolie = False
    publisher.publish()
    served.files["/csaf/white/changes.csv"] = f'"{path}","2026-01-01"'.encode()
    assert f"its list names a path outside of its directory: {path}" in run(acme).problem


class TestBrokenSourceKeepsItsData:
    def test_when_the_server_answers_500(self, acme: Settings, served: Served, built: Built) -> None:
        run(acme)
        served.acts["/csaf/provider-metadata.json"] = fails(500)
        outcome = run(acme)
        today = Shelf(acme.shelves / "csaf-acme").standing().fetched_at[:10]
        assert (outcome.result, outcome.rows) == (Result.FAILED, 10)
        assert outcome.problem == (
            f"csaf-acme: 127.0.0.1/csaf/provider-metadata.json answered 500; the data of {today} stays in use."
        )
        assert Shelf(acme.shelves / "csaf-acme").standing().problem == outcome.problem
        assert holds(acme) == {"csaf-acme": 10}
        assert [state.problem for state in built.states] == [outcome.problem]

    def test_when_it_shrinks_a_lot(self, acme: Settings, publisher: Publisher, built: Built) -> None:
        publisher.publish(*[advisory(f"ACME-{number}") for number in range(6, 41)])
        assert run(acme).rows == 80
        for number in range(10, 41):
            publisher.withdraw(f"acme-{number}.json")
        outcome = run(acme)
        assert (
            "it shrank from 80 to 18 rows, which looks broken; if it is right, say --allow-drop"
            in outcome.problem
        )
        assert (len(advisories(acme)), holds(acme)) == (40, {"csaf-acme": 80})
        assert run(acme).result is Result.FAILED
        assert run(acme, allow_drop=True).rows == 18
        assert holds(acme) == {"csaf-acme": 18}

    def test_when_it_lists_nothing_any_more(self, acme: Settings, publisher: Publisher) -> None:
        run(acme)
        publisher.dates.clear()
        publisher.list()
        assert "csaf-acme: it lists no documents; the data of" in run(acme).problem
        assert len(advisories(acme)) == 5

    def test_and_a_good_update_takes_the_problem_away(self, acme: Settings, served: Served) -> None:
        run(acme)
        served.acts["/csaf/feed.json"] = fails(503)
        assert run(acme).result is Result.FAILED
        served.acts.clear()
        assert run(acme).result is not Result.FAILED
        assert Shelf(acme.shelves / "csaf-acme").standing().problem == ""
