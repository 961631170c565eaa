"""Which products of the sources are meant by what a device says it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from msgspec.structs import replace

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
    told = (identity.vendor, identity.product, identity.model, identity.order_number)
    meant, lined = reader.remember(told, lambda: _meant(reader, identity))
    if not lined:
        return meant
    on_line = ((product, one, _on_line(one.line, identity.version)) for product, one in meant.items())
    return {
        product: one if known else replace(one, level=0)
        for product, one, known in on_line
        if known is not False
    }


def _meant(reader: Reader, identity: Identity) -> tuple[dict[int, Named], bool]:
    """The same for every version; True: the name of one of them tells a release line."""
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
    found += _line_of_name(reader, identity)
    best: dict[int, Named] = {}
    mine = spelling.series_of(text)
    for one_named in sorted(found, key=lambda one: one.level):
        if _of_series(spelling.series(one_named.label), mine):
            best[one_named.product] = one_named
    return best, any(one.line for one in best.values())


def _line_of_name(reader: Reader, identity: Identity) -> list[Named]:
    """Many devices tell their order number as their name (`TM221CE24R`); then their maker must fit as well."""
    mine = set(reader.makers(identity.vendor))
    return [
        found
        for one in (identity.product, identity.model)
        for maker, line in reader.families(names.number(one), "")
        if mine & set(reader.makers(maker))
        for found in _family(reader, maker, line)
    ]


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
def _on_line(line: str, version: str) -> bool | None:
    """Whether a version belongs to the release line that a product's name tells (`4.x`, `<=7.2`).

    None: it may, for the name says "and earlier" (WinCC V7.5 is no earlier release of WinCC V15).
    """
    if not line or not version:
        return True
    own = [int(digits) for digits in re.findall(r"\d+", version)]
    sign = line.rstrip("0123456789.x")
    wanted = line.removeprefix(sign).split(".")
    pairs = [(had, int(one)) for one, had in zip(wanted, own, strict=False) if one != "x"]
    had, told = [one for one, _ in pairs], [one for _, one in pairs]
    if not own or had == told:
        return bool(own) and sign != "<"
    beyond = had < told if sign.startswith("<") else sign == ">=" and had > told
    return None if beyond else False
