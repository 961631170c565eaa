"""Notes on a scan that was interrupted many times: the first, the last, and how many there were between them."""

from collections.abc import Sequence

BEGINNING = "This audit was interrupted"
SHOWN = 4
"""So many are told one by one."""


def shortened(notes: Sequence[str]) -> list[str]:
    """The notes in their order; of more than `SHOWN` interruptions only the first and the last are named."""
    times = [note for note in notes if note.startswith(BEGINNING)]
    if len(times) <= SHOWN:
        return list(notes)
    first, last = times[0], times[-1]
    between = f"Further interruptions in between: {len(times) - 2}."
    told = {first: [first], last: [between, last]}
    return [one for note in notes for one in (told.get(note, []) if note in times else [note])]
