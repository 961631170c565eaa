"""Does a web page ask for a password without encryption?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import HttpPage


@check(
    id="http-login-cleartext",
    title="A web page takes passwords without encryption",
    why=(
        "The password for this page travels as plain text. "
        "Whoever listens on the network can read it and change the settings of the device."
    ),
    what_to_do="Turn on the protected page (https) and turn the other off. Then change the password.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The web page of {asset} ({address}) asks for a password over a connection that is not encrypted. "
        "Please turn on HTTPS and turn plain HTTP off, or send it on to HTTPS. "
        "Then change the password of the device. "
        "If the device has no HTTPS, please allow the page from one computer only."
    ),
    recheck="The next audit finds no login on a page without encryption.",
    needs=HttpPage,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R5": "hint"},
    references=("IEC 62443-3-3 SR 4.1", "IEC 62443-3-3 SR 1.5"),
    praise="The web pages that we opened protect their passwords.",
)
def http_login_cleartext(page: HttpPage) -> Verdict:
    if page.secured:
        return met("The page came over an encrypted connection.")
    if page.login_form or page.password_field:
        return not_met("Its first page has a login form and is not encrypted.")
    if page.asks_login.lower() == "basic":
        return not_met("It asks for a password that travels in clear.")
    if page.redirect.lower().startswith("https://"):
        return met("It sends visitors on to an encrypted page.")
    # Only the first page was opened: that it has no login says nothing about the others.
    return unknown("Its first page takes no password in clear; other pages were not opened.")
