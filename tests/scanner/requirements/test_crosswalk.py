"""Crosswalks: each file is whole, dated, and speaks of requirements that there are."""

from pathlib import Path

import pytest

import checks
from scanner.model import Strength
from scanner.requirements import CatalogueError, frameworks, latest

PACK = Path(checks.__file__).parent
CATALOGUE = latest(PACK / "requirements")

SMALL = """
id = "house-rules"
name = "House rules"
version = "1"
date = 2026-01-01
href = "https://example.org/rules"
links = [{requirement = "R1", reference = "§ 1", strength = "evidence"}]
"""


def written(folder: Path, text: str, name: str = "one.toml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_the_frameworks_that_the_product_promises_are_there() -> None:
    known = {one.id for one in frameworks([PACK / "crosswalks"], CATALOGUE)}
    assert known >= {
        "gdpr", "nis2", "dlgs-138", "acn-nis2", "fncdp", "controlli-essenziali", "iec-62443", "cis-ig1",
        "cisa-cpg", "uz-547", "uz-764",
    }  # fmt: skip


def test_every_framework_is_dated_and_leads_to_its_publisher() -> None:
    for one in frameworks([PACK / "crosswalks"], CATALOGUE):
        assert one.day.year >= 2013, one.id
        assert one.href.startswith("https://"), one.id


def test_what_only_people_can_show_is_never_called_evidence() -> None:
    asked_only = {one.id for one in CATALOGUE.requirements if one.asked == 1.0}
    links = [link for one in frameworks([PACK / "crosswalks"], CATALOGUE) for link in one.links]
    assert {link.strength for link in links if link.requirement in asked_only} == {Strength.HINT}


def test_the_letters_of_the_italian_law_skip_j_and_k() -> None:
    (law,) = [one for one in frameworks([PACK / "crosswalks"], CATALOGUE) if one.id == "dlgs-138"]
    letters = {link.reference[-2] for link in law.links}
    assert "l" in letters
    assert not letters & {"j", "k"}


def test_a_new_framework_is_one_file(tmp_path: Path) -> None:
    (found,) = frameworks([written(tmp_path, SMALL)], CATALOGUE)
    assert (found.id, found.links[0].reference) == ("house-rules", "§ 1")


def test_of_two_versions_the_newer_counts(tmp_path: Path) -> None:
    written(tmp_path, SMALL)
    newer = SMALL.replace('version = "1"', 'version = "2"').replace("2026-01-01", "2026-06-01")
    (found,) = frameworks([written(tmp_path, newer, "two.toml")], CATALOGUE)
    assert found.version == "2"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"R1"', '"R99"', "R99 is no requirement"),
        ('strength = "evidence"', 'strength = "proof"', "links, entry 1, strength"),
        ("date = 2026-01-01", "", "date"),
        ("https://example.org/rules", "javascript:alert(1)", "href"),
        ("links = [", "links = [{requirement = 'R1', reference = '§ 1'}, ", "is there twice"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_place(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(CatalogueError, match=told) as caught:
        frameworks([written(tmp_path, SMALL.replace(old, new))], CATALOGUE)
    assert "one.toml" in str(caught.value)
