"""How a login ends early, and text that never holds the secret."""

from typing import Any

from scanner.login.job import Reply
from scanner.model import Answer

SHORTEST = 6
"""Characters of a secret that are looked for in an answer; a shorter one would be found in every other word."""


class Ended(Exception):  # noqa: N818 - an outcome, not a mistake
    """The login came to an end without a fact. The message is a part of a sentence, without the secret."""

    def __init__(self, answer: Answer, reason: str, host_key: str = "") -> None:
        super().__init__(reason)
        self.answer, self.reason, self.host_key = answer, reason, host_key

    def reply(self) -> Reply:
        return Reply(answer=self.answer, reason=self.reason, host_key=self.host_key)


def not_made(reason: str, host_key: str = "") -> Ended:
    """It was not let in, or was never tried: what it would have read is not known."""
    return Ended(Answer.NOT_ASKED, reason, host_key)


def without(value: Any, secret: str) -> Any:
    """The same with each copy of the secret taken out: a server may send back what it was given."""
    if isinstance(value, str):
        return value.replace(secret, "(removed)") if len(secret) >= SHORTEST else value
    if isinstance(value, dict):
        return {key: without(each, secret) for key, each in value.items()}
    return [without(each, secret) for each in value] if isinstance(value, list | tuple) else value
