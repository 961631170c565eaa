"""Does a time server know the time itself?"""

from checks.time_server_lost import time_server_lost
from scanner.evidence import TimeServer
from tests.checks.facts import MET, NOT_MET


def test_a_server_that_says_it_has_no_time_is_a_gap() -> None:
    assert time_server_lost(TimeServer(stratum=16, synchronised=False)).outcome is NOT_MET
    assert time_server_lost(TimeServer(stratum=2, synchronised=True)).outcome is MET
