"""Does a service still accept versions of TLS that were withdrawn?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import TlsServer

WITHDRAWN = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1")  # RFC 6176, RFC 7568, RFC 8996


@check(
    id="tls-old-version",
    title="A protected connection uses outdated encryption",
    why=(
        "The connection looks safe, but its lock is old. "
        "Its versions were withdrawn in 2021 or before, because they can be opened."
    ),
    what_to_do="Update the device. Then turn off the versions of TLS before 1.2.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) accepts encrypted connections of a version that was withdrawn. "
        "Please turn off SSL, TLS 1.0 and TLS 1.1, and leave TLS 1.2 or newer. "
        "Please check first that the programs and panels that connect to it know TLS 1.2. "
        "If the device can't do that, tell us whether the maker has an update."
    ),
    recheck="The next audit offers the old versions and is refused.",
    needs=TlsServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R9": "hint"},
    weight=2,
    references=("IEC 62443-3-3 SR 4.1", "IEC 62443-3-3 SR 4.3"),
    praise="The encrypted connections that we tried use current versions.",
)
def tls_old_version(server: TlsServer) -> Verdict:
    old = [version for version in WITHDRAWN if version in server.accepted]
    if old:
        return not_met("It accepts {versions}.", versions=", ".join(old))
    # Today's libraries can't offer SSL any more; a server that refuses TLS 1.0 does not speak it.
    if server.accepted and {"TLSv1.0", "TLSv1.1"} <= set(server.refused):
        return met("It refused the old versions.")
    return unknown("The old versions were not tried.")
