"""CODESYS V2 (3S runtime 2.x): operating system and product, which the runtime tells unasked of a login.

Asked: seven bytes in which the client says its byte order; little-endian first, and big-endian only if
nothing came. Returned: three texts of 32 bytes, at bytes 64, 96 and 128 of an answer that starts with BB.

Sources: Digital Bond's nmap script codesys-v2-discover (both requests, places of the three texts) and
the scanner nerva, pkg/plugins/services/codesys (the same bytes). Neither knows the answer's length, so
it is read up to the end of the third text.
"""

from scanner.evidence.plcs import CodesysV2Identity
from scanner.plugin import Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.fields import up_to_zero, zero_ended

LITTLE = bytes.fromhex("bbbb 0100000001")
BIG = bytes.fromhex("bbbb 0100000101")
SYSTEM, SYSTEM_VERSION, PRODUCT, TEXT = 64, 96, 128, 32
MOST = PRODUCT + 128


@probe(
    id="codesys-v2",
    title="Which CODESYS V2 runtime it is",
    protocol="codesys-v2",
    ports=[Tcp(2455), Tcp(1200)],
    gives=CodesysV2Identity,
    controller=True,
    order=24,
    questions=2,
)
def codesys_v2(line: Line) -> CodesysV2Identity:
    """One question on one connection; a second one on the same if the first was met with silence."""
    little = True
    try:
        reply = line.ask(LITTLE, until=whole)
    except Silence:
        little = False
        reply = line.ask(BIG, until=whole)
    system, system_version = zero_ended(reply, SYSTEM, TEXT), zero_ended(reply, SYSTEM_VERSION, TEXT)
    product = zero_ended(reply, PRODUCT, MOST)
    if not system or not product:
        raise Garbled("the answer names no system and no product")
    return CodesysV2Identity(
        operating_system=system, system_version=system_version, product=product, little_endian=little
    )


whole = up_to_zero(PRODUCT, MOST, starts=b"\xbb", what="that of a CODESYS V2 runtime")
