"""rsync: which modules it offers. Counts as a guess, so only where it is allowed by name.

The version is exchanged, then the list is asked for; no module is opened. Sources: rsync, clientserver.c and the
manual page rsyncd.conf(5) (option `list`, names and comments); Wireshark's rsync dissector (magic "@RSYNCD: ",
"@RSYNCD: EXIT"); Debian's rsync.
"""

import re

from scanner.evidence.stores import RsyncModules
from scanner.framing import line_end
from scanner.plugin import Garbled, Impact, Line, Tcp, probe
from scanner.sensor.probes.text import clean

GREETING = re.compile(rb"@RSYNCD: ([0-9]{1,3}(?:\.[0-9]{1,3})?)(?: [a-z0-9 ]*)?\r?\n")
LIST, EXIT = b"@RSYNCD: 29.0\n#list\n", b"@RSYNCD: EXIT\n"
# A module's line is its name, padded to 15, a tab and a comment; the lines before are a greeting of the owner's.
MODULE = re.compile(rb"^([^\t\r\n@]{15,80})\t", re.MULTILINE)
MOST, MOST_NAMES = 16_384, 16


@probe(
    id="rsync-modules", title="Which folders rsync offers to a stranger", protocol="rsync", ports=[Tcp(873)],
    gives=RsyncModules, impact=Impact.GUESS, questions=1, order=62, office_only=True,
)  # fmt: skip
def rsync_modules(line: Line) -> RsyncModules:
    """Hears the greeting, asks for the list once."""
    greeting = GREETING.fullmatch(line.hear(line_end(512)))
    if greeting is None:
        raise Garbled("the greeting is no rsync greeting")
    found = MODULE.findall(line.ask(LIST, until=list_end))
    names = tuple(clean(name, 64) for name in found[:MOST_NAMES])
    return RsyncModules(version=clean(greeting[1]), count=len(found), names=names)


def list_end(so_far: bytes) -> int | None:
    """Up to the line that ends the list, or an error instead of it."""
    if so_far.startswith(b"@ERROR"):
        raise Garbled("it refused the question")
    if so_far.endswith(EXIT):
        return len(so_far)
    if len(so_far) >= MOST:
        raise Garbled(f"no end of the list in {MOST} bytes")
    return None
