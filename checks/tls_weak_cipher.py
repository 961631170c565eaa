"""Does a protected connection still use a lock that can be picked?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import TlsServer


@check(
    id="tls-weak-cipher",
    title="A protected connection uses a weak cipher",
    why=(
        "The connection looks safe, but its lock can be opened. "
        "Whoever records what passes can read it later."
    ),
    what_to_do="Turn the weak ciphers off. Leave those with AES-GCM or ChaCha20.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) agreed with us on a cipher that is no longer safe. "
        "Please turn off RC4, DES, 3DES, export and NULL ciphers. "
        "Please leave those with AES-GCM or ChaCha20, which TLS 1.2 and 1.3 bring. "
        "If the device can't do that, tell us whether the maker has an update."
    ),
    recheck="The next audit offers weak ciphers only, and is refused.",
    needs=TlsServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=("CWE-327", "IEC 62443-3-3 SR 4.3"),
    praise="The encrypted connections that we tried use strong ciphers.",
)
def tls_weak_cipher(server: TlsServer) -> Verdict:
    if server.weak_ciphers:
        return not_met("It agreed to {ciphers}.", ciphers=", ".join(server.weak_ciphers))
    if server.weak_refused:
        return met("It refused every weak cipher that we offered.")
    # Without that offer we see the cipher that the server chose, not all that it would take.
    if server.cipher:
        return met("It chose {cipher}.", cipher=server.cipher)
    return unknown("No cipher was agreed on.")
