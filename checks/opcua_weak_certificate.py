"""Can the certificate of an OPC UA server be trusted?"""

from checks._certificate import broken_signature, short_key
from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import OpcUaServer
from scanner.model import now


@check(
    id="opcua-weak-certificate",
    title="An OPC UA server shows a weak certificate",
    why=(
        "A certificate is the identity card of the server. "
        "With a weak or expired one, a stranger could pass for the machine and send false data."
    ),
    what_to_do="Have a new certificate made. Then enter it in the programs that read from this server.",
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The OPC UA server {asset} ({address}) shows a certificate that is weak or expired. "
        "Please make a new one with an RSA key of at least 2048 bits and SHA-256. "
        "Please set a term of a few years and tell us the date when it ends. "
        "The programs that read from the server must trust the new certificate on the same day."
    ),
    recheck="The next audit reads the certificate and finds a strong key and a valid date.",
    needs=OpcUaServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=("IEC 62443-3-3 SR 1.8", "IEC 62443-3-3 SR 4.3"),
    praise="The OPC UA servers that we asked show a sound certificate.",
)
def opcua_weak_certificate(server: OpcUaServer) -> Verdict:
    certificate = server.certificate
    if certificate is None:
        return unknown("It showed no certificate.")
    if certificate.not_after < now():
        return not_met("Its certificate expired on {day}.", day=certificate.not_after.date().isoformat())
    if short_key(certificate):
        return not_met("The key of its certificate has only {bits} bits.", bits=certificate.key_bits)
    if broken_signature(certificate):
        return not_met("Its certificate is signed with {hash}.", hash=certificate.signature_hash)
    return met("Its certificate is valid and its key is strong enough.")
