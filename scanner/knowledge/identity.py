"""Which products of the sources are meant by what a device says it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from scanner.knowledge.database import names, spelling
from scanner.knowledge.database.index import Named
from scanner.knowledge.database.reader import Reader


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of one thing: a device, or a program that answers on it.

    `bare`: it may carry mended code under an old version number (a distribution's build that hides its
    revision), so that nothing can be confirmed.
    """

    vendor: str = ""
    product: str = ""
    model: str = ""
    order_number: str = ""
    version: str = ""
    bare: bool = False


def candidates(reader: Reader, identity: Identity) -> dict[int, Named]:
    """The products that may be meant: order number, then other names, then maker and name, then words."""
    text = f"{identity.product} {identity.model}"
    number = names.number(identity.order_number)
    numbers = [
        one for one in dict.fromkeys((number, *names.numbers_in(f"{text} {identity.order_number}"))) if one
    ]
    found = reader.by_number([*numbers, *_shorter(numbers)])
    spelled = [names.plain(one) for one in (identity.product, identity.model, identity.order_number) if one]
    words = names.words(f"{text} {identity.order_number}")
    for maker in reader.makers(identity.vendor):
        index = reader.index(maker)
        found += [*index.named(spelled), *index.with_words(words)]
    for one in numbers or [""]:
        for family_maker, line in reader.families(one, identity.product):
            found += _family(reader, family_maker, line)
    best: dict[int, Named] = {}
    for one_named in sorted(found, key=lambda one: one.level):
        best[one_named.product] = one_named
    mine = spelling.series_of(f"{identity.product} {identity.model}")
    return {product: one for product, one in best.items()
            if _on_line(one.line, identity.version) and _of_series(spelling.series(one.label), mine)}  # fmt: skip


def _shorter(numbers: Iterable[str]) -> list[str]:
    """A Siemens number without its last block: sources name `6ES7512-1DK01` for all its variants."""
    return [one[:-4] for one in numbers if len(one) == 16 and one[0].isdigit()]


def _family(reader: Reader, maker: str, line: str) -> list[Named]:
    indexes = [reader.index(one) for one in reader.makers(maker)]
    words = names.words(line)
    return [
        found for one in indexes for found in (*one.named([names.plain(line)], 1), *one.with_words(words))
    ]


def _of_series(told: str, mine: str) -> bool:
    return not told or not mine or mine in told


@lru_cache(maxsize=4096)
def _on_line(line: str, version: str) -> bool:
    """Whether a version belongs to the release line that a product's name tells (`V4.X`)."""
    if not line or not version:
        return True
    digits = re.findall(r"\d+", version)
    wanted = line.split(".")
    return len(digits) >= 1 and all(
        one == "x" or int(one) == int(had) for one, had in zip(wanted, digits, strict=False)
    )
