"""Does a device talk to whoever says "public"? Any answer is the fault, so it can't be met."""

from checks.snmp_public import snmp_public
from scanner.evidence import SnmpSystem
from tests.checks.facts import NOT_MET


def test_an_answer_is_a_gap_and_says_what_was_told() -> None:
    verdict = snmp_public(SnmpSystem(description="EDS-408A", community="public"))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It told a stranger: EDS-408A.")


def test_an_answer_without_words_is_a_gap_too() -> None:
    verdict = snmp_public(SnmpSystem(community="public"))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It answered a stranger who said public.")
