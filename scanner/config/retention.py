"""How long results are kept: the table [retention]."""

from pydantic import Field

from scanner.model import Record


class Retention(Record):
    """`days` 0: for ever. `keep`: the newest audits of each segment that stay however old they are."""

    days: int = Field(default=0, ge=0, le=36_500)
    keep: int = Field(default=3, ge=1, le=1000)
