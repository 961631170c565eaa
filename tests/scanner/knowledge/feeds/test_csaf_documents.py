"""One document of a CSAF provider in trouble: it is skipped and told, the others come in."""

import json

import pytest

from scanner.knowledge.feeds import Result, Settings
from tests.scanner.knowledge.feeds.advisories import Publisher, advisory, document, version
from tests.scanner.knowledge.feeds.csaf_runs import advisories, names, run
from tests.scanner.knowledge.feeds.served import Served, bomb, cuts, fails, redirects


def test_a_tampered_document_is_skipped_and_told(acme: Settings, served: Served) -> None:
    served.files[document("acme-3.json")] = json.dumps(advisory("ACME-3", version("<V99", "P1"))).encode()
    outcome = run(acme)
    assert (outcome.result, outcome.skipped) == (Result.UPDATED, 1)
    assert outcome.told == ("acme-3.json: its content does not fit its checksum; it was skipped",)
    assert advisories(acme) == names(1, 2, 4, 5)


def test_a_document_that_was_tampered_with_later_leaves_the_old_one(
    acme: Settings, served: Served, publisher: Publisher
) -> None:
    run(acme)
    publisher.dates[document("acme-3.json")] = "2026-03-03T00:00:00Z"
    publisher.list()
    served.files[document("acme-3.json")] = b"{}"
    outcome = run(acme)
    assert outcome.told == ("acme-3.json: its content does not fit its checksum; it was skipped",)
    assert advisories(acme) == names(1, 2, 3, 4, 5)


def test_a_document_that_was_skipped_comes_with_the_next_update(acme: Settings, served: Served) -> None:
    good = served.files[document("acme-3.json")]
    served.files[document("acme-3.json")] = b"{}"
    run(acme)
    served.files[document("acme-3.json")] = good
    assert (run(acme).result, advisories(acme)) == (Result.UPDATED, names(1, 2, 3, 4, 5))


def test_an_older_kind_of_checksum_counts_too(acme: Settings, served: Served, publisher: Publisher) -> None:
    import hashlib

    publisher.rolie = False
    publisher.publish()
    path = document("acme-1.json")
    del served.files[path + ".sha512"]
    served.files[path + ".sha256"] = hashlib.sha256(b"other").hexdigest().encode()
    assert run(acme).told == ("acme-1.json: its content does not fit its checksum; it was skipped",)


def test_a_document_without_a_checksum_is_taken_and_told(acme: Settings, served: Served) -> None:
    del served.files[document("acme-3.json.sha512")]
    outcome = run(acme)
    assert (outcome.skipped, outcome.rows) == (0, 10)
    assert outcome.notes == ("1 document is without a checksum",)


def test_a_broken_document_is_skipped_and_told(acme: Settings, publisher: Publisher) -> None:
    publisher.publish({"document": {"tracking": {"id": "ACME-8"}}, "product_tree": {"branches": 3}})
    outcome = run(acme)
    assert (outcome.result, outcome.skipped, outcome.rows) == (Result.UPDATED, 1, 10)
    assert outcome.told[0].startswith("acme-8.json cannot be read: Expected `array`, got `int`")


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (fails(404), "acme-3.json: the server answered 404; it was skipped"),
        (fails(500), "acme-3.json: the server answered 500; it was skipped"),
        (bomb(10_000_000_000, 10_000_000_000),
         "127.0.0.1/csaf/white/2026/acme-3.json is larger than 1 MB and was not fetched"),
        (bomb(10_000_000_000, None), "127.0.0.1/csaf/white/2026/acme-3.json sends more than 1 MB and was cut off"),
        (redirects("http://127.0.0.1:9/x"),
         "127.0.0.1/csaf/white/2026/acme-3.json leads to an address without https and was not followed"),
        (cuts(b"{}" * 5_000, 100, times=99), "127.0.0.1/csaf/white/2026/acme-3.json cut the connection"),
    ],
)  # fmt: skip
def test_one_document_in_trouble_does_not_stop_the_others(
    acme: Settings, served: Served, act: object, sentence: str
) -> None:
    served.acts[document("acme-3.json")] = act  # type: ignore[assignment]
    outcome = run(acme)
    assert (outcome.result, outcome.told) == (Result.UPDATED, (sentence,))
    assert advisories(acme) == names(1, 2, 4, 5)


def test_a_checksum_that_is_none_is_told(acme: Settings, served: Served) -> None:
    served.files[document("acme-3.json.sha512")] = b"<html>"
    assert run(acme).told == ("acme-3.json: its checksum cannot be read; it was skipped",)


def test_a_document_that_was_lost_from_the_cache_is_fetched_again(acme: Settings, served: Served) -> None:
    run(acme)
    raw = acme.shelves / "csaf-acme" / "raw"
    next(raw.glob("*.zst")).unlink()
    served.asked.clear()
    assert run(acme).rows == 10
    assert (
        len([path for path in served.asked if path.startswith("/csaf/white/") and path.endswith(".json")])
        == 1
    )


def test_a_document_that_was_damaged_in_the_cache_is_skipped_and_told(
    acme: Settings, publisher: Publisher
) -> None:
    run(acme)
    raw = acme.shelves / "csaf-acme" / "raw"
    next(raw.glob("*.zst")).write_bytes(b"damaged")
    publisher.publish(advisory("ACME-6"), day="2026-02-02")
    outcome = run(acme)
    assert outcome.skipped == 1
    assert "in the cache cannot be read" in outcome.told[0]


def test_a_journal_that_was_cut_costs_its_last_document_only(acme: Settings, served: Served) -> None:
    run(acme)
    journal = acme.shelves / "csaf-acme" / "raw" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    served.asked.clear()
    assert run(acme).rows == 10
    assert (
        len([path for path in served.asked if path.startswith("/csaf/white/") and path.endswith(".json")])
        == 1
    )
