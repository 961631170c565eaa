"""Does a connection from the machines' network to the internet come about?"""

from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import EgressTest, SegmentView
from scanner.model import Evidence, Zone
from scanner.model.outside import PROBE

WEIGHS = {Zone.OT: Severity.HIGH, Zone.MIXED: Severity.MEDIUM, Zone.DMZ: Severity.LOW}
"""Office computers in a mixed network have reasons to go out, and servers in front of the plant too."""

NOBODY_THERE = frozenset({"", "EHOSTUNREACH"})
"""Why an attempt was in vain that did leave: no answer, or a router on the way said no."""


@check(
    id="internet-reachable",
    title="The machines' network reaches the internet",
    why=(
        "A machine with a virus can fetch its orders from the internet. "
        "Your data can leave the same way, and nobody notices."
    ),
    what_to_do=(
        "Have the firewall stop the machines from going out. "
        "Open the way only for what needs it, such as updates or remote maintenance, and only to that address."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "Our audit tried one connection from the network of our machines to the internet, and it came about. "
        "The report names the address. "
        "Please block connections from the machines to the internet in the firewall. "
        "First write down which machines need one today, for what and to which address, and let only these through. "
        "Please tell us when you will do it, so that nobody is surprised."
    ),
    recheck="The next audit tries the same address, and no connection comes about.",
    needs=SegmentView,
    severity=Severity.HIGH,
    # That one address was not reached is no proof that none is.
    requirements={"R4": "contradiction"},
    references=("IEC 62443-3-3 SR 5.1", "IEC 62443-3-3 SR 5.2", "CIS Controls 4.4"),
    praise="The internet address that we tried was not reached from the machines' network.",
    # From an office the way to the internet is nothing to find fault with.
    applies=lambda view: view.zone is not Zone.IT,
)
def internet_reachable(view: SegmentView) -> Verdict:
    tried = next((one for one in view.evidence if one.probe == PROBE), None)
    if tried is None:
        return unknown(
            "Not assessed: this needs your consent. "
            "Name an address of the internet under egress_test in the configuration."
        )
    return _judged(tried, WEIGHS[view.zone])


def _judged(tried: Evidence, severity: Severity) -> Verdict:
    fact = tried.fact
    if not isinstance(fact, EgressTest):
        return unknown("Whether the internet is reached is not known ({reason}).", reason=tried.reason)
    if fact.state == "open":
        return not_met(
            "A connection from this network to {target} came about.", severity, target=fact.outside
        )
    if fact.state == "refused":
        return unknown(
            "Somebody refused the connection to {target}: that address, or a firewall on the way. "
            "From here nobody can tell which.",
            target=fact.outside,
        )
    if fact.state == "unreachable" and fact.reason not in NOBODY_THERE:
        return unknown("The connection to {target} could not be tried ({reason}).",
                       target=fact.outside, reason=fact.reason)  # fmt: skip
    return met("The address {target} was not reached from here. Others were not tried.", target=fact.outside)
