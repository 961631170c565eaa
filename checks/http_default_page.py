"""Is there a web server that nobody has set up?"""

from checks._lists import by_title
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import HttpPage


@check(
    id="http-default-page",
    title="A web server shows the page that it came with",
    why=(
        "Nobody has set this server up, so nobody may look after it. "
        "Such servers are forgotten, and they stay without updates."
    ),
    what_to_do="Turn the server off if nobody needs it. Else say who looks after it.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "{asset} ({address}) shows the start page that its web server came with. "
        "Please tell us what it is for and who looks after it. "
        "If nobody needs it, please turn it off. "
        "If it is needed, please remove the sample pages and bring it up to date."
    ),
    recheck="The next audit finds no such page.",
    needs=HttpPage,
    severity=Severity.LOW,
    requirements={"R9": "hint", "R1": "hint"},
    references=("CWE-1188", "IEC 62443-3-3 SR 7.7"),
)
def http_default_page(page: HttpPage) -> Verdict:
    if product := by_title("default", page.title):
        return not_met("It shows the start page of {product} as delivered.", product=product)
    if page.title:
        return met("Its start page is one of its own.")
    return unknown("Its start page has no title.")
