"""Does a web server lay its files open?"""

import re

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import HttpPage

# nginx, Apache and lighttpd; Python's http.server; IIS writes "host - /" (Recog, xml/html_title.xml).
LISTING = re.compile(r"^(Index of /|Directory listing for /|[\w.:\[\]-]+ - /$)", re.IGNORECASE)


@check(
    id="http-directory-listing",
    title="A web server lists its files for everyone",
    why=(
        "Anyone on this network can look through the files and take them. "
        "Old copies and settings are often among them."
    ),
    what_to_do="Turn the list off. Move files that are private, or put a password in front.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The web server of {asset} ({address}) shows a list of its files to everybody. "
        "Please turn the list off. "
        "Please look through the files first, and tell us if drawings, programs or passwords were among them."
    ),
    recheck="The next audit opens the first page and finds no list of files.",
    needs=HttpPage,
    severity=Severity.MEDIUM,
    requirements={"R7": "evidence"},
    references=("CWE-548", "IEC 62443-3-3 SR 2.1"),
)
def http_directory_listing(page: HttpPage) -> Verdict:
    if LISTING.search(page.title.strip()):
        return not_met("Its first page is a list of files.")
    if page.status in (401, 403):
        return met("Its first page is not open to everyone.")
    if page.title:
        return met("Its first page is no list of files.")
    return unknown("Its first page has no title.")
