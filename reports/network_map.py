"""Where everything stands on the drawn map of the network: lanes of zones, with machines or roles in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import wrap

from reports.shown import visible
from reports.view import View
from reports.words import ROLES, ZONES, picture, word
from scanner.model import Asset

SINGLE_NODES = 60
"""Up to so many machines are drawn one by one; more are drawn as roles with a count."""


@dataclass(frozen=True)
class Sheet:
    """A size to draw for. All lengths in units of the drawing (pixels at natural size)."""

    name: str
    columns: int
    width: int
    letters: int  # that fit into one line of a node

    @property
    def node_width(self) -> int:
        return (self.width - 2 * PAD - GAP * (self.columns - 1)) // self.columns


PAD, GAP, NODE_HEIGHT, STUB, LANE_HEAD, LANE_GAP, LINE = 14, 12, 62, 16, 34, 16, 17
WIDE = Sheet("wide", 5, 980, 16)
NARROW = Sheet("narrow", 2, 340, 12)


@dataclass(frozen=True)
class Node:
    """One machine, or all machines of a role: its name on one or two lines, and `line` below it."""

    title: list[str]
    line: str
    picture: str
    severity: str
    x: int = 0
    y: int = 0

    @property
    def lines(self) -> list[tuple[str, str, int]]:
        """Class, text and height of each line, set in the middle of the node."""
        top = (NODE_HEIGHT - LINE * (len(self.title) + 1)) // 2 + LINE - 4
        names = [("name", text, top + LINE * at) for at, text in enumerate(self.title)]
        return [*names, ("address", self.line, top + LINE * len(self.title))]


@dataclass(frozen=True)
class Lane:
    title: str
    y: int
    height: int
    nodes: list[Node]

    @property
    def rows(self) -> list[int]:
        """Where the cables of the lane run, top to bottom."""
        return sorted({node.y - STUB for node in self.nodes})


@dataclass(frozen=True)
class Map:
    sheet: Sheet
    height: int
    lanes: list[Lane]


def drawn(view: View, sheet: Sheet) -> Map:
    """The map laid out for one size of sheet."""
    lanes, top = [], 0
    for zone, roles in view.roles:
        nodes = list(_placed(_nodes(view, roles, sheet), sheet, top + LANE_HEAD))
        height = max(node.y for node in nodes) + NODE_HEIGHT + PAD - top
        title = _fits(view.look.language.t(word(ZONES, zone)), 2 * sheet.letters)
        lanes.append(Lane(title, top, height, nodes))
        top += height + LANE_GAP
    return Map(sheet, max(top - LANE_GAP, 0), lanes)


def _nodes(view: View, roles: list[tuple[str, list[Asset]]], sheet: Sheet) -> list[Node]:
    if len(view.look.machines) > SINGLE_NODES:
        return [_of_role(view, role, assets, sheet) for role, assets in roles]
    return [_of_asset(view, asset, sheet) for _, assets in roles for asset in assets]


def _of_asset(view: View, asset: Asset, sheet: Sheet) -> Node:
    named = view.named(asset)
    worst = view.worst(asset)
    return Node(
        title=_two_lines(named.title, sheet.letters),
        line=_fits(named.address, sheet.letters + 2),
        picture=picture(asset.role),
        severity=worst.value if worst else "",
    )


def _of_role(view: View, role: str, assets: list[Asset], sheet: Sheet) -> Node:
    language = view.look.language
    severities = [severity for asset in assets if (severity := view.worst(asset))]
    worst = max(severities, default=None)
    return Node(
        title=_two_lines(language.t(word(ROLES, role)), sheet.letters),
        line=language.nt("{n} machine", "{n} machines", len(assets)),
        picture=picture(role),
        severity=worst.value if worst else "",
    )


def _fits(text: str, letters: int) -> str:
    shown = visible(text)
    return shown if len(shown) <= letters else shown[: letters - 1] + "…"


def _two_lines(text: str, letters: int) -> list[str]:
    """A name on at most two lines, broken between words; what does not fit is cut with an ellipsis."""
    first, *rest = wrap(visible(text), letters, break_long_words=False) or [""]
    lines = [first, " ".join(rest)] if rest else [first]
    return [_fits(line, letters) for line in lines]


def _placed(nodes: list[Node], sheet: Sheet, top: int) -> Iterator[Node]:
    for number, node in enumerate(nodes):
        row, column = divmod(number, sheet.columns)
        x, y = PAD + column * (sheet.node_width + GAP), top + STUB + row * (NODE_HEIGHT + STUB + GAP)
        yield replace(node, x=x, y=y)
