"""What the agent itself says in a report: that an audit came late and why, and that it was interrupted."""

from datetime import datetime, timedelta

from scanner.store import Due

LATE = timedelta(hours=1)
"""An audit that begins later than this says so."""
NOBODY = "the agent or its computer was not running"
STOPS = "the agent stops"


def lateness(due: Due, moment: datetime) -> tuple[str, ...]:
    """Notes on a scan that begins late, or instead of several: when it was due, why, and what fell out.

    Each is a sentence of its own without a count of hours, so that every language can say it.
    """
    if moment - due.due < LATE and not due.missed:
        return ()
    notes = [f"This audit was due on {_shown(due.due)} and began on {_shown(moment)}."]
    if due.why:
        notes.append(f"Why it began so late: {due.why.rstrip('.')}.")
    if due.missed:
        notes.append(f"Further dates that were missed: {due.missed}.")
    return tuple(notes)


def interruption(why: str, moment: datetime) -> str:
    """A note on a scan that goes on after it was interrupted, and why it was, where that is known."""
    if why:
        return f"This audit was interrupted ({why.rstrip('.')}) and went on at {_shown(moment)}."
    return f"This audit was interrupted and went on at {_shown(moment)}."


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
