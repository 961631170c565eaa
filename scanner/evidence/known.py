"""Facts about patch levels: what a login read on a machine, and what the knowledge says of an asset.

The first two come from evidence; the views are composed by the agent when it judges.
"""

from typing import Literal

from scanner.evidence.views import AssetView, SegmentView
from scanner.model import Fact, Record
from scanner.model.known import COUNTED, KnowledgeSource, KnownVulnerability, SupportState

KERNEL_SOURCES = ("linux-signed", "linux-hwe", "linux-meta")
KERNEL_NAMES = (
    "linux-image-",
    "linux-headers-",
    "linux-modules-",
    "kernel-core",
    "kernel-modules",
    "kernel-default",
)
"""Packages that stand beside each other in several versions, one of which runs (Debian, Ubuntu, Red Hat, SUSE)."""


class Package(Record):
    """One installed package. `source` is the source package, empty: the same name."""

    name: str
    version: str  # as the package manager writes it, with epoch and revision
    source: str = ""
    source_version: str = ""  # empty: the same version


class InstalledPackages(Fact):
    """The packages of a Linux system, read with its own package manager after a login.

    `release` is written as the trackers do: `debian/bookworm`, `ubuntu/22.04`, `alpine/3.19`,
    `rhel/9`. `kernel_running` is `uname -r`; `kernels_installed` are the kernels on the disk in the same
    notation. `reboot_required` is what the system itself says (None: it does not say).
    """

    release: str
    name: str = ""  # PRETTY_NAME of os-release
    manager: Literal["dpkg", "rpm", "apk"]
    packages: tuple[Package, ...] = ()
    kernel_running: str = ""
    kernels_installed: tuple[str, ...] = ()
    reboot_required: bool | None = None
    complete: bool = True  # the whole list was read

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Source packages and their versions that count: without kernels that are on the disk and don't run.

        A distribution leaves older kernels on the disk so that one can go back; they mend and harm nothing.
        """
        counted = (one for one in self.packages if not _is_kernel(one) or self._runs(one))
        return tuple(
            dict.fromkeys((one.source or one.name, one.source_version or one.version) for one in counted)
        )

    def _runs(self, one: Package) -> bool:
        """Debian and Ubuntu put `uname -r` into a package's name, Red Hat version and revision into `uname -r`."""
        version = one.version.rpartition(":")[2]
        return bool(self.kernel_running) and (
            self.kernel_running in one.name or version in self.kernel_running
        )


def _is_kernel(one: Package) -> bool:
    """Whether it is a kernel, or is built from one."""
    source = one.source or one.name
    return source == "linux" or source.startswith(KERNEL_SOURCES) or one.name.startswith(KERNEL_NAMES)


class WindowsPatches(Fact):
    """Build, revision and hotfixes of a Windows system, read after a login.

    `revision` is the UBR: 10.0.<build>.<revision>; None: not told.
    """

    build: int
    revision: int | None = None
    product: str = ""  # Windows 10 Enterprise LTSC 2019
    edition: str = ""  # EditionID: Enterprise, IoTEnterpriseS, ServerStandard
    hotfixes: tuple[str, ...] = ()  # KB5012345
    pending_reboot: bool | None = None


class AssetKnown(AssetView):
    """One asset with all evidence about it and all that the knowledge says of it.

    `absent` says why there is no knowledge; then nothing was looked up. `looked_up` names what was
    looked up, `covered` what of it the knowledge has rows about. `exposure` tells whether the internet
    may reach it: `public address`, `border` (a router, firewall or remote access box), or empty: not
    known from here. `fetched`: there is more knowledge than what comes with the program.
    """

    vulnerabilities: tuple[KnownVulnerability, ...] = ()
    support: tuple[SupportState, ...] = ()
    looked_up: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    unassessed: tuple[str, ...] = ()
    firmware_known: bool = True
    exposure: Literal["", "public address", "border"] = ""
    absent: str = ""
    fetched: bool = True

    @property
    def counted(self) -> tuple[KnownVulnerability, ...]:
        """Those that are sure enough to count, the worst first."""
        return tuple(one for one in self.vulnerabilities if one.sure in COUNTED)

    @property
    def possible(self) -> tuple[KnownVulnerability, ...]:
        return tuple(one for one in self.vulnerabilities if one.sure not in COUNTED)


class SegmentKnown(SegmentView):
    """A segment and the knowledge with which it was judged. `absent` says why there is none."""

    sources: tuple[KnowledgeSource, ...] = ()
    absent: str = ""
