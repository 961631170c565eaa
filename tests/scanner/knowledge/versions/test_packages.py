"""The orders of dpkg, rpm and apk packages, beside the programs that decide on them."""

from itertools import islice, pairwise
from pathlib import Path

import pytest

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import UnreadableVersionError, key
from tests.scanner.knowledge.versions import judges

ORDERS = {
    Scheme.DPKG: [
        "1.0~~", "1.0~~a", "1.0~", "1.0~rc1-1", "1.0-1~bpo12+1", "1.0-1", "1.0-1ubuntu1", "1.0-1+b1", "1.0-1+deb12u1",
        "1.0-1+deb12u10", "1.0-2", "1.0a-1", "1.0+dfsg-1", "1.0.1-1", "1.10-1", "1:0.1-1", "2:0.1-1",
    ],
    Scheme.RPM: [
        "1.0~beta-1", "1.0~rc1-1", "1.0-1", "1.0-1.el9", "1.0-10.el9", "1.0^git1-1", "1.0a-1", "1.0.1-1", "1.10-1",
        "1:0.5-1",
    ],
    Scheme.APK: [
        "1.00", "1.001", "1.01", "1.1_alpha", "1.1_beta2", "1.1_pre1", "1.1_rc1", "1.1_rc2", "1.1", "1.1-r0", "1.1-r1",
        "1.1-r10", "1.1~beef", "1.1_git2", "1.1_p1", "1.1a", "1.1a-r1", "1.1.1", "1.2", "1.10", "2",
    ],
}  # fmt: skip
NO_VERSIONS = [
    (Scheme.DPKG, text)
    for text in ("", "abc", "1.0-", ":1.0", "1.0 2", "1.0_2", "a:1.0", "1:.5", "1.2:3", "1" * 300, "١")
] + [(Scheme.RPM, text) for text in ("", "abc", "1.0 2", "1-2-3", "(none)", "1" * 252, "é1")] + [
    (Scheme.APK, text) for text in ("", "1.0bc", "1.0_foo", "1.0-1", "v1.0", "1..2", "1.0-r")
]  # fmt: skip


@pytest.mark.parametrize("scheme", ORDERS)
def test_packages_stand_in_their_distributions_order(scheme: Scheme) -> None:
    keys = {version: key(version, scheme) for version in ORDERS[scheme]}
    assert [pair for pair in pairwise(keys) if not keys[pair[0]] < keys[pair[1]]] == []


@pytest.mark.parametrize(
    ("scheme", "one", "other"),
    [
        (Scheme.DPKG, "1.0", "1.0-0"),
        (Scheme.DPKG, "1.0", "0:1.00"),
        (Scheme.DPKG, "1.0-1a", "1.0-1a0"),
        (Scheme.RPM, "1.0-1", "0:1_00-01"),
        (Scheme.RPM, "1.0.-1", "1.0-1"),
    ],
)
def test_two_spellings_of_one_package_are_equal(scheme: Scheme, one: str, other: str) -> None:
    assert key(one, scheme) == key(other, scheme)


@pytest.mark.parametrize(("scheme", "text"), NO_VERSIONS)
def test_what_is_no_version_of_a_package_is_refused(scheme: Scheme, text: str) -> None:
    with pytest.raises(UnreadableVersionError):
        key(text, scheme)


@pytest.mark.skipif(not judges.is_here("dpkg"), reason="dpkg is not installed")
def test_dpkg_agrees_on_every_pair() -> None:
    disagreed, compared = [], 0
    for first, second in islice(judges.debian_pairs(seed=5), 400):
        try:
            order = judges.order(key(first, Scheme.DPKG), key(second, Scheme.DPKG))
        except UnreadableVersionError:
            continue
        compared += 1
        if not judges.agrees_with_dpkg(first, second, order):
            disagreed.append((first, second, order))
    assert disagreed == []
    assert compared > 300


@pytest.mark.skipif(not judges.is_here("rpm"), reason="rpm is not installed")
def test_rpm_agrees_on_every_pair(tmp_path: Path) -> None:
    pairs = list(islice(judges.rpm_pairs(seed=5), 3000))
    ours = [judges.order(key(first, Scheme.RPM), key(second, Scheme.RPM)) for first, second in pairs]
    theirs = judges.orders_by_rpm(pairs, tmp_path)
    assert [pair for pair, one, other in zip(pairs, ours, theirs, strict=True) if one != other] == []


def test_a_release_that_is_not_told_is_below_every_other() -> None:
    assert key("1.0", Scheme.RPM) < key("1.0-1", Scheme.RPM) < key("1.0.1", Scheme.RPM)
