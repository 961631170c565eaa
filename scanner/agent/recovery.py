"""What an interrupted scan left, and the order to go on with it."""

from collections.abc import Iterator, Sequence

from scanner.agent.lately import asked_lately, is_ours
from scanner.agent.ledgers import recovered
from scanner.model import (
    CUT_SHORT,
    STOPPED,
    Answer,
    Asked,
    Evidence,
    Heard,
    Known,
    ScanOrder,
    Touch,
    now,
)
from scanner.store import ScanRow, Store

KNOCKING = "open ports"
EARLIER_SCANS = 10
"""Scans that are searched for what a probe gives."""


def order_to_resume(store: Store, row: ScanRow) -> ScanOrder:
    """The order of a scan that was cut short, with all that it need not ask again.

    A question that was in flight is not put again: nobody knows what it did. It becomes evidence
    of an answer that was not heard.
    """
    lost = recovered(store, row)
    overtaken(store, row)
    evidence, put = store.evidence_of(row.id), store.asked(row.id)
    # In the order in which they were put: judging must come to the same, each time.
    touched = tuple(dict.fromkeys(_questions([*store.touches_of(row.id), *lost])))
    open_ones = [one for one in touched if one not in set(put) and one.probe != KNOCKING]
    wanted = _wanted(store, evidence, {one.probe for one in open_ones})
    flying = [_unheard(one, wanted.get(one.probe, "")) for one in open_ones]
    store.add_messages(row.id, [Heard(evidence=one) for one in flying], store.next_line(row.id))
    seen = {one.address: one.mac for one in store.seen_of(row.id)}
    return row.order.model_copy(update={
        "lately": asked_lately(store, row.order, now()),
        "earlier": tuple(one.model_copy(update={"raw": b""}) for one in [*evidence, *flying] if is_ours(one)),
        "done": tuple(dict.fromkeys([*put, *touched])),
        "known": tuple(Known(address=address, mac=mac) for address, mac in seen.items()),
        "discovered": any(one.probe != "listening" for one in evidence),
    })  # fmt: skip


def _wanted(store: Store, evidence: Sequence[Evidence], probes: set[str]) -> dict[str, str]:
    """Which kind of fact each probe gives, as this scan's evidence or that of earlier scans tells.

    The probes themselves are the sensor's; here nothing else knows it.
    """
    found = {one.probe: one.wanted for one in evidence if one.wanted}
    for earlier in store.scans(EARLIER_SCANS):
        if probes <= found.keys():
            break
        found = {one.probe: one.wanted for one in store.evidence_of(earlier.id) if one.wanted} | found
    return found


def _questions(touches: Sequence[Touch]) -> Iterator[Asked]:
    for touch in touches:
        if touch.service and touch.kind in ("connect", "request", "datagram", "handshake", "egress"):
            yield Asked(asset=touch.asset, probe=touch.why, service=touch.service)


def _unheard(one: Asked, wanted: str) -> Evidence:
    return Evidence(
        asset=one.asset, service=one.service, probe=one.probe, wanted=wanted, answer=Answer.SILENT,
        reason=CUT_SHORT,
    )  # fmt: skip


def overtaken(store: Store, row: ScanRow) -> None:
    """Takes away what an interrupted scan says of questions that it could not put any more.

    The scan that goes on comes to them, or says itself why it does not.
    """
    unput = [one for one in store.evidence_of(row.id) if one.answer in (Answer.REFUSED, Answer.NOT_ASKED)]
    stops = {one.reason for one in unput if one.reason.startswith(STOPPED)}
    # The question at which a scan is stopped has the bare reason.
    bare = {reason.removeprefix(STOPPED) for reason in stops}
    store.forget_evidence(row.id, [one.id for one in unput if one.reason in stops | bare])
