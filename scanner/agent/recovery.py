"""What an interrupted scan left: touches that the sensor wrote down and nobody heard of, questions not put."""

from pathlib import Path

from pydantic import ValidationError

from scanner.model import STOPPED, Answer, Touch, message_from_json
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


def overtaken(store: Store, row: ScanRow) -> None:
    """Takes away what an interrupted scan says of questions that it could not put any more.

    The scan that goes on comes to them, or says itself why it does not.
    """
    unput = [one for one in store.evidence_of(row.id) if one.answer in (Answer.REFUSED, Answer.NOT_ASKED)]
    stops = {one.reason for one in unput if one.reason.startswith(STOPPED)}
    # The question at which a scan is stopped has the bare reason.
    bare = {reason.removeprefix(STOPPED) for reason in stops}
    store.forget_evidence(row.id, [one.id for one in unput if one.reason in stops | bare])


def _touch(line: str) -> Touch | None:
    try:
        message = message_from_json(line)
    except ValidationError:
        return None  # the last line of a sensor that was killed while it wrote
    return message if isinstance(message, Touch) else None
