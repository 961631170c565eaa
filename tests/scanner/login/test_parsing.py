"""What the commands print, as real systems print it: Linux of several kinds, Windows of several years."""

import pytest

from scanner.evidence.known import Package
from scanner.login import linux, windows
from scanner.login.commands import table

UBUNTU = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\nPRETTY_NAME="Ubuntu 22.04.5 LTS"\n'
ROCKY = (
    'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"\n'
)
ALPINE = 'ID=alpine\nVERSION_ID=3.19.1\nPRETTY_NAME="Alpine Linux v3.19"\n'
SUSE = 'ID="sles"\nID_LIKE="suse"\nVERSION_ID="15.5"\n'
LEAP = 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\nVERSION_ID="15.6"\n'
RASPBIAN = 'ID=raspbian\nID_LIKE=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n'
SID = "ID=debian\nVERSION_CODENAME=trixie\n"


REBUILT = Package(name="bash", version="5.2.15-2+b7", source_version="5.2.15-2")


@pytest.mark.parametrize(
    ("text", "release", "manager"),
    [
        (UBUNTU, "ubuntu/22.04", "dpkg"),
        (ROCKY, "rocky/9", "rpm"),
        (ALPINE, "alpine/3.19", "apk"),
        (SUSE, "sles/15.5", "rpm"),
        (LEAP, "opensuse-leap/15.6", "rpm"),
        (RASPBIAN, "raspbian/bookworm", "dpkg"),
        (SID, "debian/trixie", "dpkg"),
        ("ID=arch\n", "", ""),
        ("", "", ""),
        ("ID=../../x\nVERSION_ID=1\n", "", ""),
    ],
)
def test_the_release_is_written_as_the_trackers_do(text: str, release: str, manager: str) -> None:
    system = linux.os_release(text)
    assert (linux.release_of(system), linux.manager_of(system)) == (release, manager)


@pytest.mark.parametrize(
    ("manager", "line", "package"),
    [
        ("dpkg", "ii \tbash\t5.2.15-2+b7\tbash\t5.2.15-2", REBUILT),
        ("dpkg", "hi \tnano\t7.2-1\tnano\t7.2-1", Package(name="nano", version="7.2-1")),
        ("dpkg", "rc \tvim\t2:9.0\tvim\t2:9.0", None),
        ("dpkg", "iU \tvim\t2:9.0\tvim\t2:9.0", None),
        ("dpkg", "un \tx\t\tx\t", None),
        ("dpkg", "ii \tlinux-image-6.1.0-28-amd64\t6.1.119-1\tlinux-signed-amd64\t6.1.119+1",
         Package(name="linux-image-6.1.0-28-amd64", version="6.1.119-1", source="linux")),
        ("dpkg", "ii \tlinux-image-6.8.0-49-generic\t6.8.0-49.49~22.04.1\tlinux-signed-hwe-6.8\t6.8.0-49.49~22.04.1",
         Package(name="linux-image-6.8.0-49-generic", version="6.8.0-49.49~22.04.1", source="linux-hwe-6.8")),
        ("rpm", "openssl-libs\t1:3.0.7-27.el9\topenssl-3.0.7-27.el9.src.rpm",
         Package(name="openssl-libs", version="1:3.0.7-27.el9", source="openssl", source_version="3.0.7-27.el9")),
        ("rpm", "bash\t5.1.8-9.el9\tbash-5.1.8-9.el9.src.rpm", Package(name="bash", version="5.1.8-9.el9")),
        ("rpm", "kernel-firmware-all\t20240712-1.1\tkernel-firmware-20240712-1.1.nosrc.rpm",
         Package(name="kernel-firmware-all", version="20240712-1.1", source="kernel-firmware")),
        ("rpm", "gpg-pubkey\t350d275d-6279464b\t(none)", None),
        ("apk", "musl-1.2.4_git20230717-r4 x86_64 {musl} (MIT) [installed]",
         Package(name="musl", version="1.2.4_git20230717-r4")),
        ("apk", "libcrypto3-3.1.4-r5 x86_64 {openssl} (Apache-2.0) [installed]",
         Package(name="libcrypto3", version="3.1.4-r5", source="openssl")),
        ("apk", "bind-libs-9.18.19-r0            x86_64 {bind}              (MPL-2.0)     [installed]",
         Package(name="bind-libs", version="9.18.19-r0", source="bind")),
        ("apk", "musl-utils-1.1.24-r0 x86_64 {musl} (MIT BSD GPL2+) [installed]",
         Package(name="musl-utils", version="1.1.24-r0", source="musl")),
        ("apk", "WARNING: opening from cache: No such file or directory", None),
        ("dpkg", "ii \ta b\t1\ta\t1", None),
        ("dpkg", "ii \tx\t1;rm\tx\t1", None),
    ],
)  # fmt: skip
def test_a_line_of_a_list_is_read_or_passed_over(manager: str, line: str, package: Package | None) -> None:
    assert list(linux.packages(manager, line + "\n")) == ([package] if package else [])


