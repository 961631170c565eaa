"""Until when a maker mends what runs: by Windows build, by release line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scanner.knowledge.facts import Support
from scanner.knowledge.knowledge import Knowledge
from scanner.knowledge.library import library
from scanner.knowledge.match import Identity
from scanner.model.known import SupportState
from tests.scanner.knowledge.made import TODAY, knowledge


def windows(
    cycle: str, security: str, edition: str = "", build: str = "17763", extended: str = ""
) -> Support:
    return Support(product="windows", cycle=cycle, vendor="Microsoft", label=f"Windows {cycle}", edition=edition,
                   build=build, security=security, extended=extended)  # fmt: skip


def state(build: str, *rows: Support) -> SupportState | None:
    with knowledge(*rows) as known:
        return known.windows(build)


def test_a_build_whose_editions_agree_has_that_state() -> None:
    found = state("10.0.17763", windows("10-a", "2020-01-01"), windows("10-b", "2021-01-01", "e"))
    assert found is not None
    assert (found.state, found.until) == ("ended", "2021-01-01")


def test_a_build_whose_editions_differ_depends_on_the_edition() -> None:
    found = state(
        "10.0.17763", windows("10-e", "2020-01-01", "e"), windows("10-e-lts", "2029-01-01", "e-lts")
    )
    assert found is not None
    assert found.state == "depends on the edition"
    assert found.editions == ("Windows 10-e: 2020-01-01", "Windows 10-e-lts LTSC: 2029-01-01")


def test_extended_support_is_told_apart() -> None:
    found = state("17763", windows("10", "2020-01-01", extended="2030-01-01"))
    assert found is not None
    assert (found.state, found.extended) == ("extended only", "2030-01-01")


def test_a_build_that_is_not_known_has_no_state() -> None:
    assert state("10.0.99999", windows("10", "2020-01-01")) is None


@pytest.mark.parametrize("build", ["10.0.14393", "10.0.17763", "10.0.19044", "10.0.26100"])
def test_the_ambiguous_builds_of_today_are_said_to_be_ambiguous(build: str) -> None:
    with library(_nowhere(), TODAY) as known:
        found = known.windows(build)
    assert found is not None
    assert found.state == "depends on the edition"
    assert len(found.editions) > 1


@pytest.mark.parametrize(("build", "life"), [("6.1.7601", "ended"), ("5.1.2600", "ended"), ("10.0.22000", "ended"),
                                             ("10.0.20348", "supported"), ("10.0.19045", "extended only")])  # fmt: skip
def test_builds_of_one_mind_are_told_plainly(build: str, life: str) -> None:
    with library(_nowhere(), TODAY) as known:
        found = known.windows(build)
    assert found is not None
    assert found.state == life


def _nowhere() -> Path:
    return Path("/nonexistent/knowledge.sqlite")


def line(cycle: str, **changes: Any) -> Support:
    return Support(**{"product": "php", "cycle": cycle, "security": "2030-01-01"} | changes)


def of(version: str, *rows: Support, product: str = "php", vendor: str = "") -> SupportState | None:
    with knowledge(*rows) as known:
        return known.support(Identity(vendor, product, version=version))


def test_a_version_belongs_to_its_own_line() -> None:
    rows = (line("7.4", security="2022-11-28"), line("7.40"), line("8.1"))
    found = of("7.4.33", *rows)
    assert found is not None
    assert (found.cycle, found.state) == ("7.4", "ended")
    assert of("7.5.0", *rows) is None


def test_a_line_that_ended_without_a_day_has_ended() -> None:
    with knowledge(Support(product="php", cycle="5", ended=True)) as known:
        found = known.support(Identity(product="php", version="5.6"))
    assert found is not None
    assert found.state == "ended"


def test_long_term_support_that_is_free_is_support() -> None:
    found = of(
        "12", line("12", product="debian", security="2026-07-11", extended="2028-06-30"), product="debian"
    )
    assert found is not None
    assert (found.state, found.until) == ("supported", "2028-06-30")


def test_no_date_at_all_is_unknown() -> None:
    found = of("5.6", line("5.6", security=""))
    assert found is not None
    assert found.state == "unknown"


def test_the_last_day_itself_is_supported() -> None:
    with Knowledge.of_rows([], date(2022, 11, 28)) as known:
        assert known.age == -1
    with knowledge(line("7.4", security=TODAY.isoformat())) as known:
        found = known.support(Identity(product="php", version="7.4"))
    assert found is not None
    assert found.state == "supported"


def test_a_product_line_is_found_by_maker_and_order_number() -> None:
    row = Support(product="Modicon Quantum", cycle="", vendor="Schneider Electric", security="2021-12-31")
    assert of("", row, product="x", vendor="Schneider Electric") is None
    premium = Support(product="Modicon M340", cycle="", vendor="Schneider Electric", security="2021-12-31")
    with knowledge(premium) as known:
        found = known.support(Identity("Schneider Electric", "BMX P34 2020", order_number="BMX P34 2020"))
    assert found is not None
    assert found.state == "ended"
