"""An audit in which every machine and every user tries to harm the reader."""

from collections.abc import Sequence

from scanner.model import Asset, AssetLedger, Audit, CheckCard, Finding, Record, Text
from tests.reports.told import told_factory

HOSTILE = (
    "<script>alert(1)</script>\"'><img src=https://evil.example/x onerror=alert(2)>"
    "javascript:alert(3) {{ 7*7 }} {% raw %} {0} {x.y} %(n)s &lt; ]]> --> </style></title>"
    "\u202e\u2066\u200b\ufeff\x00\x07\x1b[31m\r\n\t\u2028\udc80\ud83d Z\u0301\u0301\u0301\u0301\u0301"
)
LONG = HOSTILE + "A" * 65_536


def hostile_factory(text: str = LONG, size: int = 12) -> Audit:
    """The small factory with `text` wherever a machine or a user could have written."""
    known = told_factory(size)
    renamed = {asset.id: f"{number}{_whole(text)}" for number, asset in enumerate(known.assets)}
    why = Text.of("It told a stranger that it is a {vendor} {product}.", vendor=text, product=text)
    written = dict.fromkeys(
        (
            "scan",
            "product_version",
            "segment",
            "sensor",
            "reason",
            "catalogue",
            "catalogue_date",
            "knowledge",
        ),
        text,
    )
    rows = tuple(_row(row, renamed, text) for row in known.ledger.assets)
    return known.model_copy(
        update=written
        | {
            "complete": False,
            "networks": (text, text),
            "notes": (text,),
            "good": (why,),
            "assets": tuple(_asset(asset, renamed, text) for asset in known.assets),
            "findings": tuple(_finding(finding, renamed, why) for finding in known.findings),
            "actions": tuple(
                action.model_copy(update={"assets": tuple(renamed[asset] for asset in action.assets)})
                for action in known.actions
            ),
            "checks": tuple(_card(card, text) for card in known.checks),
            "ledger": known.ledger.model_copy(update={"assets": rows}),
            "authorisation": known.authorisation.model_copy(update={"who": text, "note": text}),
            **_told(known, text, why),
            "not_checked": tuple(
                left.model_copy(update={"asset": renamed.get(left.asset, ""), "reason": why})
                for left in known.not_checked
            ),
        }
    )


def _told(audit: Audit, text: str, why: Text) -> dict[str, object]:
    """The same for what an audit says beside its findings; codes stay, for a model lets no other in."""

    def filled(records: Sequence[Record], *names: str, **more: object) -> tuple[Record, ...]:
        return tuple(one.model_copy(update=dict.fromkeys(names, text) | more) for one in records)

    knowledge = (
        "id",
        "title",
        "subject",
        "product",
        "installed",
        "advisory",
        "href",
        "source",
        "fix",
        "remedy",
    )
    return {
        "previous": text,
        "changes": filled(audit.changes, "check", "asset", "title", why=why),
        "moved": tuple(one.model_copy(update={"checks": (text, text)}) for one in audit.moved),
        "trend": filled(audit.trend, "scan", "catalogue"),
        "answers": filled(audit.answers, "title", "by", "proof", "reason"),
        "accepted": filled(audit.accepted, "check", "asset", "owner", "reason"),
        "frameworks": tuple(
            one.model_copy(update=dict.fromkeys(("name", "version", "href"), text)
                           | {"links": filled(one.links, "reference")})
            for one in audit.frameworks
        ),
        "known": tuple(
            one.model_copy(update={"vulnerabilities": filled(one.vulnerabilities, *knowledge),
                                   "support": filled(one.support, "product", "until", "subject", "href")})
            for one in audit.known
        ),
        "sources": filled(audit.sources, "id", "name", "licence", "newest", "problem"),
    }  # fmt: skip


def _whole(text: str) -> str:
    """An id is hashed, so it never holds half a character."""
    return text.encode("utf-8", "replace").decode()


def _asset(asset: Asset, renamed: dict[str, str], text: str) -> Asset:
    fields = ("mac", "mac_vendor", "role", "zone", "vendor", "product", "order_number", "version", "serial")
    services = (
        seen.model_copy(update=dict.fromkeys(("protocol", "product", "version"), text))
        for seen in asset.services
    )
    said = tuple(one.model_copy(update={"value": text, "evidence": text}) for one in asset.identifications)
    lists = {
        "identifications": said,
        "addresses": (text, text),
        "names": (text, text),
        "services": tuple(services),
    }
    return asset.model_copy(update=dict.fromkeys(fields, text) | lists | {"id": renamed[asset.id]})


def _finding(finding: Finding, renamed: dict[str, str], why: Text) -> Finding:
    return finding.model_copy(
        update={"asset": renamed[finding.asset or ""], "why": why, "knowledge": str(why)}
    )


def _card(card: CheckCard, text: str) -> CheckCard:
    return card.model_copy(update={"references": (text, "javascript:alert(1)", f"https://{text}")})


def _row(row: AssetLedger, renamed: dict[str, str], text: str) -> AssetLedger:
    return row.model_copy(update={"asset": renamed[row.asset], "address": text, "what": ((text, 3),)})
