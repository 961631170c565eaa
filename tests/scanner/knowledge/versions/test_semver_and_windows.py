"""The orders of semantic versions and of Windows builds."""

from itertools import pairwise

import pytest

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import UnreadableVersionError, key

SEMVER = [
    "0.9.9", "1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-alpha-x", "1.0.0-beta",
    "1.0.0-beta.2",    "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-rc.1", "1.2.0", "1.10.0", "10.0.0",
]  # fmt: skip
WINDOWS = [
    "6.1.7601.24000",
    "6.3.9600.20000",
    "10.0.14393.6796",
    "10.0.19045.4412",
    "10.0.19045.44120",
    "10.0.26100.1",
]


@pytest.mark.parametrize(("scheme", "versions"), [(Scheme.SEMVER, SEMVER), (Scheme.WINDOWS, WINDOWS)])
def test_versions_stand_in_their_order(scheme: Scheme, versions: list[str]) -> None:
    keys = {version: key(version, scheme) for version in versions}
    assert [pair for pair in pairwise(keys) if not keys[pair[0]] < keys[pair[1]]] == []


@pytest.mark.parametrize(
    ("scheme", "one", "other"),
    [
        (Scheme.SEMVER, "1.2", "v1.2.0"),
        (Scheme.SEMVER, "1.2.3+build.5", "1.2.3"),
        (Scheme.WINDOWS, "19045.4412", "10.0.19045.4412"),
        (Scheme.WINDOWS, "Microsoft Windows [Version 10.0.19045.4412]", "10.0.19045.4412"),
    ],
)
def test_spelling_has_no_weight(scheme: Scheme, one: str, other: str) -> None:
    assert key(one, scheme) == key(other, scheme)


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        *[
            (Scheme.SEMVER, text)
            for text in ("", "1.2.3.4", "1.2.x", "latest", "1.0.0-", "1.0.0-a..b", "1" * 256)
        ],
        *[
            (Scheme.WINDOWS, text)
            for text in ("", "10.0.19045", "19045", "22H2", "10.0", "10.0.19045.x", "1.2.3.4")
        ],
    ],
)
def test_what_is_no_version_is_refused(scheme: Scheme, text: str) -> None:
    with pytest.raises(UnreadableVersionError):
        key(text, scheme)
