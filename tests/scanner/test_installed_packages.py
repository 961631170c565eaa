"""Which of the packages that a login read count: the kernel that runs, none that only lies on the disk."""

import pytest

from scanner.evidence import InstalledPackages
from scanner.evidence.known import Package

OLD = Package(name="linux-image-6.1.0-27-amd64", version="6.1.115-1", source="linux")
NEW = Package(name="linux-image-6.1.0-28-amd64", version="6.1.119-1", source="linux")
HEADERS = Package(name="linux-libc-dev", version="6.1.119-1", source="linux")
FIRMWARE = Package(name="firmware-linux-free", version="20200122-1")
SSL = Package(name="libssl3", version="3.0.15-1~deb12u1", source="openssl")
BUILT = Package(name="bash", version="5.2.15-2+b2", source="bash", source_version="5.2.15-2")


def read(*packages: Package, kernel: str = "") -> InstalledPackages:
    return InstalledPackages(
        release="debian/bookworm", manager="dpkg", packages=packages, kernel_running=kernel
    )


def test_only_the_kernel_that_runs_counts() -> None:
    assert read(OLD, NEW, HEADERS, kernel="6.1.0-28-amd64").sources == (("linux", "6.1.119-1"),)
    assert read(OLD, NEW, HEADERS, kernel="6.1.0-27-amd64").sources == (("linux", "6.1.115-1"),)


@pytest.mark.parametrize("kernel", ["", "4.4.0-custom"])
def test_a_kernel_from_elsewhere_is_not_judged_by_the_packages(kernel: str) -> None:
    assert read(OLD, NEW, HEADERS, FIRMWARE, kernel=kernel).sources == (
        ("firmware-linux-free", "20200122-1"),
    )


def test_the_source_and_its_own_version_count_once() -> None:
    again = SSL.model_copy(update={"name": "openssl", "source": ""})
    assert read(SSL, again, BUILT).sources == (("openssl", "3.0.15-1~deb12u1"), ("bash", "5.2.15-2"))


def test_a_kernel_of_red_hat_is_known_by_its_version() -> None:
    old = Package(name="kernel-core", version="5.14.0-427.el9", source="kernel")
    new = Package(name="kernel-core", version="5.14.0-503.el9", source="kernel")
    assert read(old, new, kernel="5.14.0-503.el9.x86_64").sources == (("kernel", "5.14.0-503.el9"),)
