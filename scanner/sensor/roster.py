"""Which questions there are: `python -m scanner.sensor.roster PACK…` prints them, one JSON object a line.

The agent must not load them itself: they bring in scapy, which belongs to the sensor's process.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from scanner import doors
from scanner.model import Question
from scanner.plugin import Impact, Probe


def main(folders: Sequence[str]) -> int:
    """Prints every question; 2 and one sentence when a pack can't be used."""
    doors.lock()  # before any plug-in is imported
    from scanner.packs import PackError, load_probes

    try:
        found = load_probes("scanner.sensor.probes", folders)
    except PackError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.writelines(card.model_dump_json() + "\n" for card in questions(found))
    return 0


def questions(probes: Sequence[Probe[Any]]) -> Iterator[Question]:
    """Each probe as the agent may know it, the one question of the link layer, and the logins."""
    from scanner.sensor.logins import CARDS
    from scanner.sensor.stations import PROBE

    yield Question(id=PROBE, title="PROFINET stations", consent="opt_in")
    yield from (Question(id=card.id, title=card.title) for card in CARDS.values())
    for probe in probes:
        handshake = probe.impact is Impact.HANDSHAKE
        yield Question(id=probe.id, title=probe.title, consent=_consent(probe), once_a_day=handshake)


def _consent(probe: Probe[Any]) -> Any:
    if probe.impact is Impact.GUESS:
        return "allow_guess"
    return "opt_in" if probe.opt_in else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
