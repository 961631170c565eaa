"""The benchmark of the report counts what is on the page, and never takes a silent cut for an announced one."""

from __future__ import annotations

import pytest

from benchmarks import reports, run
from reports.html import HtmlReport
from tests.reports.samples import factory


def test_a_small_audit_is_drawn_whole() -> None:
    made = reports.rendered(6, "technician")
    assert (made["shown"], made["left_out"], made["machines"]) == (6, 0, 6)
    assert made["bytes"] > 10_000
    assert made["seconds"] > 0
    assert made["memory"] >= made["before"] > 0


def test_machines_left_out_are_read_from_the_page_itself() -> None:
    page = HtmlReport().render(factory(1500), "en")
    announced = reports.LEFT_OUT.search(page.decode())
    assert announced is not None
    assert int(announced[1].replace(",", "")) + page.count(b'<details class="machine">') == 1500


@pytest.mark.parametrize(
    ("shown", "left_out", "announced"),
    [(400, 600, True), (400, 0, False), (400, 599, False), (1000, 0, False)],
)
def test_only_a_cut_whose_number_fits_counts_as_announced(shown: int, left_out: int, announced: bool) -> None:
    assert reports._announced({"machines": 1000, "shown": shown, "left_out": left_out}) is announced


def test_the_claim_can_be_asked_for_by_its_name_and_needs_no_lab() -> None:
    assert run.MEASURES["reports"] is reports.reports
    assert "reports" in run.NOWHERE
