"""The claim about versions: texts of real advisories read rightly, and the order of packages that dpkg and rpm have."""

from __future__ import annotations

import json
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from benchmarks import univers
from benchmarks.table import Claim, Row, at_least, at_most
from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import RangeKind, UnreadableVersionError, key, read_range
from tests.scanner.knowledge.versions import judges, labels
from tests.scanner.knowledge.versions.labels import Outcome
from tests.scanner.knowledge.versions.orders import ORDERS

FEED = Path(__file__).resolve().parents[2] / "shared" / "feeds" / "csaf-ot-2017-2022.tar.xz"
PAIRS, SEED = 10_000, 20261122
LEAVES = ("product_version", "product_version_range")

Pairs = Sequence[tuple[str, str]]


def versions() -> Claim:
    """Labelled texts, all leaves of the stored advisories, makers' orders, package orders."""
    notes = (
        [f"univers is not there; {univers.NAMED_BY} names a Python that has it"]
        if not _peer_is_here()
        else []
    )
    rows = [*_labelled(labels.GOLD, "gold set"), *_labelled(labels.HOLDOUT, "second set", goals=False)]
    rows += [*_leaves(notes), *_makers(), *_debian(notes), *_rpm(notes)]
    return Claim("versions", "Version texts and version orders", tuple(rows), tuple(notes), peer="univers")


def _labelled(path: Path, name: str, *, goals: bool = True) -> Iterator[Row]:
    found = Counter(labels.judged(label, read_range(label.text)) for label in labels.labels(path))
    read = found[Outcome.RIGHT] + found[Outcome.WRONG]
    shares = (100 * read / (read + found[Outcome.MISSED]), 100 * found[Outcome.RIGHT] / read)
    for what, share, limit in zip(
        ("read, of what a person can (%)", "right, of those (%)"), shares, (95, 99), strict=True
    ):
        yield (
            at_least(f"{name}: {what}", share, limit, f"≥ {limit}")
            if goals
            else Row(f"{name}: {what}", share)
        )


def _leaves(notes: list[str]) -> Iterator[Row]:
    if not FEED.is_file():
        notes.append("the stored advisories are not there; their leaves were not read")
        return
    texts = list(_texts())
    began = time.perf_counter()
    read = sum(read_range(text).kind is not RangeKind.UNPARSED for text in texts)
    seconds = time.perf_counter() - began
    yield Row("product leaves read, of all (%)", 100 * read / len(texts))
    yield Row("texts a second", round(len(texts) / seconds))
    notes.append(f"{len(texts)} leaves of {FEED.name}; those that name no version count as not read")


def _texts() -> Iterator[str]:
    with tarfile.open(FEED) as feed:
        for member in feed:
            if (
                member.name.endswith(".json")
                and "/" in member.name
                and (document := feed.extractfile(member))
            ):
                yield from _under(json.load(document).get("product_tree", {}).get("branches", []))


def _under(branches: list[dict[str, Any]]) -> Iterator[str]:
    for branch in branches:
        if branch.get("category") in LEAVES:
            yield branch["name"]
        yield from _under(branch.get("branches", []))


def _makers() -> Iterator[Row]:
    pairs = [pair for order in ORDERS.values() for pair in combinations(order, 2)]
    theirs = univers.orders("ot", pairs)
    wrong = sum(key(first, Scheme.OT) >= key(second, Scheme.OT) for first, second in pairs)
    reference = sum(order != -1 for order in theirs) if theirs else None
    yield at_most(f"makers' orders: wrong of {len(pairs)}", wrong, 0, "0", reference)


def _debian(notes: list[str]) -> Iterator[Row]:
    if not judges.is_here("dpkg"):
        notes.append("dpkg is not there")
        return
    pairs, ours = _readable(Scheme.DPKG)
    agreed = [judges.agrees_with_dpkg(*pair, order) for pair, order in zip(pairs, ours, strict=True)]
    theirs = univers.orders("dpkg", pairs)
    yield at_most(
        f"Debian pairs: wrong of {len(pairs)}", agreed.count(False), 0, "0", _differ(theirs, ours, agreed)
    )


def _rpm(notes: list[str]) -> Iterator[Row]:
    if not judges.is_here("rpm"):
        notes.append("rpm is not there")
        return
    pairs, ours = _readable(Scheme.RPM)
    with tempfile.TemporaryDirectory() as folder:
        theirs = judges.orders_by_rpm(pairs, Path(folder))
    wrong = sum(one != other for one, other in zip(ours, theirs, strict=True))
    yield at_most(f"RPM pairs: wrong of {len(pairs)}", wrong, 0, "0")


def _readable(scheme: Scheme) -> tuple[Pairs, list[int]]:
    """Pairs of which both are versions, and our word on each."""
    real = judges.real_versions() if scheme is Scheme.DPKG else []
    made = judges.debian_pairs(SEED, real) if real else judges.rpm_pairs(SEED)
    found = islice(((pair, order) for pair in made if (order := _order(pair, scheme)) is not None), PAIRS)
    pairs, ours = zip(*found, strict=True)
    return list(pairs), list(ours)


def _order(pair: tuple[str, str], scheme: Scheme) -> int | None:
    try:
        return judges.order(key(pair[0], scheme), key(pair[1], scheme))
    except UnreadableVersionError:
        return None


def _differ(theirs: Sequence[int | None] | None, ours: list[int], agreed: list[bool]) -> int | None:
    """How often the peer says something else where dpkg agreed with us."""
    if theirs is None:
        return None
    return sum(right and one != other for one, other, right in zip(theirs, ours, agreed, strict=True))


def _peer_is_here() -> bool:
    return univers.orders("ot", []) is not None
