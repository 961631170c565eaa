"""The ledger's file of a scan: touches that the sensor wrote down and nobody heard of."""

from pathlib import Path

from pydantic import ValidationError

from scanner.lock import held
from scanner.model import Touch, message_from_json
from scanner.store import ScanRow, Store, StoreError

PATIENCE = 60.0
"""Seconds in which a sensor whose agent was killed has ended: its question in flight is answered or given up."""


def recovered(store: Store, row: ScanRow) -> list[Touch]:
    """Stores the touches that are in the ledger's file only, and returns them.

    Raises StoreError when the sensor that writes it does not end.
    """
    path = Path(row.order.ledger)
    if not row.order.ledger or not path.exists():
        return []
    with path.open("rb") as file:
        # It outlives who started it by the question in flight, which is still to be written down.
        if not held(file, alone=False, seconds=PATIENCE):
            raise StoreError(f"The sensor of the scan {row.id} is still at work; end it, or try again later.")
        text = file.read().decode("utf-8", errors="replace")
    if text and not text.endswith("\n"):
        # Half a line: it is closed, so that the next touch does not become part of it.
        with path.open("a", encoding="utf-8") as end:
            end.write("\n")
    # Not splitlines(): it also splits at characters that may stand inside a line.
    written = [touch for line in text.split("\n") if line and (touch := _touch(line))]
    lost = written[len(store.touches_of(row.id)) :]
    store.add_messages(row.id, lost, store.next_line(row.id))
    return lost


def _touch(line: str) -> Touch | None:
    try:
        message = message_from_json(line)
    except ValidationError:
        return None  # the last line of a sensor that was killed while it wrote
    return message if isinstance(message, Touch) else None
