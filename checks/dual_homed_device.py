"""Does a machine stand with one leg in another network?"""

from collections.abc import Iterator
from ipaddress import IPv4Address, ip_address, ip_network

from checks._segment import some
from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import EthernetIpIdentity, OpcUaServer, SegmentView, TlsServer
from scanner.model import Asset, Evidence


@check(
    id="dual-homed-device",
    title="A device stands in two networks at once",
    why=(
        "Such a device is a bridge that no firewall watches. "
        "Whoever takes it over in one network gets into the other."
    ),
    what_to_do=(
        "Find out why the device has two networks. "
        "If one leg is not needed, unplug it. If it is, put a firewall there."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "Our audit found devices that stand in two networks at once; the report lists them. "
        "Please tell us for each one what the second network is for. "
        "Where it is not needed, please take it away; where it is, please put a firewall in between. "
        "Please make sure that no device passes traffic on from one network to the other."
    ),
    recheck="The next audit finds each device in one network only.",
    needs=SegmentView,
    severity=Severity.MEDIUM,
    requirements={"R4": "evidence"},
    weight=2,
    references=("IEC 62443-3-3 SR 5.1", "IEC 62443-3-3 SR 5.2"),
    praise="We saw no device that stands in two networks.",
)
def dual_homed_device(view: SegmentView) -> Verdict:
    found = list(
        dict.fromkeys([*_by_address(view), *_by_number(view), *_by_own_word(view), *_by_certificate(view)])
    )
    if found:
        return not_met("In two networks: {count} ({shown}).", count=len(found), shown=some(found))
    # Without a number of its own or a word about its address a second leg can't be seen from here.
    if not view.complete or not (any(one.serial for one in view.assets) or view.heard(EthernetIpIdentity)):
        return unknown("No device told enough to see whether it stands in two networks.")
    return met("No device that told its number or its address stands in two networks.")


def _network(address: str) -> str:
    """The network as a small plant has it: the first three numbers; of IPv6 the first 64 bits."""
    found = ip_address(address)
    return str(ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))


def _addresses(asset: Asset) -> list[str]:
    """Those of one kind; an IPv6 address beside an IPv4 address is the same leg."""
    return [one for one in asset.addresses if _is_ipv4(one)]


def _is_ipv4(text: str) -> bool:
    try:
        return isinstance(ip_address(text), IPv4Address)
    except ValueError:
        return False


def _by_address(view: SegmentView) -> Iterator[str]:
    """One asset, one serial number, addresses of different networks."""
    for asset in view.assets:
        here = _addresses(asset)
        if len({_network(one) for one in here}) > 1:
            yield " = ".join(here)


def _by_number(view: SegmentView) -> Iterator[str]:
    """The same machine in another segment with another network card; a laptop that moved keeps its card."""
    here = {asset.id: asset for asset in view.assets}
    for other in view.elsewhere:
        mine = here.get(other.id)
        if mine and mine.serial and mine.mac and other.mac and mine.mac.lower() != other.mac.lower():
            yield f"{mine.addresses[0]} = {other.addresses[0]}"


def _by_own_word(view: SegmentView) -> Iterator[str]:
    """EtherNet/IP: the address that it believes to have is in a network where it was not asked."""
    own = {address: asset for asset in view.assets for address in asset.addresses}
    for one in view.evidence:
        asset, fact = own.get(one.asset), one.fact
        if not asset or not isinstance(fact, EthernetIpIdentity) or not _usable(fact.own_address):
            continue
        legs = {_network(address) for address in _addresses(asset)}
        if legs and _network(fact.own_address) not in legs:
            yield f"{one.asset} = {fact.own_address}"


def _usable(address: str) -> bool:
    if not _is_ipv4(address):
        return False
    found = ip_address(address)
    return not (found.is_unspecified or found.is_loopback or found.is_multicast or found.is_link_local)


def _by_certificate(view: SegmentView) -> Iterator[str]:
    """A certificate that was made for one address, shown at another network's address as well.

    One that names no address may be that of a whole series, and proves nothing.
    """
    at: dict[str, dict[str, None]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for one in view.evidence:
        found = _certificate(one)
        if found and _is_ipv4(one.asset):
            at.setdefault(found[0], {})[one.asset] = None
            names[found[0]] = found[1]
    for print_of_it, places in at.items():
        several = len({_network(place) for place in places}) > 1
        if several and any(place in names[print_of_it] for place in places):
            yield " = ".join(places)


def _certificate(one: Evidence) -> tuple[str, tuple[str, ...]] | None:
    shown = one.fact.certificate if isinstance(one.fact, TlsServer | OpcUaServer) else None
    return (shown.sha256, shown.names) if shown and shown.sha256 else None
