"""The benchmark of version texts and orders: what it counts, and what it says where the peer is absent."""

import sys
from collections import Counter

import pytest

from benchmarks import univers, versions
from tests.scanner.knowledge.versions import labels


def test_without_univers_no_figure_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(univers.NAMED_BY, "/bin/false")
    assert univers.orders("ot", [("1", "2")]) is None
    (row,) = versions._makers()
    assert (row.ours, row.reference, row.reached) == (0, None, True)


def test_a_missing_interpreter_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(univers.NAMED_BY, "/nowhere/python")
    assert univers.orders("dpkg", []) is None


def test_the_interpreter_that_is_named_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(univers.NAMED_BY, sys.executable)
    monkeypatch.setattr(
        univers, "_PROGRAM", "import json, sys; print(json.dumps([len(json.load(sys.stdin)[1])]))"
    )
    assert univers.orders("dpkg", [("1", "2"), ("2", "3")]) == [2]


def test_the_shares_are_those_of_the_labels() -> None:
    read, right = versions._labelled(labels.GOLD, "gold set")
    kinds = Counter(label.kind for label in labels.labels(labels.GOLD))
    assert 95 <= read.ours <= 100 * (1 - 1 / kinds.total())
    assert (right.goal, right.reached) == ("≥ 99", True)


def test_only_versions_of_a_product_tree_are_leaves() -> None:
    tree = [
        {"category": "vendor", "name": "Siemens", "branches": [
            {"category": "product_name", "name": "S7-1500", "branches": [
                {"category": "product_version_range", "name": "<V2.9"}, {"category": "product_version", "name": "2.0"},
            ]},
        ]},
    ]  # fmt: skip
    assert list(versions._under(tree)) == ["<V2.9", "2.0"]
