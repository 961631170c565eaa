"""Bundles made to do harm: paths, links, bombs."""

import tarfile
from pathlib import Path

import pytest
import zstandard
from msgspec.structs import replace

from scanner.knowledge.feeds import Settings
from scanner.knowledge.feeds.rows import digest
from tests.scanner.knowledge.bundle.tampering import members, pack, refused, sign_again, with_first

NAMES = ["../../evil", "/etc/cron.d/evil", "sources/../../evil", "sources/kev.rows.zst\n", "C:\\evil"]


class TestTricksWithPaths:
    @pytest.mark.parametrize("name", NAMES)
    def test_a_member_with_another_name_is_not_written(
        self, away: Settings, bundle: Path, trust: list[Path], name: str
    ) -> None:
        parts = members(bundle)
        parts[2][0].name = name
        pack(bundle, parts)
        sentence = f"the bundle holds {name!r} where sources/epss.rows.zst belongs"
        assert refused(away, bundle, trust) == sentence

    @pytest.mark.parametrize("name", NAMES)
    def test_a_member_that_is_not_listed_is_refused(
        self, away: Settings, bundle: Path, trust: list[Path], name: str
    ) -> None:
        pack(bundle, [*members(bundle), (tarfile.TarInfo(name), b"x")])
        assert (
            refused(away, bundle, trust)
            == f"the bundle holds a file that its manifest does not list: {name!r}"
        )

    @pytest.mark.parametrize(
        "kind",
        [
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.BLKTYPE,
            tarfile.FIFOTYPE,
            tarfile.DIRTYPE,
        ],
    )
    def test_links_devices_and_folders_are_refused(
        self, away: Settings, bundle: Path, trust: list[Path], kind: bytes
    ) -> None:
        parts = members(bundle)
        parts[2][0].type = kind
        parts[2][0].linkname = "/etc/passwd"
        pack(bundle, parts)
        assert refused(away, bundle, trust) == "sources/epss.rows.zst in the bundle is no ordinary file"

    @pytest.mark.parametrize("source", ["../evil", "/evil", "a/b", "", "UPPER", "kev\n"])
    def test_even_the_maker_cannot_name_a_path(
        self, away: Settings, bundle: Path, key: Path, trust: list[Path], source: str
    ) -> None:
        sign_again(bundle, key, lambda manifest: with_first(manifest, source=source))
        assert refused(away, bundle, trust) == (
            "the bundle's manifest cannot be read; it may be of a newer Vaglio"
        )


class TestBombs:
    def _bomb(self, bundle: Path, key: Path, body: bytes, **changes: object) -> None:
        parts = members(bundle)
        parts[2] = (parts[2][0], body)
        pack(bundle, parts)
        (bundle.parent / "packed").write_bytes(body)
        sha256 = digest(bundle.parent / "packed")
        sign_again(
            bundle, key, lambda manifest: with_first(manifest, size=len(body), sha256=sha256, **changes)
        )

    def test_rows_that_unpack_to_more_than_the_manifest_says(
        self, away: Settings, bundle: Path, key: Path, trust: list[Path]
    ) -> None:
        compressor = zstandard.ZstdCompressor(level=1).compressobj()
        line = b'p{"id":"CVE-2026-1000","epss":0.5}\n' * 30_000
        body = b"".join([compressor.compress(line) for _ in range(100)]) + compressor.flush()
        self._bomb(bundle, key, body, unpacked=1_000_000, rows=1)
        assert refused(away, bundle, trust) == "the bundle's epss.rows.zst unpacks to more than 1 MB"

    def test_one_endless_line(self, away: Settings, bundle: Path, key: Path, trust: list[Path]) -> None:
        body = zstandard.ZstdCompressor(level=1).compress(bytes(50_000_000))
        self._bomb(bundle, key, body, unpacked=100_000_000, rows=1)
        assert "epss.rows.zst holds a line that is no row" in refused(away, bundle, trust)

    def test_a_manifest_that_asks_for_too_much(
        self, away: Settings, bundle: Path, key: Path, trust: list[Path]
    ) -> None:
        sign_again(bundle, key, lambda manifest: with_first(manifest, unpacked=10**11))
        assert refused(away, bundle, trust) == "the bundle unpacks to 100 GB, which is more than Vaglio takes"

    def test_a_member_larger_than_listed(
        self, away: Settings, bundle: Path, key: Path, trust: list[Path]
    ) -> None:
        sign_again(bundle, key, lambda manifest: with_first(manifest, size=5))
        assert refused(away, bundle, trust) == (
            "sources/epss.rows.zst in the bundle is not as large as its manifest says"
        )

    def test_more_rows_than_listed(self, away: Settings, bundle: Path, key: Path, trust: list[Path]) -> None:
        sign_again(bundle, key, lambda manifest: with_first(manifest, rows=59))
        assert refused(away, bundle, trust) == (
            "sources/epss.rows.zst in the bundle has 60 rows where its manifest says 59"
        )

    def test_a_huge_manifest(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        parts = members(bundle)
        pack(bundle, [(parts[0][0], bytes(1_000_001)), *parts[1:]])
        assert refused(away, bundle, trust) == "manifest.json in the bundle is larger than 1 MB"

    def test_a_source_that_is_listed_twice(
        self, away: Settings, bundle: Path, key: Path, trust: list[Path]
    ) -> None:
        sign_again(bundle, key, lambda manifest: replace(manifest, members=manifest.members[:1] * 2))
        assert refused(away, bundle, trust) == "the bundle's manifest names a source twice"

    def test_a_format_of_tomorrow(self, away: Settings, bundle: Path, key: Path, trust: list[Path]) -> None:
        sign_again(bundle, key, lambda manifest: replace(manifest, format=2))
        assert refused(away, bundle, trust) == (
            "the bundle has format 2, which this Vaglio does not know; update Vaglio"
        )
