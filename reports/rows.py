"""Machines and findings as rows of plain text, for tables that other programs open."""

from collections.abc import Iterator

from reports import order
from reports.lookup import Lookup
from reports.shown import visible
from scanner.model import Asset, Finding

CELL = 2000
"""Characters of one cell; of a longer text the rest is announced."""

ASSET_COLUMNS = (
    "id", "addresses", "mac", "mac_vendor", "names", "role", "zone", "vendor", "product", "model",
    "order_number", "version", "serial", "services", "expected", "first_seen", "last_seen", "gaps", "worst",
)  # fmt: skip
FINDING_COLUMNS = (
    "key", "outcome", "severity", "check", "title", "asset", "machine", "address", "service", "why",
    "what_to_do", "who", "effort", "cost", "stops_production", "requirements", "found_at",
)  # fmt: skip

Row = tuple[str, ...]


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
