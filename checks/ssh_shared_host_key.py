"""Do several machines show the same SSH key?"""

from checks._shared import owners, shared
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView, SshHostKey


def _fingerprint(key: SshHostKey) -> str:
    return key.sha256


@check(
    id="ssh-shared-host-key",
    title="Several machines share one SSH key",
    why=(
        "Who gets the key of one machine can pass for all of them. "
        "It happens when a device was copied, or when the maker puts the same key into each one."
    ),
    what_to_do="Have each machine make a key of its own.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "Our audit found several machines that show the same SSH host key. "
        "Please make a new key on each of them, and remove the old one. "
        "Please tell those who log in that the keys have changed, so that they don't worry. "
        "If it is one machine with several addresses, please tell us."
    ),
    recheck="The next audit reads a key of its own from each machine.",
    needs=SegmentView,
    severity=Severity.MEDIUM,
    requirements={"R5": "hint", "R6": "evidence"},
    references=("CWE-321", "IEC 62443-3-3 SR 1.5", "IEC 62443-3-3 SR 1.9"),
    praise="Each machine that we asked over SSH has a key of its own.",
    applies=lambda view: bool(owners(view, SshHostKey, _fingerprint)),
)
def ssh_shared_host_key(view: SegmentView) -> Verdict:
    if several := shared(owners(view, SshHostKey, _fingerprint)):
        return not_met("One SSH key is on several machines: {machines}.", machines=several)
    if not view.complete:
        return unknown("Not all of the network was seen.")
    return met("Each machine that showed an SSH key has its own.")
