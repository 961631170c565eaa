"""What the checks on known weak points share: which of them count, and what to say where nothing was found."""

from collections.abc import Callable, Sequence

from checks._lists import is_box
from scanner import Verdict, met, unknown
from scanner.evidence import AssetKnown, InstalledPackages, WindowsPatches
from scanner.model.known import KnownVulnerability

SHOWN = 4
LOGINS = ("ssh-login", "winrm-login")
SERIOUS = 7.0
"""The CVSS base score from which a weak point is called high (CVSS v3.1, section 5)."""
GRAVE = 9.0

REFERENCES = (
    "CWE-1104",
    "IEC 62443-2-3",
    "IEC 62443-3-3 SR 3.4",
    "CISA KEV",
    "FIRST EPSS",
    "FIRST CVSS v3.1",
)


def named(found: Sequence[KnownVulnerability]) -> str:
    """The first few by their names, the worst first."""
    names = list(dict.fromkeys(one.id for one in found))
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def count(found: Sequence[KnownVulnerability]) -> int:
    return len({one.id for one in found})


def days(found: Sequence[KnownVulnerability]) -> int:
    """The shortest deadline among them; 365 where none has one of its own."""
    return min((one.deadline_days for one in found if one.deadline_days is not None), default=365)


def mended_by(found: Sequence[KnownVulnerability]) -> str:
    """The versions that mend them, each with what it is for; empty: no source names one."""
    told = list(dict.fromkeys(f"{one.subject}: {one.fix}" for one in found if one.fix))
    return "; ".join(told[:2]) + ("; …" if len(told) > 2 else "")


def gravest(found: Sequence[KnownVulnerability]) -> float:
    return max((one.cvss or 0.0 for one in found), default=0.0)


def has_fix(one: KnownVulnerability) -> bool:
    return one.sure != "no fix exists" and (bool(one.fix) or one.remedy in ("fix", ""))


def faces_outside(view: AssetKnown) -> bool:
    """Whether the internet may reach it: a public address, or a box through which people come in."""
    return bool(view.exposure) or is_box("router", view) or is_box("vpn", view)


def was_logged_in(view: AssetKnown) -> bool:
    """Whether a login read its list of packages or patches: then `patches-pending` speaks."""
    return bool(view.heard(InstalledPackages) or view.heard(WindowsPatches))


def login_failed(view: AssetKnown) -> str:
    """Why a login that the owner allowed read nothing; empty: it read something, or none was allowed."""
    missed = [one for one in view.evidence if one.probe in LOGINS and one.fact is None]
    return "" if was_logged_in(view) or not missed else missed[-1].reason or "no reason"


def looked_up(view: AssetKnown) -> bool:
    return bool(view.looked_up)


def otherwise(view: AssetKnown, in_order: Callable[[str], Verdict]) -> Verdict:
    """The verdict where nothing was found: in order only where a fetched source speaks of all of it."""
    if view.absent:
        return unknown("Not assessed: {reason}.", reason=view.absent)
    if view.unassessed:
        return unknown("Not assessed: {reason}.", reason=view.unassessed[0])
    missing = [one for one in view.looked_up if one not in view.covered]
    if missing:
        return unknown("Not assessed: the knowledge has nothing about {what}.", what=missing[0])
    if not view.firmware_known:
        return unknown("Not assessed: it did not tell its firmware version.")
    if not view.fetched:
        return unknown("Not assessed: only the short list that comes with the program was looked up.")
    return in_order(", ".join(view.looked_up[:2]))


def nothing_found(what: str) -> Verdict:
    return met("No such weak point is known in {what}.", what=what)
