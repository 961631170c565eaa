"""`vaglio checks`."""

import json

import pytest

from scanner.packs import load_checks
from tests.scanner.cli.running import Home


def test_every_check_is_listed_with_its_severity_and_origin(home: Home) -> None:
    lines = home("checks", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(load_checks().checks)
    assert all("(vaglio " in line for line in lines)
    assert {line.split()[1] for line in lines} <= {"info", "low", "medium", "high", "critical"}


def test_the_list_is_valid_json_lines(home: Home) -> None:
    rows = [json.loads(line) for line in home("checks", "list", "--json").out.splitlines()]
    assert {row["id"] for row in rows} == load_checks().checks.keys()


def test_a_check_is_explained(home: Home) -> None:
    out = home("checks", "show", "ftp-cleartext").out
    for words in (
        "ftp-cleartext 1, high, from vaglio",
        "Why it matters: ",
        "What to do: ",
        "Requirements: R",
    ):
        assert words in out
    assert json.loads(home("checks", "show", "ftp-cleartext", "--json").out)["id"] == "ftp-cleartext"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("ftp-cleartex", "did you mean ftp-cleartext?"), ("zzz", "`vaglio checks list` shows all")],
)
def test_an_unknown_check_is_told_with_the_nearest(home: Home, typed: str, words: str) -> None:
    assert words in home("checks", "show", typed).sentence


def test_a_pack_that_is_not_there_is_one_sentence(home: Home) -> None:
    assert "is not there" in home("checks", "list", "--pack", "/nonexistent").sentence
