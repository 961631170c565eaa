"""memcached: whether it does what a stranger asks. One `version`, which touches no stored value.

Sources: memcached, doc/protocol.txt ("version", "Error strings", "Authentication"); both answers as Debian's
memcached 1.6 gives them, without and with a file of logins (-Y). A server that speaks the binary protocol only
hangs up: then nothing is known.
"""

import re

from scanner.evidence.stores import MemcachedServer
from scanner.framing import line_end
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.text import clean

VERSION, UNAUTHENTICATED = b"version\r\n", b"CLIENT_ERROR unauthenticated\r\n"
TOLD = re.compile(rb"VERSION ([0-9][\x21-\x7e]{0,63})\r\n")


@probe(
    id="memcached", title="Whether memcached obeys a stranger", protocol="memcached", ports=[Tcp(11211)],
    gives=MemcachedServer, questions=1, order=47, office_only=True,
)  # fmt: skip
def memcached(line: Line) -> MemcachedServer:
    """One question for the version."""
    return read_version(line.ask(VERSION, until=line_end(256)))


def read_version(reply: bytes) -> MemcachedServer:
    """A version or the refusal of a stranger; Garbled for anything else."""
    if reply == UNAUTHENTICATED:
        return MemcachedServer(without_login=False)
    told = TOLD.fullmatch(reply)
    if told is None:
        raise Garbled("the answer is no memcached answer to version")
    return MemcachedServer(without_login=True, version=clean(told[1], 64))
