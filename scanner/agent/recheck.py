"""Puts the one question again that a finding rests on, and reads from the answer whether it was mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import ip_address, ip_network

from scanner.agent.judge import CONSENT
from scanner.agent.lately import DAY, asked_again
from scanner.agent.recovery import KNOCKING
from scanner.model import Answer, Asked, Asset, Audit, Evidence, Finding, Known, Outcome, ScanOrder, now
from scanner.packs import Catalogue
from scanner.store import RECHECK, ScanRow, Store, StoreError

SCANS_LOOKED_AT = 50
NOBODY_ASKED = frozenset({"survey", "listening"})
"""Who writes evidence down without a question of its own."""

SILENT = "it gave no answer: it may be switched off, or a firewall stands before it now"
NOT_PUT = "the question had no place there this time: only a full audit can tell"


class CannotAskError(Exception):
    """No single question can show it; the message says why, and what shows it instead."""


class Mended(StrEnum):
    FIXED = "fixed"
    STILL_THERE = "still there"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Question:
    """A finding and all that is needed to ask for it again. `row` is the scan whose order is taken."""

    finding: Finding
    probe: str
    row: ScanRow
    address: str
    mac: str
    evidence: tuple[Evidence, ...]
    answered: tuple[str, ...] = ()

    def order(self, scan: str, ledger: str) -> ScanOrder:
        """Asks this and nothing else; zone, pace, calendar and authorisation stay as they were."""
        size = ip_address(self.address).max_prefixlen
        return self.row.order.model_copy(update={
            "scan": scan, "segment": self.row.segment + RECHECK, "ledger": ledger,
            "networks": (f"{self.address}/{size}",), "probes": (self.probe,),
            "known": (Known(address=self.address, mac=self.mac, answered=self.answered),), "discovered": True,
            "done": tuple(self._elsewhere()), "listen_seconds": 0.0, "extra_tcp_ports": (),
            "lately": (), "earlier": (), "egress_test": None, "nmap": False, "reverse_dns": False, "dry_run": False,
        })  # fmt: skip

    def _elsewhere(self) -> Iterator[Asked]:
        """The other doors of this machine: nothing is to be asked there."""
        here = self.finding.service
        for service in dict.fromkeys(one.service for one in self.evidence):
            if here is None or service is None or service == here:
                continue
            yield Asked(asset=self.address, probe=KNOCKING, service=service)
            for probe in dict.fromkeys(one.probe for one in self.evidence if one.service == service):
                yield Asked(asset=self.address, probe=probe, service=service)


def find(store: Store, typed: str) -> tuple[ScanRow, Finding]:
    """The finding whose key begins with `typed`, of the newest audits first. Raises StoreError."""
    rows = [
        row for row in store.scans(SCANS_LOOKED_AT) if row.published and not row.segment.endswith(RECHECK)
    ]
    newest = {row.segment: row for row in reversed(rows)}
    found = _with_key(store, list(newest.values()), typed) or _with_key(store, rows, typed)
    if not found:
        raise StoreError(f"There is no finding {typed}; `vaglio findings` shows the keys.")
    if len(found) > 1:
        raise StoreError(f"{typed} is the beginning of several findings: {', '.join(sorted(found)[:5])}.")
    return next(iter(found.values()))


def _with_key(store: Store, rows: Sequence[ScanRow], typed: str) -> dict[str, tuple[ScanRow, Finding]]:
    found: dict[str, tuple[ScanRow, Finding]] = {}
    for row in rows:
        for finding in store.findings_of(row.id):
            if finding.key.startswith(typed):
                found.setdefault(finding.key, (row, finding))
    return found


def question(store: Store, row: ScanRow, finding: Finding) -> Question:
    """What is to be asked again. Raises CannotAskError where one question can't show it."""
    full = f'a full audit is needed: `vaglio audit "{row.segment}"`'
    if finding.asset is None:
        raise CannotAskError(f"it is about the whole network, so {full}")
    evidence = store.evidence_of(row.id)
    rests_on = next((one for one in evidence if one.id in finding.evidence), None)
    if rests_on is None or rests_on.probe in NOBODY_ASKED:
        raise CannotAskError(f"it does not rest on the answer to one question, so {full}")
    if rests_on.answer is Answer.NOT_ASKED and rests_on.reason.startswith(CONSENT):
        raise CannotAskError(
            f"nobody has allowed its question yet; with {rests_on.reason[len(CONSENT) :]}, {full}"
        )
    newest, asset = _newest(store, row, finding.asset)
    address = _address(newest.order, asset, rests_on.asset)
    if not address:
        raise CannotAskError(f"the machine has no address that was allowed to be asked, so {full}")
    mine = tuple(one for one in evidence if one.asset == rests_on.asset)
    answered = (rests_on.probe,) if rests_on.answer is Answer.HEARD else ()
    asked = Question(finding, rests_on.probe, newest, address, asset.mac, mine, answered)
    _not_too_soon(store, asked, rests_on.probe)
    return asked