@pytest.mark.parametrize(
    ("listing", "found"),
    [
        (
            "/boot:\nconfig-6.1.0-28-amd64\nvmlinuz-6.1.0-28-amd64\n\n/lib/modules:\n6.1.0-27-amd64\n",
            ("6.1.0-28-amd64",),
        ),
        ("/boot:\nvmlinuz-lts\n\n/lib/modules:\n6.6.31-0-lts\n", ("6.6.31-0-lts",)),
        ("/boot:\nvmlinuz-0-rescue-1a2b\nvmlinuz-5.14.0-427.el9.x86_64\n", ("5.14.0-427.el9.x86_64",)),
        ("", ()),
    ],
)
def test_the_kernels_on_the_disk_are_told_as_uname_does(listing: str, found: tuple[str, ...]) -> None:
    assert linux.kernels(listing) == found


def test_a_restart_waits_only_where_the_system_would_say_so() -> None:
    assert linux.restart_waits(0, {}) is True
    assert linux.restart_waits(2, {"update-notifier-common": 1}) is False
    assert linux.restart_waits(2, {}) is None
    assert linux.restart_waits(None, {}) is None


SYSTEM = "build=22631\r\nrevision=4460\r\nproduct=Windows 10 Pro\r\nedition=Professional\r\n"


def test_windows_11_is_called_by_its_name() -> None:
    found = windows.fact(SYSTEM, "", "servicing=False\r\nupdate=False\r\n")
    assert found is not None
    assert (found.product, found.build, found.revision, found.pending_reboot) == (
        "Windows 11 Pro",
        22631,
        4460,
        False,
    )


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("servicing=True\nupdate=False", True),
        ("servicing=False", None),
        ("", None),
        ("servicing=\nupdate=", None),
    ],
)
def test_a_restart_that_was_not_told_is_not_known(text: str, waits: bool | None) -> None:
    found = windows.fact(SYSTEM, "", text)
    assert found is not None
    assert found.pending_reboot is waits


@pytest.mark.parametrize("text", ["", "build=", "build=x", "build=99999999999", "revision=1", "\x00\x1b[2J"])
def test_without_a_build_nothing_is_told(text: str) -> None:
    assert windows.fact(text, "", "") is None


def test_what_is_no_hotfix_is_passed_over_and_no_revision_is_made_up() -> None:
    found = windows.fact(
        "build=17763\nrevision=\nproduct=W\x1b[2J\n", "hotfix=KB5044277\nhotfix=File 1\nhotfix=kb4\n", ""
    )
    assert found is not None
    assert (found.hotfixes, found.revision, found.product) == (("KB5044277",), None, "W[2J")


NEVER = (
    ">",
    "<",
    ";",
    "&",
    "$(",
    "`",
    "rm ",
    "sudo",
    "tee ",
    "Set-",
    "Remove-",
    "Invoke-",
    "New-",
    "Stop-",
    "Restart-",
)


def test_no_command_of_linux_redirects_chains_or_raises_itself() -> None:
    commands = [one.run for one in table("linux").command]
    assert len(commands) == 7
    assert [one for one in commands if any(word in one.replace("${", "") for word in NEVER)] == []
    assert {one.split()[0] for one in commands} == {"cat", "uname", "ls", "dpkg-query", "rpm", "apk"}


def test_no_command_of_windows_has_a_verb_that_changes() -> None:
    verbs = NEVER[9:]
    assert not [one.run for one in table("windows").command if any(word in one.run for word in verbs)]
