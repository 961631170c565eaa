"""Tries whether the internet is reached from here: one TCP connection to the address that the owner named."""

from collections.abc import Callable
from typing import Final, Literal

from scanner.evidence import EgressTest
from scanner.model import Answer, Evidence, Heard, Message, Outside, Service
from scanner.model.outside import PROBE
from scanner.plugin import Refused
from scanner.sensor.guard.guard import Ask, Guard
from scanner.sensor.wire.link import has_way
from scanner.sensor.wire.sweep import Knock, State, sweep

NO_WAY = "the computer that asks knows no way there"

Tell = Callable[[Message], None]
Came = Literal["open", "refused", "silent", "unreachable"]
CAME: Final[dict[State, Came]] = {
    "open": "open", "closed": "refused", "silent": "silent", "unreachable": "unreachable",
}  # fmt: skip


def try_way_out(guard: Guard, tell: Tell) -> None:
    """At most once a scan, and only where the order names an address. Raises Refused when the scan was stopped."""
    outside, order = guard.order.egress_test, guard.order
    chosen = order.probes is None or PROBE in order.probes
    if outside is None or not chosen or any(one.probe == PROBE for one in order.done):
        return
    try:
        evidence = _evidence(guard, outside, _tried(guard, outside))
    except Refused as refusal:
        if guard.stopped:
            raise  # a scan that is taken up again may still try
        evidence = _evidence(guard, outside, reason=str(refusal))
    except Exception as error:  # noqa: BLE001 - this question never ends a scan
        evidence = _evidence(guard, outside, reason=f"the test failed ({type(error).__name__})")
    tell(Heard(evidence=evidence))


def _tried(guard: Guard, outside: Outside) -> EgressTest:
    address = _address(guard, outside)
    if not has_way(address):
        raise Refused(NO_WAY)
    for knock in sweep(guard, address, [outside.port], PROBE, "egress"):
        if knock.connection:
            knock.connection.close()  # nothing was sent, and nothing that comes is read for its meaning
        if knock.state == "refused":
            raise Refused(knock.reason)
        return _fact(outside, address, knock)
    raise Refused("no answer in time")


def _address(guard: Guard, outside: Outside) -> str:
    if outside.is_name:
        ask = Ask(address=outside.host, kind="egress", what="name look-up", why=PROBE, frames=1)
        guard.permit(ask).spend(outside.host, 0)
    return guard.way_out.address()


def _fact(outside: Outside, address: str, knock: Knock) -> EgressTest:
    return EgressTest(
        outside=str(outside), address=address, port=outside.port, state=CAME[knock.state], reason=knock.reason
    )


def _evidence(guard: Guard, outside: Outside, fact: EgressTest | None = None, reason: str = "") -> Evidence:
    return Evidence(
        asset=fact.address if fact else outside.host, service=Service(transport="tcp", port=outside.port),
        probe=PROBE, wanted=EgressTest.kind, answer=Answer.HEARD if fact else Answer.REFUSED, fact=fact,
        reason=reason, sensor=guard.order.sensor,
    )  # fmt: skip
