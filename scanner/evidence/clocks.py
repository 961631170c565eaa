"""Where the time comes from."""

from scanner.model import Fact, UtcTime


class TimeServer(Fact):
    """Answer of an NTP server (RFC 5905, section 7.3). `stratum` 16 or 0: it has no time to give itself."""

    stratum: int
    synchronised: bool
    date: UtcTime | None = None  # its clock at the answer
