"""Does the debugger of VxWorks answer anyone? Any answer is the fault, so it can't be met."""

from checks.wdb_open import wdb_open
from scanner.evidence import WdbAgent
from scanner.model import Severity
from tests.checks.facts import NOT_MET


def test_a_debugger_that_answers_a_stranger_is_a_critical_gap() -> None:
    assert wdb_open(WdbAgent()).outcome is NOT_MET
    assert wdb_open.severity is Severity.CRITICAL
    assert "UDP port 17185" in wdb_open.message
