"""Is a certificate made out to the machine that shows it?"""

from ipaddress import ip_address

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import AssetView, Certificate, TlsServer

NOBODY = frozenset({"localhost", "localhost.localdomain", "example.com", "www.example.com", "localdomain"})
SHOWN = 3


def _certificates(view: AssetView) -> list[Certificate]:
    return [server.certificate for server in view.heard(TlsServer) if server.certificate]


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _fits(name: str, own: frozenset[str]) -> bool:
    """Whether a name of a certificate is one of the asset's: in full, by its first label, or by a wildcard."""
    return name in own or (not _is_address(name) and name.partition(".")[0] in own)


@check(
    id="tls-name-mismatch",
    title="A certificate is made out to somebody else",
    why=(
        "The identity card shows another name than the machine. "
        "Browsers warn each time, and people learn to click it away."
    ),
    what_to_do="Have a certificate made with the name and the address that people use.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The certificate of {asset} ({address}) does not carry its name or its address. "
        "Please install one that names the machine as people call it. "
        "Please check first that this is the machine that it should be."
    ),
    recheck="The next audit reads a certificate that names this machine.",
    needs=AssetView,
    severity=Severity.LOW,
    requirements={"R6": "evidence"},
    references=("IEC 62443-3-3 SR 1.8",),
    praise="The certificates that we saw carry the name of their machine.",
    applies=lambda view: bool(_certificates(view)),
    reads=(TlsServer,),
)
def tls_name_mismatch(view: AssetView) -> Verdict:
    own = frozenset(name.casefold() for name in (*view.asset.addresses, *view.asset.names))
    verdicts = [_one(certificate, own) for certificate in _certificates(view)]
    return min(verdicts, key=lambda one: ("not_met", "unknown", "met").index(one.outcome))


def _one(certificate: Certificate, own: frozenset[str]) -> Verdict:
    names = [name.casefold().rstrip(".") for name in certificate.names]
    if not names:
        return not_met("Its certificate names no machine.")
    if any(_fits(name, own) for name in names):
        return met("Its certificate names this machine.")
    shown = ", ".join(certificate.names[:SHOWN])
    # An address that is not its own, or a name that is nobody's, can't be right.
    if all(_is_address(name) or name in NOBODY for name in names):
        return not_met("Its certificate is made out to {names}.", names=shown)
    return unknown("Its certificate is made out to {names}; we can't tell who calls it that.", names=shown)
