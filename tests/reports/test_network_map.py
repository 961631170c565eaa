"""Names on the map: on one line or two, broken between words, never wider than their node."""

import pytest

from reports.i18n import named
from reports.lookup import Lookup
from reports.network_map import NARROW, NODE_HEIGHT, WIDE, Sheet, _two_lines, drawn
from reports.view import View
from tests.reports.samples import empty_factory, factory


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Robot", ["Robot"]),
        ("Unità di telecontrollo", ["Unità di", "telecontrollo"]),
        ("Schneider Electric Modicon M340", ["Schneider", "Electric Modic…"]),
        ("a-machine-with-one-long-word-in-it", ["a-machine-with-", "one-long-word-…"]),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklmn…"]),
        ("", [""]),
        ("two\u202ewords", ["two⟨U+202E⟩word…"[:14] + "…"]),
    ],
)
def test_a_name_takes_one_line_or_two(name: str, lines: list[str]) -> None:
    assert _two_lines(name, 15) == lines


@pytest.mark.parametrize("sheet", [WIDE, NARROW])
def test_no_line_has_more_letters_than_its_node(sheet: Sheet) -> None:
    plan = drawn(View(Lookup(factory(500), named("it"))), sheet)
    titles = [line for lane in plan.lanes for node in lane.nodes for line in node.title]
    assert len(titles) > 8
    assert max(map(len, titles)) <= sheet.letters


def test_the_lines_of_a_node_stand_in_its_middle() -> None:
    plan = drawn(View(Lookup(factory(500), named("en"))), WIDE)
    for node in (node for lane in plan.lanes for node in lane.nodes):
        heights = [y for _, _, y in node.lines]
        assert len(heights) == len(node.title) + 1
        assert abs((heights[0] - 13) - (NODE_HEIGHT - heights[-1] - 4)) <= 2


def test_nodes_of_a_lane_do_not_touch_and_stay_on_the_sheet() -> None:
    for sheet in (WIDE, NARROW):
        plan = drawn(View(Lookup(factory(60), named("en"))), sheet)
        places = [(node.x, node.y) for lane in plan.lanes for node in lane.nodes]
        assert len(set(places)) == len(places) == 60
        assert all(x + sheet.node_width <= sheet.width and y + NODE_HEIGHT <= plan.height for x, y in places)


def test_without_machines_the_map_is_empty() -> None:
    plan = drawn(View(Lookup(empty_factory(), named("en"))), WIDE)
    assert (plan.lanes, plan.height) == ([], 0)
