"""What the sensor tells the login process, and what comes back: one JSON line each way."""

import scanner.evidence  # noqa: F401  makes the kinds of facts known that a reply may hold
from scanner.model import Answer, Login, Record
from scanner.model.evidence import AnyFact

MOST_REPLY = 900_000
"""Characters of a reply; the agent takes no message above 1,000,000."""


class Job(Record):
    """One login at one asset. `names` are the names that the asset was listed under.

    `seen_key` is the SHA-256 (hex) of the host key that the same scan's probe saw, `seen_type` its kind.
    `seconds` bounds the whole login.
    """

    address: str
    login: Login
    names: tuple[str, ...] = ()
    seen_type: str = ""
    seen_key: str = ""
    seconds: float = 90


class Reply(Record):
    """What came of it. `reason` is a part of a sentence, never with a secret.

    `host_key` is the fingerprint that was shown, where it was refused.
    """

    answer: Answer
    reason: str = ""
    fact: AnyFact | None = None
    host_key: str = ""