def _not_too_soon(store: Store, asked: Question, probe: str) -> None:
    """Raises CannotAskError for what may be asked once a day, also when a person wants to know."""
    moment = now()
    if last := asked_again(store, asked.order("", ""), asked.address, asked.mac, moment):
        again = f"{(last.at + DAY).astimezone():%Y-%m-%d %H:%M}"
        raise CannotAskError(
            f"its question ({probe}) is put to a machine once a day at most, and was at "
            f"{last.at.astimezone():%H:%M}; ask again after {again}"
        )


def _newest(store: Store, row: ScanRow, asset: str) -> tuple[ScanRow, Asset]:
    """The latest audit of the segment that met the machine: it may have another address by now."""
    for scan in (store.latest(row.segment), row):
        for one in store.assets_of(scan.id) if scan else ():
            if scan and one.id == asset:
                return scan, one
    raise CannotAskError("the machine that it is about is not stored any more")


def _address(order: ScanOrder, asset: Asset, asked: str) -> str:
    """The address that was asked if it still is one of the machine's; never one outside the order's networks."""
    networks = [ip_network(each, strict=False) for each in order.networks]
    known = [each for each in asset.addresses if _is_address(each)]
    allowed = [each for each in known if any(ip_address(each) in network for network in networks)]
    return asked if asked in allowed else next(iter(allowed), "")


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def only(checks: Catalogue, check: str) -> Catalogue:
    """The catalogue with one check, so that nothing else is judged on one answer. Raises StoreError."""
    if check not in checks.checks:
        raise StoreError(f"The check {check} is not installed here.")
    return replace(checks, checks={check: checks.checks[check]}, origins={check: checks.origins[check]})


def outcome(question: Question, audit: Audit, evidence: Sequence[Evidence]) -> tuple[Mended, str]:
    """Whether it is mended, and why one may say so. Silence proves nothing."""
    place = question.finding.service
    found = [one for one in audit.findings if place is None or one.service in (None, place)]
    for said, mended in (
        (Outcome.NOT_MET, Mended.STILL_THERE), (Outcome.UNKNOWN, Mended.CANNOT_TELL), (Outcome.MET, Mended.FIXED),
    ):  # fmt: skip
        if why := next((str(one.why) for one in found if one.outcome is said), ""):
            return mended, why
    here = [one for one in evidence if place is None or one.service == place]
    if any(one.probe == question.probe and one.answer is Answer.HEARD for one in here):
        return Mended.FIXED, "It answered, and the weak point is not there any more."
    if here and all(one.answer is Answer.CLOSED for one in here):
        return Mended.FIXED, "The door is closed now."
    reason = next((one.reason for one in here if one.answer is Answer.REFUSED), "")
    return Mended.CANNOT_TELL, audit.reason or reason or (SILENT if here else NOT_PUT)
