"""Do several machines show the same identity card?"""

from checks._shared import owners, shared
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView, TlsServer


def _fingerprint(server: TlsServer) -> str:
    return server.certificate.sha256 if server.certificate else ""


@check(
    id="tls-shared-certificate",
    title="Several machines share one certificate",
    why=(
        "Who gets the key of one machine can pass for all of them. "
        "Makers often put one and the same key into every device, and it is known."
    ),
    what_to_do="Have each machine make a key and a certificate of its own.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "Our audit found several machines that show the same certificate. "
        "Please make a new key and a new certificate for each of them. "
        "If it is one certificate for all on purpose, please tell us who keeps its key. "
        "If the devices can't make their own, ask the maker for an update."
    ),
    recheck="The next audit reads a certificate of its own from each machine.",
    needs=SegmentView,
    severity=Severity.MEDIUM,
    requirements={"R5": "hint", "R6": "evidence"},
    references=("CWE-321", "IEC 62443-3-3 SR 1.8", "IEC 62443-3-3 SR 1.9"),
    praise="Each machine that we asked has a certificate of its own.",
    applies=lambda view: bool(owners(view, TlsServer, _fingerprint)),
)
def tls_shared_certificate(view: SegmentView) -> Verdict:
    found = owners(view, TlsServer, _fingerprint)
    if several := shared(found):
        return not_met("One certificate is on several machines: {machines}.", machines=several)
    if not view.complete:
        return unknown("Not all of the network was seen.")
    return met("Each machine that showed a certificate has its own.")
