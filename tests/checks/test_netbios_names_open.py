"""Does a computer tell everyone its names? Any answer is the fault, so it can't be met."""

from checks.netbios_names_open import netbios_names_open
from scanner.evidence import NetbiosNames
from tests.checks.facts import NOT_MET


def test_every_answer_is_a_gap_and_names_the_group() -> None:
    verdict = netbios_names_open(NetbiosNames(names=("OFFICE-1",), group="FACTORY"))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It told a stranger that it belongs to FACTORY.")
    assert netbios_names_open(NetbiosNames()).outcome is NOT_MET
