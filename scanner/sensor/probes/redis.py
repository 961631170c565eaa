"""Redis: whether it does what a stranger asks. One PING, which reads and changes nothing.

Sources: Redis documentation, command PING and "Redis serialization protocol" (inline commands, simple
strings and errors); errors NOAUTH and DENIED as Debian's redis-server 7.0 gives them, the older
"operation not permitted" in nmap's redis-info.nse.
"""

import re

from scanner.evidence.stores import RedisServer
from scanner.framing import line_end
from scanner.plugin import Garbled, Line, Tcp, probe

PING, PONG = b"PING\r\n", b"+PONG\r\n"
REFUSED = re.compile(rb"-(?:NOAUTH |DENIED |ERR operation not permitted)[^\r\n]*\r\n")
ERROR = re.compile(rb"-[A-Z]{2,20} [^\r\n]*\r\n")
MOST = 2048  # the advice behind DENIED alone is 1 KiB


@probe(
    id="redis", title="Whether Redis obeys a stranger", protocol="redis", ports=[Tcp(6379)], gives=RedisServer,
    questions=1, order=47, office_only=True,
)  # fmt: skip
def redis(line: Line) -> RedisServer:
    """One PING."""
    return read_pong(line.ask(PING, until=line_end(MOST)))


def read_pong(reply: bytes) -> RedisServer:
    """A simple string or an error; Garbled for anything else."""
    if reply == PONG:
        return RedisServer(without_login=True)
    if REFUSED.fullmatch(reply):
        return RedisServer(without_login=False)
    if ERROR.fullmatch(reply):  # it is loading, or the user has no right to PING: that tells nothing
        return RedisServer()
    raise Garbled("the answer is no Redis answer to PING")
