"""What of an asset can be looked up in the vulnerability knowledge: itself, its programs, its packages, its Windows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from scanner.evidence import AssetView, HttpPage, MysqlServer, SmbServer, SshServer
from scanner.evidence.known import InstalledPackages, WindowsPatches
from scanner.knowledge.banners import Packaged, Program, database_package, php_package, programs, ssh_package
from scanner.knowledge.match import Identity
from scanner.model import Fact

F = TypeVar("F", bound=Fact)

SAMBA = "6.1.0"
"""The Windows build that Samba claims (see SmbServer)."""


@dataclass(frozen=True)
class Subjects:
    """Everything that one asset told. `device` None: neither its maker nor its product is known."""

    device: Identity | None = None
    programs: tuple[Program, ...] = ()
    packages: tuple[Packaged, ...] = ()
    build: str = ""
    linux: InstalledPackages | None = None
    windows: WindowsPatches | None = None
    hidden: tuple[str, ...] = field(default=())

    @property
    def any(self) -> bool:
        return bool(self.device or self.programs or self.packages or self.build or self.linux or self.windows)


def subjects(view: AssetView) -> Subjects:
    """Reads an asset and its evidence. What a login read replaces what a banner hints at."""
    linux, windows = _last(view, InstalledPackages), _last(view, WindowsPatches)
    found = dict.fromkeys(_packages(view)) if linux is None else {}
    told = tuple(dict.fromkeys(_programs(view, {one.package.split("-")[0] for one in found})))
    build = next((one.windows_build for one in view.heard(SmbServer) if _is_windows(one.windows_build)), "")
    return Subjects(
        device=_device(view), programs=told if linux is None else (), packages=tuple(found),
        build=build if windows is None else str(windows.build), linux=linux, windows=windows,
        hidden=tuple(_hidden(told)) if linux is None else (),
    )  # fmt: skip


def _is_windows(build: str) -> bool:
    return bool(build) and build != SAMBA


def _last(view: AssetView, kind: type[F]) -> F | None:
    heard = view.heard(kind)
    return heard[-1] if heard else None


def _device(view: AssetView) -> Identity | None:
    asset = view.asset
    if not (asset.product or asset.model or asset.order_number) or not (asset.vendor or asset.order_number):
        return None
    return Identity(asset.vendor, asset.product, asset.model, asset.order_number, asset.version)


def _packages(view: AssetView) -> Iterator[Packaged]:
    for ssh in view.heard(SshServer):
        if found := ssh_package(ssh.software, ssh.version, ssh.comment):
            yield found
    for database in view.heard(MysqlServer):
        if found := database_package(database.product, database.version):
            yield found
    for page in view.heard(HttpPage):
        if found := php_package(page.powered_by):
            yield found


def _programs(view: AssetView, packaged: set[str]) -> Iterator[Program]:
    """Programs by their banner, but for those whose package is known."""
    for banner, whole in _banners(view):
        for one in programs(banner, whole):
            if one.identity.product.casefold().split()[0] not in packaged:
                yield one


def _banners(view: AssetView) -> Iterator[tuple[str, str]]:
    for ssh in view.heard(SshServer):
        yield f"{ssh.software}_{ssh.version}", ssh.comment
    for page in view.heard(HttpPage):
        yield page.server, page.powered_by
        yield page.powered_by, page.server
    for seen in view.asset.services:
        if seen.version and seen.protocol != "ssh":
            # A program that has a protocol of its own often tells its version and no name; what tells one over HTTP
            # is the program behind the page (Elasticsearch, Grafana), which no header names.
            yield f"{seen.product or seen.protocol}/{seen.version}", seen.product


def _hidden(told: Sequence[Program]) -> Iterator[str]:
    for one in told:
        if one.identity.bare:
            yield f"{one.identity.product} {one.identity.version}"
