"""What changed, why a line moved, and the line of the score."""

import pytest

from reports.changes import History, Line
from reports.html import HtmlReport
from reports.i18n import named
from reports.lookup import Lookup
from reports.view import View
from reports.words import CHANGES
from scanner.model import Audit, Change, TrendPoint
from tests.reports.reading import Page, read
from tests.reports.samples import factory
from tests.reports.told import told, told_factory


def _page(audit: Audit, audience: str = "technician", language: str = "en") -> Page:
    return read(HtmlReport(audience).render(audit, language))


def _text(audit: Audit, audience: str = "technician", language: str = "en") -> str:
    return " ".join(_page(audit, audience, language).text.split())


def _history(audit: Audit) -> History:
    return History(View(Lookup(audit, named("en"))))


def test_every_kind_of_change_has_its_own_heading_and_count() -> None:
    text = _text(told_factory()).split("Compared with the audit of")[1]
    assert [kind for kind in CHANGES.values() if kind not in text] == []
    assert "Fixed 3" in text
    assert "Machines not seen this time 3" in text


def test_what_was_not_met_again_is_not_called_fixed() -> None:
    seen = Change(kind="not_seen", check="modbus-open", asset="a", title="Press 1")
    text = _text(told_factory().model_copy(update={"changes": (seen,)}))
    assert "So they are neither fixed nor open." in text
    assert "Fixed" not in text.split("What has changed?")[-1].split("What is expected of us?")[0]


def test_a_machine_that_is_gone_is_named_and_links_nowhere() -> None:
    page = _page(told_factory())
    assert "Old saw" in page.text
    assert {link[1:] for link in page.values("href") if link.startswith("#")} <= set(page.values("id"))


def test_a_requirement_that_moved_says_from_where_to_where_and_what_moved_it() -> None:
    text = _text(told_factory())
    assert "Proven 10, now 20. Possible 35, now 39." in text
    assert (
        "What moved it: “A controller answers anyone”, “A screen can be operated without a password”." in text
    )
    assert "No finding of it changed." in text


def test_a_move_has_one_of_four_directions() -> None:
    assert [shift.direction for shift in _history(told_factory()).shifts] == [
        "better",
        "worse",
        "surer",
        "less sure",
    ]


def test_the_first_audit_says_that_there_is_nothing_to_compare_with() -> None:
    audit = told_factory()
    first = audit.model_copy(update={"previous": "", "changes": (), "moved": (), "trend": audit.trend[-1:]})
    text = _text(first)
    assert "This is the first whole audit that we know of this part of the network." in text
    assert "Compared with" not in text


def test_no_change_is_said_plainly() -> None:
    audit = told_factory().model_copy(update={"changes": (), "moved": ()})
    assert "Nothing that we look at has changed since last time." in _text(audit)


def test_an_audit_without_history_has_no_such_part() -> None:
    assert "changes" not in _page(factory()).values("id")
    assert "changes" in _page(told(factory(3))).values("id")


def test_hundreds_of_changes_are_cut_and_the_cut_is_announced() -> None:
    many = tuple(
        Change(kind="new", check=f"check-{at}", asset=f"machine-{row}", title=f"Machine {row}")
        for at in range(40)
        for row in range(30)
    )
    text = _text(told_factory().model_copy(update={"changes": many})).split("Compared with")[1]
    assert "New weak points 1,200" in text
    assert "and 25 more" in text  # checks beyond the first 15
    assert "and 18 more" in text  # machines beyond the first 12


def _point(scan: str, lo: float, catalogue: str = "A", **more: object) -> TrendPoint:
    day = told_factory().trend[0].at
    return TrendPoint.model_validate(
        {"scan": scan, "at": day, "lo": lo, "hi": 0.9, "coverage": 0.5, "catalogue": catalogue} | more
    )


def test_only_audits_of_one_catalogue_in_a_row_are_joined() -> None:
    line = Line((_point("1", 0.1), _point("2", 0.2), _point("3", 0.3, "B"), _point("4", 0.4)))
    assert [[dot.point.scan for dot in run] for run in line.runs] == [["1", "2"], ["3"], ["4"]]
    assert len(line.breaks) == 2
    assert line.dots[1].x < line.breaks[0] < line.dots[2].x


def test_the_line_is_drawn_to_scale() -> None:
    line = Line((_point("1", 0.0), _point("2", 1.0)))
    assert [dot.lo for dot in line.dots] == [line.bottom, line.top]
    assert line.left <= line.dots[0].x < line.dots[1].x <= line.width


def test_the_line_has_an_alternative_in_words_and_in_numbers() -> None:
    page = _page(told_factory())
    labels = page.values("aria-label")
    assert "What was proven, from 31 to 41 of 100" in labels
    table = " ".join(page.text.split("The score of each audit")[1].split()[:60])
    assert "(did not reach its end)" in table
    assert "manufacturers 2025.2" in " ".join(page.text.split())


def test_a_single_audit_draws_no_line() -> None:
    audit = told_factory()
    page = _page(audit.model_copy(update={"trend": audit.trend[-1:]}))
    assert not [given for _, given in page.elements if given.get("class") == "over-time"]


@pytest.mark.parametrize("audience", ["owner", "technician", "auditor"])
def test_every_reader_sees_the_line_and_how_much_changed(audience: str) -> None:
    page = _page(told_factory(), audience)
    assert [given for _, given in page.elements if given.get("class") == "over-time"]
    assert "Fixed" in page.text


def test_lines_of_another_catalogue_are_not_compared() -> None:
    audit = told_factory()
    old = tuple(point.model_copy(update={"catalogue": "old"}) for point in audit.trend[:-1])
    changed = audit.model_copy(update={"trend": (*old, audit.trend[-1]), "moved": ()})
    assert "The requirements were changed since last time, so the lines don't compare." in _text(changed)


def test_audits_of_one_day_are_told_apart_by_their_time() -> None:
    english = named("en")
    line = told_factory().trend
    assert (Line(line).beginning(english), Line(line).end(english)) == ("5/18/26", "11/20/26")
    same = tuple(
        point.model_copy(update={"at": line[0].at.replace(hour=hour)})
        for point, hour in zip(line, range(5, 10), strict=True)
    )
    assert (Line(same).beginning(english), Line(same).end(english)) == ("05:00:00", "09:00:00")
