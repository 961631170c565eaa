"""What banners tell of a patch level, and what they hide."""

import pytest

from scanner.knowledge.banners import (
    Packaged,
    database_package,
    distribution,
    php_package,
    programs,
    ssh_package,
)


@pytest.mark.parametrize(
    ("version", "comment", "package"),
    [
        ("9.2p1", "Debian-2+deb12u3", ("debian/bookworm", "1:9.2p1-2+deb12u3")),
        ("8.4p1", "Debian-5+deb11u3", ("debian/bullseye", "1:8.4p1-5+deb11u3")),
        ("9.2p1", "Debian-2", ("debian/bookworm", "1:9.2p1-2")),
        ("8.9p1", "Ubuntu-3ubuntu0.10", ("ubuntu/22.04", "1:8.9p1-3ubuntu0.10")),
        ("9.6p1", "Ubuntu-3ubuntu13.5", ("ubuntu/24.04", "1:9.6p1-3ubuntu13.5")),
        ("6.6.1p1", "Ubuntu-2ubuntu2.13", ("ubuntu/14.04", "1:6.6p1-2ubuntu2.13")),
    ],
)
def test_debian_and_ubuntu_show_their_revision(version: str, comment: str, package: tuple[str, str]) -> None:
    release, whole = package
    assert ssh_package("OpenSSH", version, comment) == Packaged(release, "openssh", whole)


@pytest.mark.parametrize(
    ("software", "version", "comment"),
    [("OpenSSH", "8.0", ""), ("OpenSSH", "9.9p1", "FreeBSD-20250219"), ("OpenSSH", "5.5p1", "Debian-6"),
     ("OpenSSH", "9.9p1", "Debian-1~bpo12+1"), ("dropbear", "2022.83", "Debian-1"), ("OpenSSH", "", "Ubuntu-"),
     ("OpenSSH", "9.2p1", "Debian-;rm -rf")],
)  # fmt: skip
def test_all_others_cannot_be_told(software: str, version: str, comment: str) -> None:
    assert ssh_package(software, version, comment) is None


def test_databases_show_theirs_in_the_version() -> None:
    assert database_package("MySQL", "8.0.39-0ubuntu0.22.04.1") == Packaged(
        "ubuntu/22.04", "mysql-8.0", "8.0.39-0ubuntu0.22.04.1"
    )
    assert database_package("MariaDB", "5.5.5-10.11.6-MariaDB-0+deb12u1") == Packaged(
        "debian/bookworm", "mariadb", "1:10.11.6-0+deb12u1"
    )
    assert database_package("MySQL", "8.0.39") is None


def test_php_of_ubuntu_shows_it_and_of_debian_does_not() -> None:
    assert php_package("PHP/7.4.3-4ubuntu2.18") == Packaged("ubuntu/20.04", "php7.4", "7.4.3-4ubuntu2.18")
    assert php_package("PHP/8.2.7") is None


def test_a_server_line_names_several_programs_and_the_distribution_that_hides() -> None:
    told = list(programs("Apache/2.4.41 (Ubuntu) PHP/7.4.3"))
    assert [(one.identity.product, one.identity.version) for one in told] == [
        ("Apache HTTP Server", "2.4.41"), ("PHP", "7.4.3"),
    ]  # fmt: skip
    assert all(one.identity.bare and one.hidden == "Ubuntu" for one in told)


def test_on_windows_a_number_means_what_it_says() -> None:
    (told,) = programs("Apache/2.4.41 (Win64)")
    assert not told.identity.bare


def test_a_bare_number_of_a_packaged_program_is_bare() -> None:
    (told,) = programs("OpenSSH_8.0")
    assert (told.identity.product, told.identity.bare, told.hidden) == ("OpenSSH", True, "")


@pytest.mark.parametrize("told", ["proconos/4.1.280", "ProConOS V3.0.1040 Oct 29 2002/3.0.1040"])
def test_the_runtime_of_a_controller_is_a_program(told: str) -> None:
    (found,) = programs(told)
    assert (found.identity.vendor, found.identity.product) == ("Phoenix Contact", "ProConOS")
    assert not found.identity.bare


def test_what_is_no_known_program_is_nothing() -> None:
    assert list(programs("x" * 5000 + " Allegro-Software-RomPager/4.07 UPnP/1.0")) == []


def test_a_distribution_has_the_name_of_the_support_lists() -> None:
    assert distribution("debian/bookworm") == ("debian", "12")
    assert distribution("ubuntu/22.04") == ("ubuntu", "22.04")
