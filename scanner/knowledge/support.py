"""Until when a maker mends what a device runs: by Windows build, by release line, by product."""

from collections.abc import Iterable, Sequence
from datetime import date

from scanner.knowledge.database import names
from scanner.knowledge.database.found import SupportRow
from scanner.knowledge.database.reader import Reader
from scanner.knowledge.match import Identity
from scanner.model.known import Life, SupportState

_BEFORE_10 = {
    "2600": ("5-sp3",), "3790": ("2003-sp2",), "6002": ("6-sp2", "2008-sp2"), "6003": ("2008-sp2",),
    "7600": ("7", "2008-r2"), "7601": ("7-sp1", "2008-r2-sp1"), "9200": ("8", "2012"), "9600": ("8.1", "2012-r2"),
}  # fmt: skip
"""Release lines of the builds before Windows 10, which support lists name without their build (MS-NLMP 2.2.2.10
tells the build; Microsoft's lifecycle pages tell the line)."""


def of_build(reader: Reader, build: str, today: date) -> SupportState | None:
    """The state of a Windows build as an NTLM challenge tells it; None: the knowledge does not have it.

    Several editions share a build and differ in their dates. Where they don't agree, that is the answer.
    """
    number = names.build(build)
    rows = reader.support_of_build(number) or _before_10(reader, number)
    if not rows:
        return None
    judged = [(row, _life(row, today)) for row in rows]
    lives = {life for _, life in judged}
    best = max((row for row, _ in judged), key=lambda row: (row.security, row.extended))
    editions = tuple(
        dict.fromkeys(f"{_edition(row)}: {row.security or 'no end announced'}" for row, _ in judged)
    )
    name = "Windows" if len(rows) > 1 else _called(best)
    life: Life = lives.pop() if len(lives) == 1 else "depends on the edition"
    return _state(best, life, name, build, editions if len(rows) > 1 else ())


def _before_10(reader: Reader, build: str) -> list[SupportRow]:
    known = [*reader.support("windows"), *reader.support("windows server")] if build in _BEFORE_10 else []
    return [row for row in known if row.cycle in _BEFORE_10[build]]


def _edition(row: SupportRow) -> str:
    """What a person would call it: lines that are kept longer have the same label otherwise."""
    longer = " LTSC" if "lts" in row.edition.split("-") else ""
    return _called(row).removeprefix("Microsoft ").replace("Windows Server Windows", "Windows") + longer


def of_identity(reader: Reader, identity: Identity, today: date) -> SupportState | None:
    """The state of a product: its own line where the version tells one, else of the product as a whole."""
    rows = _rows(reader, identity)
    if not rows:
        return None
    cycles = [row for row in rows if row.cycle and _in_cycle(identity.version, row.cycle)]
    whole = [row for row in rows if row.cycle.casefold() in _WHOLE]
    found = sorted(cycles, key=lambda row: -len(row.cycle))[:1] or whole[:1]
    if not found:
        return None
    return _state(
        found[0], _life(found[0], today), _called(found[0]), f"{identity.product} {identity.version}".strip()
    )


_WHOLE = frozenset({"", "all", "-", "end of life", "end of support", "discontinued", "obsolete"})
"""What stands where a release line belongs when a source speaks of the product as a whole."""


def _rows(reader: Reader, identity: Identity) -> Sequence[SupportRow]:
    maker = names.maker(identity.vendor) if identity.vendor else ""
    for name in filter(None, (identity.product, identity.model)):
        if rows := [row for row in reader.support(names.plain(name)) if _same_maker(row.maker, maker)]:
            return rows
    of_maker = reader.support_of_maker(maker) if maker else []
    words = names.words(f"{identity.product} {identity.model} {identity.order_number}")
    lines = [line for one in (names.number(identity.order_number), names.number(identity.product))
             for _, line in reader.families(one, identity.product)]  # fmt: skip
    words |= {word for line in lines for word in names.words(line)}
    return [row for row in of_maker if _meant(row.product, words)]


def _same_maker(told: str, mine: str) -> bool:
    """`grafana labs` and `grafana` are one; where either is not named, the product's name is enough."""
    return not told or not mine or f"{told} ".startswith(f"{mine} ") or f"{mine} ".startswith(f"{told} ")


def _meant(product: str, words: frozenset[str]) -> bool:
    needed = [word for word in names.plain(product).split() if word]
    return bool(needed) and any(c.isdigit() for c in product) and all(word in words for word in needed)


def _in_cycle(version: str, cycle: str) -> bool:
    """`7.4` holds 7.4p1 and 7.4.33, not 7.40."""
    mine, wanted = version.casefold().lstrip("v"), cycle.casefold().lstrip("v")
    rest = mine.removeprefix(wanted)
    return rest != mine and not rest[:1].isdigit()


_FREE_EXTENDED = frozenset({"debian"})
"""Products whose long-term support is for everybody without pay (wiki.debian.org/LTS)."""


def _life(row: SupportRow, today: date) -> Life:
    """Dates stand in ISO form, so that their letters compare as they do."""
    now = today.isoformat()
    if row.product in _FREE_EXTENDED and row.extended:
        return "supported" if now <= row.extended else "ended"
    if not row.security:
        return _paid(row, now) if row.ended or row.extended else "unknown"
    if now <= row.security:
        return "supported"
    return _paid(row, now)


def _paid(row: SupportRow, now: str) -> Life:
    return "extended only" if row.extended and now <= row.extended else "ended"


def _called(row: SupportRow) -> str:
    return row.label or " ".join(filter(None, (row.product, row.cycle, row.edition)))


def _state(
    row: SupportRow, life: Life, name: str, subject: str, editions: Iterable[str] = ()
) -> SupportState:
    until = row.extended if row.product in _FREE_EXTENDED and row.extended else row.security
    return SupportState(
        product=name, cycle=row.cycle, state=life, until=until, extended=row.extended,
        editions=tuple(editions), subject=subject, href=row.href,
    )  # fmt: skip
