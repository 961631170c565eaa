"""Are the key and the signature of a certificate strong enough?"""

from checks._certificate import broken_signature, short_key
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import TlsServer


@check(
    id="tls-weak-key",
    title="A certificate has a weak key",
    why=(
        "The key of this connection is too short, or its seal can be forged. "
        "With enough computers someone could pass for this server."
    ),
    what_to_do="Have a new key and a new certificate made.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The certificate of {asset} ({address}) has a weak key or a weak signature. "
        "Please make a new key (RSA with at least 2048 bits, or an elliptic curve). "
        "Please have the new certificate signed with SHA-256. "
        "If the device can't do that, tell us whether the maker has an update."
    ),
    recheck="The next audit reads a certificate with a strong key and a strong signature.",
    needs=TlsServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=("IEC 62443-3-3 SR 1.9", "IEC 62443-3-3 SR 4.3"),
    praise="The certificates that we saw have strong keys.",
)
def tls_weak_key(server: TlsServer) -> Verdict:
    certificate = server.certificate
    if certificate is None:
        return unknown("It showed no certificate.")
    if short_key(certificate):
        return not_met("The key of its certificate has only {bits} bits.", bits=certificate.key_bits)
    if broken_signature(certificate):
        return not_met("Its certificate is signed with {hash}.", hash=certificate.signature_hash)
    if not (certificate.key_bits and certificate.signature_hash):
        return unknown("The strength of its key could not be read.")
    return met("Its key and its signature are strong enough.")
