"""The questions to the owner: as many as promised, each counted by one requirement."""

from pathlib import Path

import pytest

import checks
from scanner.packs import load_checks
from scanner.requirements import CatalogueError, latest, load_questions

PACK = Path(checks.__file__).parent
CATALOGUE = latest(PACK / "requirements")
FILE = PACK / "questions.toml"


def test_there_are_sixteen_and_the_catalogue_counts_each() -> None:
    assert len(load_questions(FILE, CATALOGUE).questions) == 16


def test_what_contradicts_an_answer_is_a_check_that_there_is() -> None:
    known = set(load_checks([]).checks)
    named = {check for one in load_questions(FILE, CATALOGUE).questions for check in one.contradicted_by}
    assert named
    assert named <= known


def test_a_question_is_found_by_its_id() -> None:
    questions = load_questions(FILE, CATALOGUE)
    assert questions.of("training") in questions.questions
    assert questions.of("nobody-asks-this") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "training"', 'id = "school"', "'school' is not in both"),
        ('id = "training"', 'id = "leavers"', "'leavers' is there twice"),
        ('version = "2026.1"', "", "version"),
    ],
)
def test_a_faulty_file_is_refused_in_one_sentence(tmp_path: Path, old: str, new: str, told: str) -> None:
    faulty = tmp_path / "questions.toml"
    faulty.write_text(FILE.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogueError, match=told):
        load_questions(faulty, CATALOGUE)
