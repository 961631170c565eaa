"""What management services say."""

from scanner.model import Fact


class SnmpEngine(Fact):
    """SNMPv3 engine discovery (RFC 3414, section 4): no community, no user.

    `enterprise` is the IANA number inside the engine id; `up_seconds` is the engine time.
    """

    engine_id: str
    enterprise: int = 0
    maker: str = ""
    boots: int = 0
    up_seconds: int = 0
