"""The ProConOS probe against the example of Digital Bond's nmap script proconos-info."""

import pytest

from scanner.plugin import Closed, Garbled, Silence
from tests.scanner.sensor.probes.plc_replies import CASES, PROCONOS, put

CASE = CASES["proconos"]


def test_the_project_is_found_at_either_place_that_the_sources_tell() -> None:
    earlier = PROCONOS[:76] + b"510-projec\0"
    assert CASE.asked(earlier)[0] == CASE.asked(PROCONOS)[0] == CASE.fact


@pytest.mark.parametrize("end", [Closed, Silence])
def test_an_answer_without_a_project_still_names_the_controller(end: type[Exception]) -> None:
    fact, _ = CASE.asked(end("ended", PROCONOS[:76]))
    assert fact == CASE.fact.model_copy(update={"project": ""})


@pytest.mark.parametrize("end", [Closed, Silence])
def test_an_answer_that_ends_before_the_project_is_passed_on(end: type[Exception]) -> None:
    with pytest.raises(end):
        CASE.asked(end("ended", PROCONOS[:75]))


def test_a_project_that_is_cut_is_not_told() -> None:
    assert CASE.asked(Silence("ended", PROCONOS[:80]))[0].project == ""


@pytest.mark.parametrize(
    ("runtime", "version"),
    [("ProConOS V4.1.0230 Feb 4 2011", "4.1.0230"), ("ProConOS", ""), ("PROCONOS 3.3", "3.3")],
)
def test_the_version_is_what_stands_behind_the_name(runtime: str, version: str) -> None:
    fact, _ = CASE.asked(put(90, b"\xcc", {12: runtime.encode()}))
    assert (fact.runtime, fact.version) == (runtime, version)


@pytest.mark.parametrize("runtime", [b"", b"MULTIPROG", b"\xff" * 30])
def test_another_runtime_is_garbled(runtime: bytes) -> None:
    with pytest.raises(Garbled, match="ProConOS"):
        CASE.asked(put(90, b"\xcc", {12: runtime}))


def test_a_project_without_end_is_garbled() -> None:
    with pytest.raises(Garbled, match="no end"):
        CASE.asked(PROCONOS[:77] + b"p" * 70_000)
