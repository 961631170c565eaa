"""Anything wrong with a bundle is refused with one sentence, and nothing changes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scanner.knowledge.bundle import BundleError, check, export, keygen, take
from scanner.knowledge.feeds import Settings
from tests.scanner.knowledge.bundle.conftest import stock
from tests.scanner.knowledge.bundle.tampering import members, pack, refused
from tests.scanner.knowledge.feeds.conftest import holds, quiet


class TestRefused:
    def test_an_unknown_key(self, away: Settings, bundle: Path, tmp_path: Path) -> None:
        stranger = keygen(tmp_path / "stranger.key")
        assert refused(away, bundle, [stranger]) == (
            "the bundle is signed with a key that you did not name under --trust"
        )

    def test_a_changed_manifest(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        parts = members(bundle)
        pack(bundle, [(parts[0][0], parts[0][1].replace(b'"rows":100', b'"rows":101')), *parts[1:]])
        assert refused(away, bundle, trust) == (
            "the bundle's signature does not fit: it was changed after it was signed"
        )

    def test_a_signature_that_is_none(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        parts = members(bundle)
        pack(bundle, [parts[0], (parts[1][0], b"{}"), *parts[2:]])
        assert refused(away, bundle, trust) == "the bundle's signature cannot be read"

    def test_changed_rows(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        parts = members(bundle)
        body = bytearray(parts[2][1])
        body[-1] ^= 1
        pack(bundle, [*parts[:2], (parts[2][0], bytes(body)), *parts[3:]])
        assert refused(away, bundle, trust) == "sources/epss.rows.zst in the bundle is not what was signed"

    def test_an_older_bundle(
        self, away: Settings, home: Settings, bundle: Path, key: Path, trust: list[Path]
    ) -> None:
        later = bundle.with_name("newer")
        newer = export(home, later, key)
        take(away, later, trust, quiet)
        assert refused(away, bundle, trust) == (
            f"the bundle (version {newer.version - 1}) is not newer than the one that was imported last "
            f"(version {newer.version})"
        )

    def test_the_same_bundle_again(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        take(away, bundle, trust, quiet)
        assert "is not newer than the one that was imported last" in refused(away, bundle, trust)

    def test_a_memory_of_versions_that_is_damaged(
        self, away: Settings, bundle: Path, trust: list[Path]
    ) -> None:
        away.folder.mkdir()
        (away.folder / "imported.json").write_text("x")
        assert refused(away, bundle, trust).endswith("is damaged, so nobody can tell whether the bundle is newer; "
                                                      "remove it to import anyway")  # fmt: skip

    def test_an_expired_bundle(self, away: Settings, bundle: Path, trust: list[Path], tmp_path: Path) -> None:
        later = datetime.now(UTC) + timedelta(days=91)
        with pytest.raises(
            BundleError, match=r"^the bundle expired on \d{4}-\d\d-\d\d; ask for a newer one$"
        ):
            check(bundle, trust, tmp_path, later)

    def test_a_bundle_from_the_future(self, bundle: Path, trust: list[Path], tmp_path: Path) -> None:
        earlier = datetime.now(UTC) - timedelta(days=2)
        with pytest.raises(BundleError, match="which has not come yet; check this computer's clock"):
            check(bundle, trust, tmp_path, earlier)

    def test_far_fewer_rows_than_before(
        self, away: Settings, home: Settings, bundle: Path, key: Path, trust: list[Path]
    ) -> None:
        take(away, bundle, trust, quiet)
        stock(home, "kev", 10, "2026-02-02T00:00:00+00:00")
        export(home, bundle, key)
        assert refused(away, bundle, trust) == (
            "kev in the bundle: it shrank from 100 to 10 rows, which looks broken; if it is right, say --allow-drop"
        )
        take(away, bundle, trust, quiet, allow_drop=True)
        assert holds(away) == {"epss": 60, "kev": 10}

    def test_a_bundle_that_is_not_there(self, away: Settings, trust: list[Path], tmp_path: Path) -> None:
        assert refused(away, tmp_path / "none", trust) == f"{tmp_path / 'none'} does not exist"

    def test_a_bundle_cut_anywhere(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        whole = bundle.read_bytes()
        last = max(info.offset_data + info.size for info, _ in members(bundle))
        sentences = set()
        for cut in [*range(0, last, 97), last - 1]:
            bundle.write_bytes(whole[:cut])
            sentences.add(refused(away, bundle, trust))
        assert sentences == {
            "the bundle is cut short or is no bundle",
            "the bundle is cut short: manifest.sig is missing",
            "the bundle is cut short: sources/epss.rows.zst is missing",
            "the bundle is cut short: sources/kev.rows.zst is missing",
        } | (sentences & {"the bundle is cut short: manifest.json is missing"})

    def test_a_bundle_with_any_byte_changed(self, away: Settings, bundle: Path, trust: list[Path]) -> None:
        whole = bundle.read_bytes()
        parts = members(bundle)
        for info, body in parts:
            for at in range(info.offset_data, info.offset_data + len(body), 61):
                changed = bytearray(whole)
                changed[at] ^= 0x20
                bundle.write_bytes(bytes(changed))
                assert refused(away, bundle, trust).startswith(("the bundle", "sources/"))
