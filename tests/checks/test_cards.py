"""What every check of ours must tell, and how it may say it."""

import ast
import re
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from scanner.evidence import SegmentView
from scanner.plugin import Check
from tests.checks.own import CATALOGUE, calls, homes, own_checks, sources
from tests.lab.factory import DEVICES

IDS = [check.id for check in own_checks()]
each = pytest.mark.parametrize("check", own_checks(), ids=IDS)


def holes(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s|$)", text))


def test_there_are_enough_checks_and_no_two_share_an_id() -> None:
    assert len(IDS) == len(set(IDS)) >= 25


def test_each_check_stands_in_a_file_of_its_name_or_its_family_and_has_a_test() -> None:
    for name, module in homes().items():
        assert hasattr(import_module(f"checks.{module}"), name.replace("-", "_")), name
        test = Path(__file__).parent / f"test_{module}.py"
        assert test.is_file(), f"{name} is not tested in {test.name}"
        assert name.replace("-", "_") in test.read_text(), f"{test.name} does not name {name}"


def test_every_weakness_that_the_lab_plants_has_a_check() -> None:
    assert {weakness for device in DEVICES for weakness in device.weaknesses} <= set(IDS)


@each
def test_a_check_says_all_that_a_reader_needs(check: Check[Any]) -> None:
    assert check.message
    assert check.recheck
    assert check.references
    assert 3 <= sentences(check.message) <= 6
    assert not check.title.endswith(".")
    assert all(text.endswith(".") for text in (check.why, check.what_to_do, check.message, check.recheck))
    assert check.praise == "" or check.praise.endswith(".")


@each
def test_a_message_has_holes_for_the_machine_only(check: Check[Any]) -> None:
    wanted = [] if issubclass(check.needs, SegmentView) else ["asset", "address"]
    assert holes(check.message) == wanted
    for text in (check.title, check.why, check.what_to_do, check.recheck, check.praise):
        assert holes(text) == []


@each
def test_a_check_speaks_for_requirements_that_exist(check: Check[Any]) -> None:
    assert check.requirements
    assert set(check.requirements) <= {one.id for one in CATALOGUE.requirements}


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_each_sentence_is_a_literal_whose_holes_are_filled(path: Path) -> None:
    for call in calls(path):
        template = call.args[0]
        assert isinstance(template, ast.Constant), f"line {call.lineno}: translators can't find this sentence"
        assert set(holes(str(template.value))) == {word.arg for word in call.keywords}, f"line {call.lineno}"
