"""A small knowledge file, made by the tests; ordinary unless told otherwise."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from scanner.knowledge.database import SourceState
from scanner.knowledge.facts import Affected, Row, Vulnerability
from scanner.knowledge.knowledge import Knowledge

TODAY = date(2026, 11, 22)
CVE, OTHER = "CVE-2020-0001", "CVE-2020-0002"
NUMBER = "6ES7512-1DK01-0AB0"


def affected(versions: str = "< V2.6", **changes: Any) -> Affected:
    """A sentence about one controller, told by its order number."""
    fields: dict[str, Any] = {
        "vulnerability": CVE, "advisory": "ADV-1", "vendor": "Siemens", "versions": versions,
        "product": "SIMATIC S7-1500 CPU 1512SP-1 PN", "order_numbers": (NUMBER,), "href": "https://example.org/ADV-1",
    }  # fmt: skip
    return Affected(**fields | changes)


def state(id: str = "csaf-test", **changes: Any) -> SourceState:
    return SourceState(**{"id": id, "name": f"source {id}", "newest_at": "2026-11-01"} | changes)


def knowledge(*rows: Row, **changes: Any) -> Knowledge:
    """Knowledge of one source with these rows."""
    return Knowledge.of_rows([(state(**changes), rows)], TODAY)


def graded(*rows: Row, cvss: float = 9.8) -> Iterable[Row]:
    """The rows with a grave vulnerability for each that they name."""
    names = dict.fromkeys(row.vulnerability for row in rows if isinstance(row, Affected))
    return (*(Vulnerability(id=name, cvss=cvss, title=f"title of {name}") for name in names), *rows)
