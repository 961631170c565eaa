"""What the banner of a program tells of its patch level: the distribution's package revision, or a bare version."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from scanner.knowledge.match import Identity


@dataclass(frozen=True, slots=True)
class Packaged:
    """A distribution's package with its revision, in the words of the distribution's tracker."""

    release: str  # debian/bookworm, ubuntu/22.04
    package: str
    version: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program and its version. `hidden` names the distribution that hides the revision; empty: none is named."""

    identity: Identity
    support: str = ""
    hidden: str = ""


_DISTRO = re.compile(r"\b(debian|ubuntu|raspbian|red ?hat|rhel|centos|fedora|rocky|almalinux|suse|sles|alpine|"
                     r"amazon|oracle linux|gentoo|freebsd)\b", re.IGNORECASE)  # fmt: skip
_ELSEWHERE = re.compile(r"\b(win32|win64|windows|for_windows)\b", re.IGNORECASE)
_DEB = re.compile(r"[+~]deb(\d+)u\d+")
_BPO = re.compile(r"~bpo\d+")
_UBUNTU = re.compile(r"ubuntu\d*\.(\d{2}\.\d{2})\.\d+")
_SSH = re.compile(r"(Debian|Ubuntu)-([0-9][A-Za-z0-9.+~-]*)")
_REVISION = re.compile(
    r"([0-9][A-Za-z0-9.]*?)(?:-MariaDB)?-([0-9][A-Za-z0-9.+~]*(?:ubuntu|deb)[A-Za-z0-9.+~]*)"
)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("scanner.knowledge").joinpath("programs.toml").read_text("utf-8"))


def ssh_package(software: str, version: str, comment: str) -> Packaged | None:
    """The package behind `SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3` (RFC 4253, section 4.2; Debian's and
    Ubuntu's openssh, debian/patches/package-versioning.patch). None: it does not tell, as with Red Hat and SUSE.
    """
    found = _SSH.match(comment.strip())
    if software.casefold() != "openssh" or not found or _BPO.search(comment):
        return None
    kind, revision = found[1].casefold(), found[2]
    release = _release(kind, revision, version, "openssh")
    upstream = "6.6p1" if version == "6.6.1p1" else version  # Ubuntu 14.04 shows its later protocol fix
    return Packaged(release, "openssh", f"1:{upstream}-{revision}") if release else None


def database_package(product: str, version: str) -> Packaged | None:
    """The package behind the version that a MySQL or MariaDB of Debian or Ubuntu greets with."""
    found = _REVISION.search(version.removeprefix("5.5.5-"))
    if not found:
        return None
    upstream, revision = found[1], found[2]
    kind = "ubuntu" if "ubuntu" in revision else "debian"
    release = _release(kind, revision, upstream, product.casefold())
    if not release:
        return None
    line = ".".join(upstream.split(".")[:2])
    if "maria" in product.casefold() or "mariadb" in version.casefold():
        whole = release in (
            "debian/bookworm",
            "debian/trixie",
            "ubuntu/24.04",
            "ubuntu/25.04",
            "ubuntu/25.10",
        )
        return Packaged(release, "mariadb" if whole else f"mariadb-{line}", f"1:{upstream}-{revision}")
    return Packaged(release, f"mysql-{line}", f"{upstream}-{revision}")


def php_package(powered_by: str) -> Packaged | None:
    """The package behind `X-Powered-By: PHP/7.4.3-4ubuntu2.18`; Debian's own hides its revision."""
    found = re.match(r"PHP/([0-9.]+)-([0-9][A-Za-z0-9.+~]*ubuntu[0-9.]+)", powered_by)
    release = _release("ubuntu", found[2], found[1], "php") if found else ""
    if not found or not release:
        return None
    return Packaged(release, "php" + ".".join(found[1].split(".")[:2]), f"{found[1]}-{found[2]}")


def _release(kind: str, revision: str, upstream: str, package: str) -> str:
    if kind == "ubuntu" and (found := _UBUNTU.search(revision)):
        return f"ubuntu/{found[1]}"
    if kind == "debian" and (found := _DEB.search(revision)):
        name = _data()["codenames"].get(found[1], "")
    else:
        name = _data()["releases"].get(package, {}).get(kind, {}).get(upstream, "")
    return f"{kind}/{name}" if name else ""


def programs(banner: str, whole: str = "") -> Iterator[Program]:
    """The programs of a banner such as `Apache/2.4.41 (Ubuntu) PHP/7.4.3`; `whole` is all that was said with it."""
    said = f"{banner} {whole}"
    distro, elsewhere = _DISTRO.search(said), _ELSEWHERE.search(said)
    for part in re.findall(r"[A-Za-z][\w.-]*(?: httpd)?[/_ ][vV]?[0-9][\w.+~-]*", banner[:400]):
        for row in _data()["program"]:
            if found := re.match(row["shows"], part, re.IGNORECASE):
                bare = bool(row.get("packaged")) and not elsewhere
                identity = Identity(row["vendor"], row["product"], version=found[1].rstrip("."), bare=bare)
                yield Program(identity, row.get("support", ""), distro[1] if distro else "")
                break


def distribution(release: str) -> tuple[str, str]:
    """Product and release line of a distribution as support lists write them: `debian`, `12`."""
    kind, _, name = release.partition("/")
    numbers = {codename: number for number, codename in _data()["codenames"].items()}
    known = {"alpine": "alpine-linux"}
    return known.get(kind, kind), numbers.get(name, name)
