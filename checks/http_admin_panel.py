"""Can the page that runs a device be reached without encryption?"""

from checks._lists import by_title
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met
from scanner.evidence import HttpPage


@check(
    id="http-admin-panel",
    title="A control page is reached without encryption",
    why=(
        "From this page the device or server is run. "
        "Whoever listens on the network can read the password and then do the same."
    ),
    what_to_do="Turn on the protected page (https). Allow it only from the computers that need it.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The control page of {asset} ({address}) opens over a connection that is not encrypted. "
        "Please turn on HTTPS for it and turn plain HTTP off. "
        "Please allow the page only from the computers of those who look after the device. "
        "Then change its password."
    ),
    recheck="The next audit finds this page over an encrypted connection only.",
    needs=HttpPage,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R5": "hint"},
    references=("CWE-319", "IEC 62443-3-3 SR 4.1", "IEC 62443-3-3 SR 2.1"),
    praise="The control pages that we know came over encrypted connections.",
    applies=lambda page: bool(by_title("panel", page.title)),
)
def http_admin_panel(page: HttpPage) -> Verdict:
    product = by_title("panel", page.title)
    if page.secured:
        return met("The control page of {product} came over an encrypted connection.", product=product)
    return not_met("The control page of {product} came without encryption.", product=product)
