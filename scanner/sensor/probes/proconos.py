"""ProConOS: runtime, controller and project. Only where enabled.

Asked: one frame of ten bytes. Returned: zero-ended texts at bytes 12 (runtime), 44 (controller) and 76
(project) of an answer that starts with CC.

Sources: Digital Bond's nmap script proconos-info (request and places; its example output) and the scanner
nerva, pkg/plugins/services/proconos (the same request; project one byte earlier). Because the two differ
by one byte, a first byte that is no letter is passed over. Neither knows the answer's length.
"""

import re

from scanner.evidence.plcs import ProconosIdentity
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.fields import up_to_zero, zero_ended
from scanner.sensor.probes.reply import came_before

REQUEST = bytes.fromhex("cc01000b4002000047ee")
RUNTIME, MODEL, PROJECT, TEXT = 12, 44, 76, 32
MOST = 512
NAMED = re.compile(r"ProConOS(?: V?(?P<version>\d+(?:\.\d+)+))?", re.IGNORECASE)


@probe(
    id="proconos",
    title="Which ProConOS runtime it is",
    protocol="proconos",
    ports=[Tcp(20547)],
    gives=ProconosIdentity,
    controller=True,
    order=36,
    opt_in=True,
    questions=1,
)
def proconos(line: Line) -> ProconosIdentity:
    """One question on one connection."""
    try:
        reply = line.ask(REQUEST, until=whole)
    except (Closed, Silence) as end:
        reply = came_before(end)  # some tell no project, and no source says how long an answer is
        if len(reply) < PROJECT:
            raise
    runtime = zero_ended(reply, RUNTIME, TEXT)
    named = NAMED.search(runtime)
    if not named:
        raise Garbled("the runtime does not call itself ProConOS")
    return ProconosIdentity(
        runtime=runtime,
        version=named["version"] or "",
        model=zero_ended(reply, MODEL, TEXT),
        project=_project(reply),
    )


def _project(reply: bytes) -> str:
    begins = PROJECT if reply[PROJECT : PROJECT + 1].isalnum() else PROJECT + 1
    return zero_ended(reply, begins, 64) if reply.endswith(b"\0") else ""


whole = up_to_zero(PROJECT + 1, MOST, starts=b"\xcc", what="that of ProConOS")
