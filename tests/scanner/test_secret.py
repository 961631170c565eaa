"""A secret is read from its place alone, and only where nobody else can read it."""

import os
from pathlib import Path

import pytest

from scanner.model import SecretPlace
from scanner.secret import MOST_BYTES, STORE, SecretError, problem_of, read_secret

SECRET = "correct horse battery 9!"


def at(path: Path) -> SecretPlace:
    return SecretPlace(kind="file", name=str(path))


def written(folder: Path, content: bytes = SECRET.encode() + b"\n", mode: int = 0o600) -> Path:
    path = folder / "secret"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_password_is_the_line_without_its_end(tmp_path: Path) -> None:
    assert read_secret(at(written(tmp_path))) == SECRET
    assert read_secret(at(written(tmp_path, b" with blanks \r\n"))) == " with blanks "


def test_a_private_key_is_the_whole_text(tmp_path: Path) -> None:
    key = b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"
    assert read_secret(at(written(tmp_path, key))) == key.decode()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644, 0o666])
def test_a_file_that_others_can_read_or_write_is_refused(mode: int, tmp_path: Path) -> None:
    path = written(tmp_path, mode=mode)
    with pytest.raises(SecretError, match="chmod 600") as refused:
        read_secret(at(path))
    assert SECRET not in str(refused.value)
    assert "chmod 600" in problem_of(at(path))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"one\ntwo\n", "more than one line"),
        (b"\xff\xfe\xfd", "is no text"),
        (b"a" * (MOST_BYTES + 1), "larger than"),
        (b"a\0b", "more than one line"),
    ],
)
def test_what_can_be_no_secret_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(SecretError, match=said):
        read_secret(at(written(tmp_path, content)))


def test_a_pipe_or_a_folder_in_its_place_stops_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "missing"):
        with pytest.raises(SecretError, match=r"no plain file|can't be read"):
            read_secret(at(path))


def test_a_variable_and_a_credential_of_the_service_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUR_SECRET", SECRET)
    assert read_secret(SecretPlace(kind="environment", name="OUR_SECRET")) == SECRET
    written(tmp_path, mode=0o440)  # as systemd leaves it: the group is an access list
    with pytest.raises(SecretError, match="no credentials"):
        read_secret(SecretPlace(kind="credential", name="secret"))
    monkeypatch.setenv(STORE, str(tmp_path))
    assert read_secret(SecretPlace(kind="credential", name="secret")) == SECRET
    with pytest.raises(SecretError, match="is empty or is not there"):
        read_secret(SecretPlace(kind="environment", name="NOT_SET_HERE"))


def test_nothing_is_said_of_a_good_file_or_of_what_only_the_service_has(tmp_path: Path) -> None:
    assert problem_of(at(written(tmp_path))) == ""
    assert problem_of(SecretPlace(kind="environment", name="NOT_SET_HERE")) == ""
