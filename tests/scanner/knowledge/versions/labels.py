"""The hand-labelled version texts, and how the program's reading of one is judged against its label."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import Interval, Range, RangeKind, UnreadableVersionError, key

HERE = Path(__file__).parent
GOLD, HOLDOUT = HERE / "gold.tsv", HERE / "holdout.tsv"


class Outcome(StrEnum):
    """What came of one text."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"  # a person can read it, the program said that it cannot
    REFUSED = "refused"  # neither can: no version is named, or it can be read in two ways


@dataclass(frozen=True)
class Label:
    """What a person read in a text. `intervals` is the notation that the file's head explains."""

    text: str
    kind: RangeKind
    intervals: tuple[str, ...] = ()
    condition: str = ""
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def labels(path: Path) -> list[Label]:
    """The labels of one file."""
    return [_label(line) for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]


def judged(label: Label, read: Range) -> Outcome:
    """The program's reading against the person's."""
    if read.kind is RangeKind.UNPARSED:
        return Outcome.REFUSED if label.kind is RangeKind.UNPARSED else Outcome.MISSED
    return Outcome.RIGHT if _agree(label, read) else Outcome.WRONG


def _label(line: str) -> Label:
    text, kind, *more = line.split("\t")
    intervals, condition, inside, outside = [*more, "", "", "", ""][:4]
    return Label(text, RangeKind(kind), _list(intervals), condition, _list(inside), _list(outside))


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" ; ") if part.strip())


def _agree(label: Label, read: Range) -> bool:
    try:
        bounds = [_interval(text) for text in label.intervals]
        inside = [read.holds(key(version, Scheme.OT)) for version in label.inside]
        outside = [read.holds(key(version, Scheme.OT)) for version in label.outside]
    except UnreadableVersionError:
        return False
    same = read.kind is label.kind and set(bounds) == set(read.intervals)
    return same and _same_condition(label, read) and all(inside) and not any(outside)


def _same_condition(label: Label, read: Range) -> bool:
    return label.condition == "?" or (
        label.condition in read.condition and bool(label.condition) == bool(read.condition)
    )


def _interval(text: str) -> Interval:
    low, _, high = text[1:-1].partition(",")
    if "," not in text:
        high = low
    return Interval(_key(low), _key(high), bool(low) and text[0] == "[", _closed(high, text))


def _closed(high: str, text: str) -> bool:
    return bool(high) and text[-1] == "]" and not high.endswith("*")


def _key(text: str) -> bytes | None:
    """The bound's key. `4.*` is the end of line 4: below 5, and above all that begins with 4."""
    if not text:
        return None
    if not text.endswith(".*"):
        return key(text, Scheme.OT)
    return key(text[:-2] + ".1", Scheme.OT).removesuffix(b"`\x011@") + b"\xff"
