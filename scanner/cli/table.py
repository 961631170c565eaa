"""Tables and sentences for the terminal; what came from the wire is shown there, not obeyed."""

import shutil
import sys
from collections.abc import Sequence

CELL = 300
"""Characters of a cell that are shown; `--json` gives all."""

NARROW = 80


def visible(text: str) -> str:
    """Text without anything that moves a cursor, changes a colour or turns the direction around."""
    return "".join(letter if letter.isprintable() else f"⟨U+{ord(letter):04X}⟩" for letter in text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Prints rows under their heads, or the sentence `empty` where there are none."""
    if not rows:
        sys.stdout.write(empty + "\n")
    elif sys.stdout.isatty():
        _folded(head, _cells(rows))
    else:
        _plain([head, *_cells(rows)])


def _cells(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[visible(cell[:CELL]) for cell in row] for row in rows]


def _plain(rows: Sequence[Sequence[str]]) -> None:
    """Into a file or a pipe nothing is folded: another program reads it."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _folded(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False)
    for name in head:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*map(Text, row))
    Console(width=max(NARROW, shutil.get_terminal_size().columns)).print(shown)
