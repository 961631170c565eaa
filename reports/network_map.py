"""Where everything stands on the drawn map of the network: lanes of zones, with machines or roles in them."""

from collections.abc import Iterator
from dataclasses import dataclass

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


PAD, GAP, NODE_HEIGHT, STUB, LANE_HEAD, LANE_GAP = 14, 12, 54, 16, 34, 16
WIDE = Sheet("wide", 5, 980, 19)
NARROW = Sheet("narrow", 2, 340, 15)


@dataclass(frozen=True)
class Node:
    """One machine, or all machines of a role. `line` is the second line of its text."""

    title: str
    line: str
    picture: str
    severity: str
    x: int = 0
    y: int = 0


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
        title=_fits(named.title, sheet.letters),
        line=_fits(named.address, sheet.letters),
        picture=picture(asset.role),
        severity=worst.value if worst else "",
    )


def _of_role(view: View, role: str, assets: list[Asset], sheet: Sheet) -> Node:
    language = view.look.language
    severities = [severity for asset in assets if (severity := view.worst(asset))]
    worst = max(severities, default=None)
    return Node(
        title=_fits(language.t(word(ROLES, role)), sheet.letters),
        line=language.nt("{n} machine", "{n} machines", len(assets)),
        picture=picture(role),
        severity=worst.value if worst else "",
    )


def _fits(text: str, letters: int) -> str:
    shown = visible(text)
    return shown if len(shown) <= letters else shown[: letters - 1] + "…"


def _placed(nodes: list[Node], sheet: Sheet, top: int) -> Iterator[Node]:
    for number, node in enumerate(nodes):
        row, column = divmod(number, sheet.columns)
        yield Node(
            node.title,
            node.line,
            node.picture,
            node.severity,
            x=PAD + column * (sheet.node_width + GAP),
            y=top + STUB + row * (NODE_HEIGHT + STUB + GAP),
        )
