"""`vaglio package`, `verify` and `portfolio` as a person types them."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from scanner.knowledge.bundle.keys import keygen
from tests.scanner.cli.running import Home


@pytest.fixture
def key(scanned: Home) -> Path:
    file = scanned.path / "key.pem"
    keygen(file)
    return file


def test_a_package_is_made_and_verified_with_its_key(scanned: Home, key: Path) -> None:
    file = scanned.path / "evidence.zip"
    assert scanned("package", "--key", str(key), "--output", str(file)).code == 0
    told = scanned("verify", str(file), "--trust", f"{key}.pub")
    assert (told.code, "trusted key" in told.out, "as it was signed" in told.out) == (0, True, True)
    assert file.stat().st_mode & 0o077 == 0


def test_a_package_holds_the_whole_report_and_the_auditors(scanned: Home, key: Path) -> None:
    file = scanned.path / "evidence.zip"
    scanned("package", "--key", str(key), "--output", str(file))
    with ZipFile(file) as archive:
        assert {"report.html", "report-auditor.html", "report.json", "ledger.jsonl"} <= set(
            archive.namelist()
        )
        assert b"vaglio verify" in archive.read("report-auditor.html")


def test_an_altered_package_is_told_by_its_exit_code_and_by_name(scanned: Home, key: Path) -> None:
    file = scanned.path / "evidence.zip"
    scanned("package", "--key", str(key), "--output", str(file))
    with ZipFile(file, "a") as archive:
        archive.writestr("more.txt", "x")
    told = scanned("verify", str(file))
    assert (told.code, "not in the list: more.txt" in told.out) == (1, True)


def test_without_a_key_the_cure_is_named(scanned: Home) -> None:
    nothing = str(scanned.path / "none.pem")
    assert "none.pem" in scanned("package", "--key", nothing).sentence


def test_a_key_that_others_may_read_is_refused(scanned: Home, key: Path) -> None:
    key.chmod(0o644)
    assert "chmod 600" in scanned("package", "--key", str(key)).sentence


def test_what_is_no_package_is_one_sentence(scanned: Home) -> None:
    file = scanned.path / "x.zip"
    file.write_text("no")
    assert "no evidence package" in scanned("verify", str(file)).sentence


def test_a_portfolio_lists_every_report_below_its_folder(scanned: Home) -> None:
    for name in ("one", "two"):
        scanned("report", "--output", str(scanned.path / "all" / name))
    told = scanned("portfolio", str(scanned.path / "all"), "--lang", "it")
    assert told.out.strip().endswith("index.html")
    assert "2 verifiche" in (scanned.path / "all" / "index.html").read_text("utf-8")


def test_a_portfolio_needs_a_folder(scanned: Home) -> None:
    assert "is no folder" in scanned("portfolio", str(scanned.path / "nowhere")).sentence


def test_a_portfolio_follows_no_link_out_of_its_folder(scanned: Home) -> None:
    scanned("report", "--output", str(scanned.path / "elsewhere"))
    folder = scanned.path / "all" / "one"
    folder.mkdir(parents=True)
    (folder / "report.json").symlink_to(scanned.path / "elsewhere" / "report.json")
    scanned("portfolio", str(scanned.path / "all"))
    assert "There is no report" in (scanned.path / "all" / "index.html").read_text("utf-8")
