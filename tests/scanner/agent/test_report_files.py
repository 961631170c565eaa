"""Reports in a folder: for the eyes of their owner only, whole or not at all."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.agent.report_files import DeliveryError, formats, prepare, write
from tests.scanner.store.things import audit


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_report_is_for_the_eyes_of_its_owner_only(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        paths = write(audit(), tmp_path / "new" / "out", "en")
    finally:
        os.umask(old)
    assert [path.name for path in paths] == ["report.html", "report.json"]
    assert [_mode(path) for path in (tmp_path / "new" / "out", *paths)] == [0o700, 0o600, 0o600]
    assert json.loads(paths[1].read_text())["scan"]["id"] == "s1"


def test_an_older_report_is_replaced_and_its_mode_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("old")
    (tmp_path / "report.json").chmod(0o644)
    (path,) = write(audit(), tmp_path, "en", ["json"])
    assert _mode(path) == 0o600
    assert "old" not in path.read_text()[:10]
    assert list(tmp_path.iterdir()) == [path]


def test_half_a_report_of_before_is_not_followed_to_another_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (tmp_path / "report.json.part").symlink_to(mine)
    write(audit(), tmp_path, "en", ["json"])
    assert mine.read_text() == "mine"
    assert not (tmp_path / "report.json").is_symlink()


def test_a_report_that_cannot_be_finished_leaves_the_older_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.json").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DeliveryError, match="No space left on device"):
        write(audit(), tmp_path, "en", ["json"])
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert (tmp_path / "report.json").read_text() == "old"


def test_an_unknown_format_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="'docx'; there are assets-csv"):
        write(audit(), tmp_path / "out", "en", ["html", "docx"])
    assert not (tmp_path / "out").exists()
    assert set(formats()) >= {"html", "json", "pdf", "xlsx", "defectdojo", "cyclonedx", "markdown"}


def test_an_unknown_language_writes_no_report(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="'xx'; choose one of en, it"):
        write(audit(), tmp_path, "xx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("put", [prepare, lambda folder: write(audit(), folder, "en")])
def test_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, put: Callable[[Path], object]
) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(DeliveryError) as error:
            put(folder)
        assert str(folder) in str(error.value)
        assert "choose another folder" in str(error.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_told_before_the_audit(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DeliveryError, match="Permission denied"):
        prepare(tmp_path)


def test_each_reader_gets_a_file_of_their_own_and_other_formats_are_written_once(tmp_path: Path) -> None:
    paths = write(
        audit(), tmp_path, "en", ["html", "json"], audiences=("technician", "owner", "auditor", "owner")
    )
    assert [path.name for path in paths] == [
        "report.html", "report-owner.html", "report-auditor.html", "report.json",
    ]  # fmt: skip
    assert len({path.read_bytes() for path in paths}) == 4


def test_a_format_of_others_that_knows_no_readers_is_written_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plain:
        suffix = ".txt"

        def render(self, audit: object, language: str, locales: object = ()) -> bytes:
            return language.encode()

    monkeypatch.setattr("scanner.agent.report_files._report", lambda _: Plain())
    (path,) = write(audit(), tmp_path, "it", ["plain"], audiences=("owner", "auditor"))
    assert (path.name, path.read_bytes()) == ("report.txt", b"it")
