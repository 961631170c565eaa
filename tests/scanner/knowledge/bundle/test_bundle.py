"""A bundle goes from a connected site to one that is not."""

import stat
from pathlib import Path

import pytest

from scanner.knowledge.bundle import BundleError, check, export, keygen, take
from scanner.knowledge.feeds import FeedError, Settings, Shelf
from tests.scanner.knowledge.bundle.conftest import stock
from tests.scanner.knowledge.bundle.tampering import refused
from tests.scanner.knowledge.feeds.conftest import Built, holds, quiet


class TestGood:
    def test_what_goes_out_comes_in(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        taken = take(away, bundle, trust, quiet)
        assert (taken.sources, taken.kept) == (("epss", "kev"), ())
        assert holds(away) == {"epss": 60, "kev": 100}
        at = Shelf(away.shelves / "kev").standing()
        assert (at.name, at.licence, at.newest_at, at.origin) == (
            "List kev",
            "CC0-1.0",
            "2026-01-01",
            "bundle",
        )

    def test_check_tells_what_is_in_it(self, bundle: Path, trust: list[Path], tmp_path: Path) -> None:
        (tmp_path / "into").mkdir()
        manifest = check(bundle, trust, tmp_path / "into")
        assert [(each.source, each.rows) for each in manifest.members] == [("epss", 60), ("kev", 100)]

    def test_a_later_bundle_replaces_it(
        self, away: Settings, home: Settings, bundle: Path, key: Path, trust: list[Path]
    ) -> None:
        take(away, bundle, trust, quiet)
        stock(home, "kev", 120, "2026-02-02T00:00:00+00:00")
        export(home, bundle, key)
        taken = take(away, bundle, trust, quiet)
        assert (taken.sources, taken.kept, holds(away)) == (("kev",), ("epss",), {"epss": 60, "kev": 120})

    def test_what_is_newer_here_is_kept(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        stock(away, "kev", 3, "2026-09-09T00:00:00+00:00")
        assert take(away, bundle, trust, quiet).kept == ("kev",)
        assert holds(away) == {"epss": 60, "kev": 3}

    def test_versions_only_grow(self, home: Settings, key: Path, tmp_path: Path) -> None:
        versions = [export(home, tmp_path / "b", key).version for _ in range(3)]
        assert versions[0] < versions[1] < versions[2]

    def test_one_of_several_trusted_keys_is_enough(
        self, away: Settings, bundle: Path, trust: list[Path], tmp_path: Path
    ) -> None:
        other = keygen(tmp_path / "other.key")
        assert take(away, bundle, [other, *trust], quiet).built


def test_when_the_build_fails_everything_goes_back(
    away: Settings, home: Settings, bundle: Path, key: Path, built: Built
) -> None:
    trust = [key.with_name("maker.key.pub")]
    take(away, bundle, trust, quiet)
    stock(home, "kev", 150, "2026-02-02T00:00:00+00:00")
    export(home, bundle, key)
    built.fails = True
    with pytest.raises(FeedError, match="the knowledge file could not be built: the disk is full"):
        take(away, bundle, trust, quiet)
    assert (len(list(Shelf(away.shelves / "kev").rows())), holds(away)) == (100, {"epss": 60, "kev": 100})
    built.fails = False
    assert take(away, bundle, trust, quiet).sources == ("kev",)


class TestKeys:
    def test_the_private_half_is_for_its_owner(self, key: Path) -> None:
        assert stat.S_IMODE(key.stat().st_mode) == 0o600

    def test_no_key_is_overwritten(self, key: Path) -> None:
        before = key.read_bytes()
        with pytest.raises(BundleError, match="is there already and was left as it is"):
            keygen(key)
        assert key.read_bytes() == before

    def test_a_key_that_others_may_read_does_not_sign(
        self, home: Settings, key: Path, tmp_path: Path
    ) -> None:
        key.chmod(0o640)
        with pytest.raises(BundleError, match=f"others may read {key}; say: chmod 600 {key}"):
            export(home, tmp_path / "b", key)

    def test_a_public_key_does_not_sign(self, home: Settings, trust: list[Path], tmp_path: Path) -> None:
        trust[0].chmod(0o600)
        with pytest.raises(BundleError, match="holds no key for signing; `vaglio feeds keygen` makes one"):
            export(home, tmp_path / "b", trust[0])

    def test_a_private_key_is_not_trusted_by_mistake(self, away: Settings, bundle: Path, key: Path) -> None:
        assert refused(away, bundle, [key]) == f"{key} holds no public key of a bundle's maker"

    def test_nothing_is_exported_before_something_is_there(self, key: Path, tmp_path: Path) -> None:
        with pytest.raises(BundleError, match="there is nothing to export yet"):
            export(Settings(tmp_path / "empty"), tmp_path / "b", key)

    def test_an_export_that_fails_leaves_the_older_file(
        self, home: Settings, key: Path, tmp_path: Path
    ) -> None:
        with pytest.raises(BundleError, match="cannot be written: No such file or directory"):
            export(home, tmp_path / "none" / "b", key)
