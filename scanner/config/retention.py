"""How long results are kept: the table [retention]."""

from pydantic import Field

from scanner.model import Record


class Retention(Record):
    """`days` 0: for ever. `keep`: the newest audits of each segment that stay however old they are.

    `report_days` is the same for the reports in folders; None: as `days`.
    """

    days: int = Field(default=0, ge=0, le=36_500)
    keep: int = Field(default=3, ge=1, le=1000)
    report_days: int | None = Field(default=None, ge=0, le=36_500)

    @property
    def for_reports(self) -> int:
        """Days after which a report may go; 0: never."""
        return self.days if self.report_days is None else self.report_days
