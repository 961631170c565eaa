"""What a killed scan left in its flight recorder: touches that the sensor wrote down and nobody heard of."""

from pathlib import Path

from pydantic import ValidationError

from scanner.model import Touch, message_from_json
from scanner.store import ScanRow, Store


def recovered(store: Store, row: ScanRow) -> list[Touch]:
    """Stores the touches that are in the ledger's file only, and returns them."""
    path = Path(row.order.ledger)
    if not row.order.ledger or not path.exists():
        return []
    text = path.read_text("utf-8", errors="replace")
    if text and not text.endswith("\n"):
        # Half a line: it is closed, so that the next touch does not become part of it.
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
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
