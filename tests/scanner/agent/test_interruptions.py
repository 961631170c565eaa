"""A report names the first and the last interruption, and says how many there were between them."""

from scanner.agent.daemon.said import interruption
from scanner.agent.interruptions import SHOWN, shortened
from scanner.model import now

OTHER = ["The network is slow.", "Something else."]


def _times(count: int) -> list[str]:
    return [interruption(f"reason {n}", now()) for n in range(count)]


def test_a_few_are_told_one_by_one() -> None:
    notes = [OTHER[0], *_times(SHOWN), OTHER[1]]
    assert shortened(notes) == notes


def test_of_many_the_first_and_the_last_are_told_with_their_number() -> None:
    times = _times(50)
    told = [times[0], "Further interruptions in between: 48.", times[-1]]
    assert shortened([OTHER[0], *times, OTHER[1]]) == [OTHER[0], *told, OTHER[1]]


def test_what_was_shortened_stays_as_it_is_when_it_is_judged_again() -> None:
    once = shortened(_times(50))
    assert shortened(once) == once
