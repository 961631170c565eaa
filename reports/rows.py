"""Machines and findings as rows of plain text, for tables that other programs open.

Rows hold codes; `spoken` puts the report's words in their place (docs/decisions/0015-tables.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reports import order, words
from reports.i18n import Language
from reports.lookup import Lookup
from reports.shown import visible
from reports.words import N_, word
from scanner.model import Asset, Finding

CELL = 2000
"""Characters of one cell; of a longer text the rest is announced."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column: the key that programs know it by, its name for people, and the words for its codes."""

    key: str
    title: str
    words: dict[str, str] = field(default_factory=dict, hash=False)


ASSET_COLUMNS = (
    Column("id", N_("Number of the machine")),
    Column("addresses", N_("Addresses")),
    Column("mac", N_("MAC address")),
    Column("mac_vendor", N_("Maker of the network card")),
    Column("names", N_("Names")),
    Column("role", N_("Kind of machine"), words.ROLES),
    Column("zone", N_("Zone"), words.ZONES),
    Column("vendor", N_("Maker")),
    Column("product", N_("Product")),
    Column("model", N_("Model")),
    Column("order_number", N_("Order number")),
    Column("version", N_("Version")),
    Column("serial", N_("Serial number")),
    Column("services", N_("Services")),
    Column("expected", N_("On your list"), words.ANSWERS),
    Column("first_seen", N_("First seen (UTC)")),
    Column("last_seen", N_("Last seen (UTC)")),
    Column("gaps", N_("Weak points")),
    Column("worst", N_("Worst of them"), words.SEVERITIES),
)
FINDING_COLUMNS = (
    Column("key", N_("Number of the finding")),
    Column("outcome", N_("Result"), words.OUTCOMES),
    Column("severity", N_("Severity"), words.SEVERITIES),
    Column("check", N_("Check")),
    Column("title", N_("What it looks for")),
    Column("asset", N_("Number of the machine")),
    Column("machine", N_("Machine")),
    Column("address", N_("Address")),
    Column("service", N_("Service")),
    Column("why", N_("What was seen")),
    Column("what_to_do", N_("What to do")),
    Column("who", N_("Who does it"), words.ACTORS),
    Column("effort", N_("Work"), words.EFFORTS),
    Column("cost", N_("Cost"), words.COSTS),
    Column("stops_production", N_("Does production stop?"), words.STOPS),
    Column("requirements", N_("Requirements")),
    Column("found_at", N_("Seen at (UTC)")),
)


def heads(columns: Iterable[Column], language: Language) -> Row:
    """The names of the columns for people."""
    return tuple(language.t(column.title) for column in columns)


def spoken(columns: tuple[Column, ...], held: Iterable[Row], language: Language) -> Iterator[Row]:
    """The rows with words in place of codes; a code that has none stays."""
    for row in held:
        yield tuple(
            language.t(word(column.words, value)) if column.words and value else value
            for column, value in zip(columns, row, strict=True)
        )


def assets(known: Lookup) -> Iterator[Row]:
    """One row a machine, in the order of `ASSET_COLUMNS`."""
    yield from (tuple(map(cell, _asset(known, asset))) for asset in known.machines)


def findings(known: Lookup) -> Iterator[Row]:
    """One row a finding, in the order of `FINDING_COLUMNS`."""
    yield from (tuple(map(cell, _finding(known, finding))) for finding in known.findings)


def cell(text: str) -> str:
    """A text as it can stand in a table: visible, on one line, cut with an announcement."""
    rest = len(text) - CELL
    return visible(text if rest <= 0 else f"{text[:CELL]}… (+{rest})")


def _asset(known: Lookup, asset: Asset) -> Row:
    gaps = known.gaps(asset.id)
    worst = max((one.severity for one in gaps), default=None)
    services = (
        " ".join(filter(None, (str(one.service), one.protocol, one.product, one.version)))
        for one in sorted(asset.services, key=lambda seen: order.place(seen.service))
    )
    return (
        asset.id, " ".join(asset.addresses), asset.mac, asset.mac_vendor, ", ".join(asset.names), asset.role,
        asset.zone, asset.vendor, asset.product, asset.model, asset.order_number, asset.version, asset.serial,
        "; ".join(services), {None: "", True: "yes", False: "no"}[asset.expected],
        asset.first_seen.isoformat() if asset.first_seen else "",
        asset.last_seen.isoformat() if asset.last_seen else "", str(len(gaps)), worst.value if worst else "",
    )  # fmt: skip


def _finding(known: Lookup, finding: Finding) -> Row:
    card, asset = known.cards.get(finding.check), known.by_id.get(finding.asset or "")
    words = (card.what_to_do, card.who, card.effort, card.cost, card.stops_production) if card else ("",) * 5
    return (
        finding.key, finding.outcome.value, finding.severity.value, finding.check,
        known.check_title(finding.check), finding.asset or "", order.title(asset) if asset else "",
        order.address(asset) if asset else "", str(finding.service or ""), known.language.render(finding.why),
        known.language.t(words[0]), *words[1:], " ".join(sorted(finding.requirements, key=order.natural)),
        finding.at.isoformat(),
    )  # fmt: skip
