"""The evidence package: whole when nobody touched it, and every alteration is named."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from scanner.agent.package import packed, verified
from scanner.agent.report_files import DeliveryError
from scanner.knowledge.bundle.keys import name_of
from tests.reports.samples import factory
from tests.scanner.agent.things import FTP, touch

KEY, STRANGER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
MINE = {name_of(KEY.public_key()): KEY.public_key()}
THEIRS = {name_of(STRANGER.public_key()): STRANGER.public_key()}
TOUCH = touch(FTP)
REPORTS = {"report.html": b"<!DOCTYPE html>", "report.json": b"{}"}


def made(key: Ed25519PrivateKey = KEY) -> bytes:
    return packed(factory(), REPORTS, [TOUCH], key)


def contents(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def again(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def put(folder: Path, content: bytes) -> Path:
    path = folder / "evidence.zip"
    path.write_bytes(content)
    return path


def test_it_holds_reports_ledger_authorisation_and_their_hashes() -> None:
    files = contents(made())
    listed = {one["name"] for one in json.loads(files["manifest.json"])["files"]}
    assert listed == {"report.html", "report.json", "ledger.jsonl", "authorisation.json", "public-key.pem"}
    assert json.loads(files["ledger.jsonl"])["asset"] == "10.0.0.7"
    assert json.loads(files["authorisation.json"])["authorisation"]["who"] == factory().authorisation.who


def test_the_same_audit_gives_the_same_archive() -> None:
    assert made() == made()


def test_an_untouched_package_is_intact(tmp_path: Path) -> None:
    found = verified(put(tmp_path, made()), {})
    assert (found.intact, found.trusted) == (True, False)
    assert verified(put(tmp_path, made()), MINE).trusted


def test_a_key_that_was_named_must_be_the_one_that_signed(tmp_path: Path) -> None:
    found = verified(put(tmp_path, made()), THEIRS)
    assert (found.intact, found.signer) == (False, "")


@pytest.mark.parametrize("name", ["report.html", "ledger.jsonl", "authorisation.json"])
def test_an_altered_file_is_named(tmp_path: Path, name: str) -> None:
    files = contents(made())
    files[name] += b" "
    found = verified(put(tmp_path, again(files)), MINE)
    assert (found.altered, found.intact) == ((name,), False)


def test_a_missing_and_an_added_file_are_named(tmp_path: Path) -> None:
    files = contents(made())
    del files["report.json"]
    files["extra.txt"] = b""
    found = verified(put(tmp_path, again(files)), MINE)
    assert (found.missing, found.added) == (("report.json",), ("extra.txt",))


def test_a_list_that_was_made_to_fit_loses_its_signature(tmp_path: Path) -> None:
    files = contents(packed(factory(), {"report.html": b"better"}, [], KEY))
    files["manifest.sig"] = contents(made())["manifest.sig"]
    assert not verified(put(tmp_path, again(files)), {}).intact


def test_a_strangers_whole_package_is_not_the_trusted_one(tmp_path: Path) -> None:
    path = put(tmp_path, made(STRANGER))
    assert verified(path, {}).intact
    assert not verified(path, MINE).intact


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\x00" * 100, again({"a": b"b"}), again({"manifest.json": b"[]"})]
)
def test_what_is_no_package_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DeliveryError, match=r"evidence\.zip"):
        verified(put(tmp_path, content), {})


def test_a_bomb_is_refused_unread(tmp_path: Path) -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}", b"\x00" * 100_000_000)
    bomb = out.getvalue()
    assert len(bomb) < 1_000_000
    with pytest.raises(DeliveryError, match="too large"):
        verified(put(tmp_path, bomb), {})


@given(st.integers(0, 2**20), st.integers(1, 255))
def test_no_flipped_byte_passes_for_a_whole_other_package(
    tmp_path_factory: pytest.TempPathFactory, at: int, flip: int
) -> None:
    whole = made()
    broken = bytearray(whole)
    broken[at % len(whole)] ^= flip
    try:
        found = verified(put(tmp_path_factory.mktemp("p"), bytes(broken)), MINE)
    except DeliveryError:
        return
    # Dates and other words of the archive itself are not signed; every content is.
    assert not found.intact or _same(bytes(broken), whole)


def _same(one: bytes, other: bytes) -> bool:
    return contents(one) == contents(other)
