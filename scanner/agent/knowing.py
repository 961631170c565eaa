"""Looks each asset up in the vulnerability knowledge when a scan is judged. Sends nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import Literal

from scanner.agent.subjects import Subjects, subjects
from scanner.evidence import AssetView, SegmentView
from scanner.evidence.known import AssetKnown, SegmentKnown
from scanner.knowledge import rank
from scanner.knowledge.banners import Packaged, distribution
from scanner.knowledge.database import KnowledgeError
from scanner.knowledge.library import Library
from scanner.knowledge.match import Identity, Match
from scanner.model import Asset, Zone
from scanner.model.known import AssetKnowledge, KnownVulnerability, SupportState

MOST = 400
"""Vulnerabilities of one asset that are kept, the worst first."""

BORDER = frozenset({"router", "firewall", "gateway-to-outside", "vpn", "remote-access"})
"""Roles of machines that stand between this network and another one."""

NONE = "there is no vulnerability knowledge on this computer: `vaglio feeds update` fetches it"


@dataclass(frozen=True)
class Known:
    """The knowledge as one judging uses it."""

    library: Library
    views: dict[str, AssetKnown] = field(default_factory=dict)

    @property
    def absent(self) -> str:
        return "" if self.library.shelves else NONE

    @property
    def version(self) -> str:
        return self.library.version

    def told(self) -> str:
        """What the knowledge is and how old, for the head of a report; empty: there is none."""
        return "; ".join(f"{one.name} ({one.newest or 'undated'})" for one in self.library.sources())

    def of(self, view: AssetView, vantage: Zone) -> AssetKnown:
        """What is known of one asset; looked up once for all checks."""
        if view.asset.id not in self.views:
            try:
                found = _known(self.library, view, vantage, self.absent)
            except KnowledgeError as error:
                found = _known(self.library, view, vantage, str(error))
            self.views[view.asset.id] = found
        return self.views[view.asset.id]

    def of_segment(self, view: SegmentView) -> SegmentKnown:
        fields = {name: getattr(view, name) for name in type(view).model_fields}
        return SegmentKnown(
            **fields, sources=self.library.sources(), absent=self.absent or self.library.problem
        )

    def kept(self) -> tuple[AssetKnowledge, ...]:
        """What was found, as the audit keeps it."""
        return tuple(
            AssetKnowledge(asset=one.asset.id, looked_up=one.looked_up, vulnerabilities=one.vulnerabilities,
                           support=one.support, unassessed=one.unassessed)
            for one in self.views.values() if one.looked_up
        )  # fmt: skip


@dataclass
class _Told:
    """What comes together about one asset."""

    vulnerabilities: list[KnownVulnerability] = field(default_factory=list)
    support: list[SupportState] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    unassessed: list[str] = field(default_factory=list)
    firmware_known: bool = True


def _known(library: Library, view: AssetView, vantage: Zone, absent: str) -> AssetKnown:
    exposure = _exposure(view.asset)
    reach = 2 if exposure else int(vantage in (Zone.IT, Zone.DMZ))
    told, about = _Told(), subjects(view)
    _names(about, told)
    if not absent:
        for one in (_device, _programs, _packages, _linux, _windows):
            one(library, about, told, reach)
    worst = _once(told.vulnerabilities, reach)[:MOST]
    return AssetKnown(
        asset=view.asset, evidence=view.evidence, vulnerabilities=tuple(worst),
        support=tuple(dict.fromkeys(told.support)), looked_up=tuple(dict.fromkeys(told.looked_up)),
        covered=tuple(dict.fromkeys(told.covered)), unassessed=tuple(dict.fromkeys(told.unassessed)),
        firmware_known=told.firmware_known, exposure=exposure, absent=absent, fetched=not absent and library.fetched,
    )  # fmt: skip


def _once(found: Iterable[KnownVulnerability], reach: int) -> list[KnownVulnerability]:
    """Each vulnerability of each thing once, the worst first."""
    unique = {(one.id, one.subject): one for one in found}
    return sorted(unique.values(), key=lambda one: rank.order(one, reach))


def _exposure(asset: Asset) -> Literal["", "public address", "border"]:
    if any(_public(address) for address in asset.addresses):
        return "public address"
    return "border" if asset.role in BORDER else ""


def _public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def _names(about: Subjects, told: _Told) -> None:
    if about.device:
        told.looked_up.append(_named(about.device))
    told.looked_up += [_named(one.identity) for one in about.programs]
    told.looked_up += [_package(one) for one in about.packages]
    told.looked_up += [f"Windows build {about.build}"] if about.build else []
    told.looked_up += [f"packages of {about.linux.release}"] if about.linux else []


def _named(one: Identity) -> str:
    name = one.product or one.model or one.order_number
    maker = "" if not one.vendor or name.casefold().startswith(one.vendor.casefold()) else one.vendor
    return " ".join(filter(None, (maker, name, one.version)))


def _package(one: Packaged) -> str:
    return f"{one.package} {one.version} ({one.release})"


def _device(library: Library, about: Subjects, told: _Told, reach: int) -> None:
    if about.device is None:
        return
    found, sources = library.look_up(about.device)
    name = _named(about.device)
    _take(told, found.matches, name, about.device.version, sources, reach)
    told.covered += [name] if found.covered else []
    told.firmware_known = bool(about.device.version) or not found.covered
    if state := library.support(about.device):
        told.support.append(state.model_copy(update={"subject": name}))


def _programs(library: Library, about: Subjects, told: _Told, reach: int) -> None:
    for one in about.programs:
        found, sources = library.look_up(one.identity)
        name = _named(one.identity)
        if one.identity.bare:
            told.unassessed.append(
                f"{one.identity.product} {one.identity.version}: whether it is mended can't be told from outside, "
                "because Linux systems mend programs without changing this number"
            )
            continue
        _take(told, found.matches, name, one.identity.version, sources, reach)
        told.covered += [name] if found.covered else []
        if one.support and (state := library.support(replace(one.identity, product=one.support, vendor=""))):
            told.support.append(state.model_copy(update={"subject": name}))


def _packages(library: Library, about: Subjects, told: _Told, reach: int) -> None:
    for one in about.packages:
        matches = library.package(one.release, one.package, one.version)
        _release(library, one.release, told)
        if matches is None:
            told.unassessed.append(f"{_package(one)}: the knowledge has no list of fixes for {one.release}")
            continue
        _take(told, matches, _package(one), one.version, {}, reach)
        told.covered.append(_package(one))


def _release(library: Library, release: str, told: _Told) -> None:
    product, cycle = distribution(release)
    if state := library.support(Identity(product=product, version=cycle)):
        told.support.append(state.model_copy(update={"subject": release.replace("/", " ")}))


def _linux(library: Library, about: Subjects, told: _Told, reach: int) -> None:
    if about.linux is None:
        return
    linux = about.linux
    _release(library, linux.release, told)
    untold = 0
    for package, version in linux.sources:
        matches = library.package(linux.release, package, version)
        untold += matches is None
        _take(told, matches or (), f"{package} {version}", version, {}, reach)
    if untold == len(linux.sources):
        told.unassessed.append(f"the packages: the knowledge has no list of fixes for {linux.release}")
    else:
        told.covered.append(f"packages of {linux.release}")


def _windows(library: Library, about: Subjects, told: _Told, reach: int) -> None:
    if not about.build:
        return
    name = f"Windows build {about.build}"
    if state := library.windows(about.build):
        told.support.append(state.model_copy(update={"subject": name}))
        told.covered.append(name)
    if about.windows is None or about.windows.revision is None:
        told.unassessed.append(f"{name}: from outside it tells its build, never which patches it has")
        return
    matches = library.windows_patches(about.windows.build, about.windows.revision)
    version = f"10.0.{about.windows.build}.{about.windows.revision}"
    if matches is None:
        told.unassessed.append(f"{name}: the knowledge has no list of its patches")
    _take(told, matches or (), name, version, {}, reach)


def _take(  # noqa: PLR0917 - one call a kind of subject
    told: _Told, matches: Sequence[Match], name: str, version: str, sources: Mapping[str, str], reach: int
) -> None:
    told.vulnerabilities += _records(matches, name, version, sources, reach)


def _records(
    matches: Iterable[Match], name: str, version: str, sources: Mapping[str, str], reach: int
) -> Iterator[KnownVulnerability]:
    for match in matches:
        about = match.vulnerability
        yield KnownVulnerability(
            id=about.name, sure=match.sure, title=about.title[:200], subject=name, product=match.product,
            installed=version, advisory=match.advisory, href=match.href, source=sources.get(about.name, ""),
            cvss=about.cvss, epss=about.epss, exploited=about.exploited, ransomware=bool(about.ransomware),
            fix=match.fix, remedy=match.remedy.value, condition=match.condition, disagree=match.disagree,
            deadline_days=rank.deadline(match.sure, about.exploited, about.cvss, about.epss, reach),
        )  # fmt: skip
