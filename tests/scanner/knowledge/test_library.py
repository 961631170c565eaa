"""All knowledge together: the fetched file first, the catalogue of the program always."""

from pathlib import Path

from scanner.knowledge.database import build
from scanner.knowledge.library import Library, library
from scanner.knowledge.match import Identity
from tests.scanner.knowledge.made import CVE, NUMBER, OTHER, TODAY, affected, knowledge, state

DEVICE = Identity("Siemens", "CPU 1512SP-1 PN", order_number=NUMBER, version="V2.5")


def test_the_catalogue_of_the_program_is_always_there(tmp_path: Path) -> None:
    with library(tmp_path / "none.sqlite", TODAY) as known:
        found, _ = known.look_up(DEVICE)
        assert [one.id for one in known.sources()] == ["starter"]
    assert found.covered
    assert len(found.matches) > 5
    assert not known.fetched
    assert "vaglio feeds update" in known.problem


def test_a_fetched_file_comes_first_and_the_catalogue_is_added(tmp_path: Path) -> None:
    build([(state(), [affected("< V9", vulnerability="CVE-2022-38465", advisory="OURS")])], tmp_path / "k")
    with library(tmp_path / "k", TODAY) as known:
        found, source = known.look_up(DEVICE)
        assert known.fetched
    told = {one.vulnerability.name: one.advisory for one in found.matches}
    assert told["CVE-2022-38465"] == "OURS"
    assert source["CVE-2022-38465"] == "source csaf-test"
    assert len(told) > 5
    assert known.problem == ""


def test_a_damaged_file_is_a_problem_that_is_told(tmp_path: Path) -> None:
    for name, content in (("text", b"no database"), ("empty", b""), ("zeros", bytes(9000))):
        (tmp_path / name).write_bytes(content)
        with library(tmp_path / name, TODAY) as known:
            assert str(tmp_path / name) in known.problem
            assert not known.fetched


def test_of_one_vulnerability_the_first_word_counts() -> None:
    both = Library(
        (
            knowledge(affected(advisory="FIRST")),
            knowledge(affected(advisory="SECOND"), affected(vulnerability=OTHER)),
        )
    )
    found, _ = both.look_up(DEVICE)
    assert {one.vulnerability.name: one.advisory for one in found.matches} == {CVE: "FIRST", OTHER: "ADV-1"}
    assert both.version.count("2026-11-01") == 2


def test_an_empty_library_knows_nothing_and_says_so() -> None:
    found, source = Library().look_up(DEVICE)
    assert (found.matches, found.covered, source, Library().version) == ((), False, {}, "")
    assert Library().package("debian/bookworm", "openssh", "1") is None


def test_sources_tell_their_age_and_an_undated_one_none() -> None:
    (one,) = Library((knowledge(newest_at="2026-08-01"),)).sources()
    assert (one.age_days, one.stale) == (113, True)
    (fresh,) = Library((knowledge(newest_at="2026-08-01", fetched_at="2026-11-20T10:00:00"),)).sources()
    assert (fresh.age_days, fresh.stale) == (2, False)
    (undated,) = Library((knowledge(newest_at=""),)).sources()
    assert (undated.age_days, undated.stale) == (-1, False)
