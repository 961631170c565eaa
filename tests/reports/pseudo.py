"""A pseudo-locale that shows which visible words bypass translation.

It writes each Latin letter with an accent, so a text that was forgotten stands out, wherever it is cut or wrapped.
What comes from machines and from the owner is written in wide letters first, as it must never be translated.
"""

import re
import string
from gettext import NullTranslations
from typing import Any

from reports.i18n import Language
from reports.spoken import phrases
from scanner.model import Audit, Text
from scanner.model.record import Record
from tests.reports.checks_in_samples import CARDS

ACCENTED = str.maketrans(string.ascii_letters, "åƀçđęƒğħīĵķłɱñøþɋřşŧŭṽŵẋŷžÅƁÇĐĘƑĞĦĪĴĶŁṀÑØÞɊŘŞŦŬṼŴẊŶŽ")
WIDE = {ord(plain): ord(plain) + 0xFEE0 for plain in string.ascii_letters}
ASSET = "addresses mac mac_vendor names vendor product model order_number version serial"
FROM_ELSEWHERE = {
    "Asset": ASSET, "ServiceSeen": "protocol product version", "Identification": "value evidence",
    "Audit": "scan product_version segment networks sensor catalogue catalogue_date knowledge",
    "Authorisation": "who note", "Change": "title", "TrendPoint": "catalogue", "AnswerGiven": "by proof reason",
    "AcceptedRisk": "owner reason asset", "Framework": "id href",
    "AssetKnowledge": "looked_up", "KnownVulnerability": "id title subject product fix advisory href source",
    "SupportState": "product cycle until subject", "KnowledgeSource": "licence newest",
    "CheckCard": "id origin version references", "Finding": "check evidence", "Action": "check", "NotChecked": "check",
    "RequirementScore": "capped checks questions", "Score": "capped", "Moved": "checks", "AssetLedger": "address",
}  # fmt: skip
"""Fields that machines, the owner, a law or a list fill: no catalogue has them."""
IDS = "|".join(card.id for card in CARDS)
AS_IT_IS = re.compile(
    rf"\b({IDS})\b|"
    r"\b(tcp|udp|HTTP|UTC|JSON|CVSS|Vaglio|R\d+)\b|\bvaglio [a-z]+\b|--[a-z-]+|[\w-]+\.(json|zip|html|pem|pub)\b"
)
"""Ids of checks, names of standards, and commands and files as they must be typed."""
ATTRIBUTES = {"alt", "aria-label", "title", "data-of", "placeholder", "label", "summary"}


class Pseudo(NullTranslations):
    """Accents on everything but the holes."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{\w*\})", message)
        return "".join(part if part.startswith("{") else part.translate(ACCENTED) for part in parts)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


# Japanese dates have no letters that could be taken for English.
PSEUDO = Language(code="ja", catalogue=Pseudo(), templates=frozenset(phrases()))


def widened(value: Any) -> Any:
    """The record with what comes from elsewhere in wide letters."""
    if isinstance(value, Text):
        holes = value.parameters.items()
        return value.model_copy(
            update={"parameters": {k: v if k == "reason" else _wide(v) for k, v in holes}}
        )
    if isinstance(value, Record):
        foreign = FROM_ELSEWHERE.get(type(value).__name__, "").split()
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        return value.model_copy(
            update={k: (_wide if k in foreign else widened)(v) for k, v in fields.items()}
        )
    return tuple(map(widened, value)) if isinstance(value, tuple) else value


def _wide(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_wide, value))
    return value.translate(WIDE) if isinstance(value, str) else value


def speaking(audit: Audit) -> Audit:
    """The audit with every phrase of the engine in it: as a note, as a reason, and as what was sent."""
    said = [re.sub(r"\{\d\}", "7", text) for text in phrases() if not re.search(r"\{[a-z]", text)]
    why = Text.of("It was asked and gave no whole answer ({reason}).", reason="broken off (7)")
    rows = tuple(
        row.model_copy(update={"what": tuple((text, 1) for text in said[at::9][:12])})
        for at, row in enumerate(audit.ledger.assets)
    )
    missed = tuple(one.model_copy(update={"reason": why}) for one in audit.not_checked)
    ledger = audit.ledger.model_copy(update={"assets": rows})
    why_not = "7 cannot be read (7)."
    sources = tuple(one.model_copy(update={"problem": why_not}) for one in audit.sources)
    reason = "the sensor ended before its time: it ended with code 7"
    update = {
        "notes": tuple(said),
        "ledger": ledger,
        "not_checked": missed,
        "reason": reason,
        "sources": sources,
        "complete": False,
    }
    return audit.model_copy(update=update)


def left_in_english(texts: list[str]) -> list[str]:
    return sorted({text for text in texts if re.search(r"[A-Za-z]{2}", AS_IT_IS.sub("", text))})
