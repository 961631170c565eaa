"""Gaps as DefectDojo's "Generic Findings Import".

The importer refuses a file with a field that it does not know (its source: dojo/tools/generic/json_parser.py),
and tells findings apart by title, description and severity: those stay the same from scan to scan. What
changes stands in `steps_to_reproduce`.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports import order
from reports.i18n import named
from reports.lookup import Lookup
from reports.rows import cell
from reports.shown import safe_link
from scanner.model import Audit, Finding, Outcome

EFFORTS = {"hours": "Low", "days": "Medium", "weeks": "High"}
_CWE = re.compile(r"CWE-(\d+)")


class DefectDojoReport:
    """The gaps, one entry each; what could not be judged is no finding there."""

    name = "defectdojo"
    suffix = ".defectdojo.json"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        known = Lookup(audit, named(language, locales))
        gaps = [one for one in known.findings if one.outcome is Outcome.NOT_MET]
        whole = {"name": "Vaglio", "type": "Vaglio", "findings": [entry(known, one) for one in gaps]}
        return (json.dumps(whole, ensure_ascii=True, indent=1) + "\n").encode()


def entry(known: Lookup, finding: Finding) -> dict[str, Any]:
    """One gap. Nothing in title and description comes from the wire but the machine's address."""
    card, asset = known.cards.get(finding.check), known.by_id.get(finding.asset or "")
    place = order.address(asset) if asset else known.audit.segment
    where = cell(f"{place} {finding.service or ''}".strip())
    t = known.language.t
    made: dict[str, Any] = {
        "title": f"{known.check_title(finding.check)} ({where})"[:500],
        "description": t(card.why) if card else finding.check,
        "severity": finding.severity.value.capitalize(),
        "date": finding.at.date().isoformat(),
        "steps_to_reproduce": cell(known.language.render(finding.why)),
        "unique_id_from_tool": finding.key,
        "vuln_id_from_tool": finding.check,
        "service": cell(known.audit.segment)[:200],
        "active": True, "verified": False, "static_finding": False, "dynamic_finding": True,
        "risk_accepted": finding.key in known.accepted,
    }  # fmt: skip
    if asset and asset.product:
        made |= {"component_name": cell(asset.product)[:200], "component_version": cell(asset.version)[:100]}
    return made | (_words(known, finding) if card else {})


def _words(known: Lookup, finding: Finding) -> dict[str, Any]:
    card, t = known.cards[finding.check], known.language.t
    numbers = [int(found[1]) for one in card.references if (found := _CWE.match(one))]
    links = [one for one in card.references if safe_link(one)]
    made: dict[str, Any] = {"mitigation": t(card.what_to_do), "impact": t(card.why)}
    made |= {"effort_for_fixing": EFFORTS[card.effort]} if card.effort in EFFORTS else {}
    made |= {"cwe": numbers[0]} if numbers else {}
    return made | ({"references": "\n".join(links)} if links else {})
