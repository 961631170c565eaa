"""Catalogues of requirements: the one that ships, and every way to spoil one."""

from pathlib import Path

import pytest

import checks
from scanner.requirements import Catalogue, CatalogueError, latest, load_catalogue

FOLDER = Path(checks.__path__[0]) / "requirements"
GOOD = """
name = "Test"
version = "1"
date = 2026-01-01
[[themes]]
id = "t"
title = "Theme"
[[requirements]]
id = "R1"
theme = "t"
weight = 60
title = "One"
explanation = "One."
[[requirements]]
id = "R2"
theme = "t"
weight = 40
title = "Two"
explanation = "Two."
questions = ["q"]
asked = 0.5
"""


def load(folder: Path, text: str) -> Catalogue:
    file = folder / "c.toml"
    file.write_text(text)
    return load_catalogue(file)


def test_the_shipped_catalogue_has_its_fourteen_requirements_in_four_themes() -> None:
    catalogue = latest(FOLDER)
    assert [one.id for one in catalogue.requirements] == [f"R{number}" for number in range(1, 15)]
    weights = [10, 6, 4, 12, 12, 6, 10, 8, 10, 8, 3, 6, 2, 3]
    assert [one.weight for one in catalogue.requirements] == weights
    assert len(catalogue.themes) == 4


def test_the_sixteen_questions_each_have_their_requirement() -> None:
    questions = [name for one in latest(FOLDER).requirements for name in one.questions]
    assert len(questions) == len(set(questions)) == 16


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("weight = 60", "weight = 61", "the weights sum to 101; change them so that they sum to 100"),
        (
            'theme = "t"\nweight = 60',
            'theme = "x"\nweight = 60',
            "R1 has the unknown theme 'x'; use one of t",
        ),
        ('id = "R2"', 'id = "R1"', "the requirement 'R1' is there twice; keep one"),
        ('questions = ["q"]', "", "`asked` and `questions` belong together: give both or neither"),
        ('questions = ["q"]', 'questions = ["q", "q"]', "the question 'q' is there twice; keep one"),
        (
            "weight = 40",
            "weight = 0",
            "requirements, entry 2, weight: input should be greater than or equal to 1",
        ),
        ("asked = 0.5", "asked = 2", "requirements, entry 2, asked: input should be less than or equal to 1"),
        ('name = "Test"', "", "name: field required"),
        ('name = "Test"', 'name = "Test"\ncolour = "red"', "colour: extra inputs are not permitted"),
        ("date = 2026-01-01", 'date = "soon"', "date: input should be a valid date"),
        ('name = "Test"', "name = Test", "is not valid TOML"),
    ],
)
def test_a_spoilt_catalogue_is_refused_with_one_sentence(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError, match=r"c\.toml: .*\.$") as refusal:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_good_one_loads(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).requirements[1].asked == 0.5


def test_a_missing_file_or_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="can't be read"):
        load_catalogue(tmp_path / "none.toml")
    with pytest.raises(CatalogueError, match="holds no catalogue"):
        latest(tmp_path)


def test_the_newest_catalogue_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD.replace("2026-01-01", "2027-01-01"))
    (tmp_path / "b.toml").write_text(GOOD)
    assert latest(tmp_path).date.year == 2027
