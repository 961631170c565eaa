"""Reads what a Linux computer's own tools print: os-release, kernels, lists of packages. All of it is hostile text."""

import re
from collections.abc import Callable, Iterator, Mapping

from scanner.evidence import InstalledPackages
from scanner.evidence.known import Package

MOST_PACKAGES = 8000
MOST_KERNELS = 50
MOST_TEXT = 200
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._~-]{0,127}")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9:+.~^_-]{0,127}")
KERNEL = re.compile(r"\d[A-Za-z0-9+._~-]{0,99}")
WORD = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

BY_SYSTEM = {
    "dpkg": {"debian", "ubuntu"},
    "rpm": {"rhel", "fedora", "centos", "suse", "opensuse", "sles", "rocky", "almalinux", "ol", "amzn"},
    "apk": {"alpine"},
}
"""Which package manager a system has, by ID and ID_LIKE of os-release(5)."""

SHORT_RELEASE = frozenset({"rhel", "rocky", "almalinux", "centos", "ol"})
"""Systems whose lists of fixes are kept by the first number of the version."""


def os_release(text: str) -> dict[str, str]:
    """The values of os-release(5), quotes taken off, what a terminal would obey taken out."""
    found: dict[str, str] = {}
    for line in text.splitlines()[:200]:
        name, equals, value = line.partition("=")
        if equals and re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", name):
            plain = value.strip().strip("\"'")
            found[name] = "".join(one for one in plain if one.isprintable())[:MOST_TEXT]
    return found


def manager_of(system: Mapping[str, str]) -> str:
    """`dpkg`, `rpm`, `apk`, or empty: not a system that we know."""
    words = [system.get("ID", ""), *system.get("ID_LIKE", "").split()]
    return next(
        (name for word in words for name, ids in BY_SYSTEM.items() if word.partition("-")[0] in ids), ""
    )


def release_of(system: Mapping[str, str]) -> str:
    """The release as the trackers write it: `debian/bookworm`, `ubuntu/22.04`, `alpine/3.19`, `rhel/9`."""
    name, version = system.get("ID", "linux"), system.get("VERSION_ID", "")
    if name in SHORT_RELEASE:
        version = version.partition(".")[0]
    elif name == "alpine":
        version = ".".join(version.split(".")[:2])
    elif name != "ubuntu":
        # Debian's testing has a code name and no number.
        version = system.get("VERSION_CODENAME") or version
    return f"{name}/{version}" if WORD.fullmatch(name) and WORD.fullmatch(version) else ""


def kernels(listing: str) -> tuple[str, ...]:
    """The kernels on the disk, in the notation of `uname -r`, of a listing of /boot and /lib/modules."""
    lines = [line.strip() for line in listing.splitlines()[:2000]]
    images = [line.removeprefix("vmlinuz-") for line in lines if line.startswith("vmlinuz-")]
    modules = lines[lines.index("/lib/modules:") + 1 :] if "/lib/modules:" in lines else []
    # Alpine's image is called after its flavour; there the folders of modules tell the version.
    found = [one for one in images if KERNEL.fullmatch(one)] or [
        one for one in modules if KERNEL.fullmatch(one)
    ]
    return tuple(dict.fromkeys(one for one in found if "rescue" not in one))[:MOST_KERNELS]


def running(text: str) -> str:
    first = text.strip().partition("\n")[0].strip()
    return first if KERNEL.fullmatch(first) else ""


def _dpkg(line: str) -> Package | None:
    fields = line.split("\t")
    # "ii ": wanted and installed; a second letter i alone counts (held packages are "hi ").
    if len(fields) != 5 or fields[0][1:2] != "i":
        return None
    _, name, version, source, source_version = fields
    return _package(name, version, *_kernel_source(name, version, source, source_version))


def _kernel_source(name: str, version: str, source: str, source_version: str) -> tuple[str, str]:
    """The source package that the trackers know a signed kernel by.

    Its image is built from `linux-signed-amd64` (Debian) or `linux-signed-hwe-6.8` (Ubuntu), and carries the
    version of the kernel's own source, `linux` or `linux-hwe-6.8`.
    """
    signed, _, rest = source.partition("linux-signed")
    if signed or not name.startswith("linux-image-") or not source.startswith("linux-signed"):
        return source, source_version
    flavour = "" if rest.lstrip("-") in ("amd64", "arm64", "i386") else rest
    return f"linux{flavour}", version


SOURCE_RPM = re.compile(r"\.(?:no)?src\.rpm$")


def _rpm(line: str) -> Package | None:
    fields = line.split("\t")
    if len(fields) != 3 or fields[0] == "gpg-pubkey":
        return None
    # NAME-VERSION-RELEASE.src.rpm, or .nosrc.rpm where parts are left out; the source's own epoch is not told.
    source = SOURCE_RPM.sub("", fields[2]).rsplit("-", 2)
    name, version = (source[0], "-".join(source[1:])) if len(source) == 3 else ("", "")
    return _package(fields[0], fields[1], name, version)


APK_LINE = re.compile(r"(?P<name>\S+)-(?P<version>\d\S*-r\d+) +\S+ +\{(?P<source>[^}]*)\} .*\[installed\]\s*")


def _apk(line: str) -> Package | None:
    found = APK_LINE.fullmatch(line)
    # A subpackage is built with its source in one piece: the same version.
    return _package(found["name"], found["version"], found["source"], "") if found else None


def _package(name: str, version: str, source: str, source_version: str) -> Package | None:
    """None for what is no name or version; a source that is the package itself is left out."""
    if not NAME.fullmatch(name) or not VERSION.fullmatch(version):
        return None
    source = source if NAME.fullmatch(source) and source != name else ""
    other = source_version if VERSION.fullmatch(source_version) and source_version != version else ""
    return Package(name=name, version=version, source=source, source_version=other)


_READERS: dict[str, Callable[[str], Package | None]] = {"dpkg": _dpkg, "rpm": _rpm, "apk": _apk}


def packages(manager: str, text: str) -> Iterator[Package]:
    """The packages that a manager's list names; lines that are none are passed over."""
    read = _READERS[manager]
    for line in text.split("\n"):
        if found := read(line[:1000]):
            yield found


def restart_waits(exit_status: int | None, installed: Mapping[str, object]) -> bool | None:
    """Whether the system says that it waits for a restart; None where it would not say so either way."""
    if exit_status == 0:
        return True
    return False if "update-notifier-common" in installed else None


def fact(  # noqa: PLR0917 - what the commands printed, one each
    system: Mapping[str, str],
    manager: str,
    listed: str,
    whole: bool,
    kernel: str,
    on_disk: str,
    restart: int | None,
) -> InstalledPackages:
    """All of it together."""
    found = tuple(packages(manager, listed))
    return InstalledPackages(
        release=release_of(system), name=system.get("PRETTY_NAME", ""), manager=manager,
        packages=found[:MOST_PACKAGES], kernel_running=running(kernel), kernels_installed=kernels(on_disk),
        reboot_required=restart_waits(restart, {one.name: one for one in found}),
        complete=whole and len(found) <= MOST_PACKAGES,
    )  # fmt: skip
