"""A CSAF provider: full and incremental updates, by a ROLIE feed or a directory."""

import json
from dataclasses import replace

from scanner.knowledge.facts import Affected
from scanner.knowledge.feeds import CsafProvider, Result, Settings, Shelf
from tests.scanner.knowledge.feeds.advisories import Publisher, advisory, document, version
from tests.scanner.knowledge.feeds.conftest import Built, holds
from tests.scanner.knowledge.feeds.csaf_runs import advisories, names, run
from tests.scanner.knowledge.feeds.served import Served, fails


def test_the_first_update_takes_all(acme: Settings) -> None:
    outcome = run(acme)
    assert (outcome.result, outcome.rows, outcome.skipped, outcome.notes) == (Result.UPDATED, 10, 0, ())
    assert advisories(acme) == names(1, 2, 3, 4, 5)
    assert holds(acme) == {"csaf-acme": 10}


def test_what_is_not_for_everybody_is_not_asked_for(acme: Settings, served: Served) -> None:
    run(acme)
    assert "/csaf/amber.json" not in served.asked


def test_the_second_update_asks_for_the_lists_only(acme: Settings, served: Served, built: Built) -> None:
    run(acme)
    served.asked.clear()
    outcome = run(acme)
    assert (outcome.result, outcome.rows) == (Result.UNCHANGED, 10)
    assert served.asked == ["/csaf/provider-metadata.json", "/csaf/feed.json"]
    assert built.times == 1


def test_a_changed_and_a_new_document_are_fetched_and_a_withdrawn_one_goes(
    acme: Settings, served: Served, publisher: Publisher
) -> None:
    run(acme)
    served.asked.clear()
    publisher.publish(advisory("ACME-2", version("<V3.0", "P1")), advisory("ACME-6"), day="2026-02-02")
    publisher.withdraw("acme-1.json")
    assert run(acme).result is Result.UPDATED
    assert {path for path in served.asked if path.endswith(".json")} == {
        "/csaf/provider-metadata.json", "/csaf/feed.json", document("acme-2.json"), document("acme-6.json"),
    }  # fmt: skip
    assert advisories(acme) == names(2, 3, 4, 5, 6)
    assert {row.versions for row in Shelf(acme.shelves / "csaf-acme").rows()
            if isinstance(row, Affected) and row.advisory == "ACME-2"} == {"<V3.0"}  # fmt: skip
    assert Shelf(acme.shelves / "csaf-acme").standing().newest_at == "2026-02-02"


def test_a_directory_with_changes_serves_as_well(
    acme: Settings, publisher: Publisher, served: Served
) -> None:
    publisher.rolie = False
    publisher.publish()
    assert run(acme).rows == 10
    served.asked.clear()
    publisher.publish(advisory("ACME-3", version("<V9", "P1")), day="2026-02-02")
    assert run(acme).result is Result.UPDATED
    assert document("acme-3.json") in served.asked
    assert document("acme-4.json") not in served.asked


def test_an_index_without_dates_asks_whether_documents_changed(
    acme: Settings, publisher: Publisher, served: Served
) -> None:
    publisher.rolie = False
    publisher.publish()
    served.files["/csaf/white/index.txt"] = b"\n".join(f"2026/acme-{n}.json".encode() for n in range(1, 6))
    del served.files["/csaf/white/changes.csv"]
    assert run(acme).rows == 10
    served.asked.clear()
    assert run(acme).result is Result.UNCHANGED
    assert document("acme-1.json") in served.asked
    assert document("acme-1.json.sha512") not in served.asked


def test_an_aggregators_providers_are_read(acme: Settings, publisher: Publisher, served: Served) -> None:
    members = [{"metadata": {"url": publisher.url}}]
    served.files["/aggregator.json"] = json.dumps({"csaf_providers": members}).encode()
    acme = replace(acme, providers=(CsafProvider("acme", served.url("/aggregator.json")),))
    assert run(acme).rows == 10


def test_a_provider_of_an_aggregator_in_trouble_loses_nothing(
    acme: Settings, publisher: Publisher, served: Served
) -> None:
    entry = {"content": {"src": document("other.json")}, "updated": "2026-01-01"}
    served.files[document("other.json")] = json.dumps(advisory("OTHER-1")).encode()
    served.files["/other/feed.json"] = json.dumps({"feed": {"entry": [entry]}}).encode()
    other = {"distributions": [{"rolie": {"feeds": [{"url": served.url("/other/feed.json")}]}}]}
    served.files["/other/pm.json"] = json.dumps(other).encode()
    members = [{"metadata": {"url": url}} for url in (served.url("/other/pm.json"), publisher.url)]
    served.files["/aggregator.json"] = json.dumps({"csaf_providers": members}).encode()
    acme = replace(acme, providers=(CsafProvider("acme", served.url("/aggregator.json")),))
    assert advisories_after(acme) == {"OTHER-1", *names(1, 2, 3, 4, 5)}
    served.acts["/other/feed.json"] = fails(500)
    publisher.publish(advisory("ACME-6"), day="2026-02-02")
    outcome = run(acme)
    assert outcome.told == (
        "127.0.0.1/other/pm.json: 127.0.0.1/other/feed.json answered 500; its documents stay as they are",
    )
    assert advisories(acme) == {"OTHER-1", *names(1, 2, 3, 4, 5, 6)}


def advisories_after(settings: Settings) -> set[str]:
    run(settings)
    return advisories(settings)
