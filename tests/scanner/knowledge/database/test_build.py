"""A knowledge file is built whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.knowledge.database import KnowledgeError, build
from scanner.knowledge.facts import Exploited, Probability, Row, Vulnerability
from scanner.knowledge.knowledge import Knowledge
from scanner.knowledge.match import Identity
from tests.scanner.knowledge.made import CVE, NUMBER, OTHER, affected, graded, state

DEVICE = Identity("Siemens", order_number=NUMBER, version="V2.5")


def test_a_summary_counts_what_was_built(tmp_path: Path) -> None:
    rows = [*graded(affected()), affected("nobody knows", vulnerability=OTHER)]
    made = build([(state(rows=99), rows)], tmp_path / "k.sqlite")
    assert (made.vulnerabilities, made.products, made.statements, made.unread) == (2, 1, 2, 1)
    assert made.sources[0].rows == 3
    assert made.kinds == {"Affected": 2, "Vulnerability": 1}
    assert made.bytes == (tmp_path / "k.sqlite").stat().st_size


def test_the_same_data_is_the_same_version(tmp_path: Path) -> None:
    versions = [
        build([(state(), [affected(text)])], tmp_path / f"{n}").version for n, text in enumerate("aab")
    ]
    newer = build([(state(newest_at="2026-11-02"), [affected()])], tmp_path / "newer").version
    assert versions[0] == versions[1]
    assert newer.startswith("2026-11-02-")
    assert newer not in versions


def test_what_is_said_apart_comes_together_in_any_order(tmp_path: Path) -> None:
    late: list[Row] = [
        Probability(id=CVE, epss=0.5),
        Exploited(id=CVE, added="2024-05-01", ransomware=True),
        affected(),
        Vulnerability(id=CVE, cvss=5.0, title="short"),
        Vulnerability(id=CVE, cvss=9.1),
    ]
    build([(state(), late)], tmp_path / "k")
    with Knowledge.open(tmp_path / "k") as known:
        (found,) = known.match(DEVICE)
    about = found.vulnerability
    assert (about.exploited, about.ransomware, about.epss, about.cvss, about.title) == (
        "2024-05-01",
        1,
        0.5,
        9.1,
        "short",
    )


def test_a_probability_alone_makes_no_vulnerability(tmp_path: Path) -> None:
    assert build([(state(), [Probability(id=OTHER, epss=0.1)])], tmp_path / "k").vulnerabilities == 0


def test_a_source_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[Row]:
        yield affected()
        raise EOFError("cut")

    with pytest.raises(EOFError):
        build([(state(), broken())], tmp_path / "k")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("mine")
    with pytest.raises(KnowledgeError, match="is there already"):
        build([], tmp_path / "k")
    assert (tmp_path / "k").read_text() == "mine"


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be written"):
        build([], tmp_path / "none" / "k")


def test_progress_ends_with_the_number_of_rows(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    build(
        [(state("a"), [affected()] * 5000), (state("b"), [])], tmp_path / "k", lambda *one: told.append(one)
    )
    assert told == [("a", 2000), ("a", 4000), ("a", 5000), ("b", 0)]


def test_hundreds_of_texts_that_say_nothing_are_one_statement(tmp_path: Path) -> None:
    chips = [affected(f"chip QC{n}") for n in range(300)]
    assert build([(state(), chips)], tmp_path / "k").statements == 1
