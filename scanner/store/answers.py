"""What the owner answered: nothing is overwritten, the newest answer to a question counts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from scanner.model import AnswerGiven
from scanner.store.tables import answers


def add(connection: Connection, given: Sequence[AnswerGiven], moment: datetime) -> None:
    """Keeps answers, recorded at one moment; of two to one question the later in `given` counts."""
    last = {one.question: one for one in given}
    at_once = (answers.c.recorded == moment) & answers.c.question.in_(last)
    connection.execute(delete(answers).where(at_once))
    rows = [
        {"question": name, "recorded": moment, "body": one.model_dump_json()} for name, one in last.items()
    ]
    if rows:
        connection.execute(insert(answers), rows)


def newest(connection: Connection) -> tuple[AnswerGiven, ...]:
    """The newest answer to each question that was answered."""
    wanted = select(answers.c.question, answers.c.body).order_by(answers.c.recorded)
    bodies = {row.question: row.body for row in connection.execute(wanted)}
    return tuple(AnswerGiven.model_validate_json(body) for body in bodies.values())
