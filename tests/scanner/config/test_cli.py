"""`vaglio config`: exit codes, words, and a file that only its owner reads."""

import json
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scanner.cli.config import group
from scanner.config.describe import as_toml, summary
from scanner.config.start import example
from tests.scanner.config.texts import SEGMENT, read, segment


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, [str(each) for each in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_check_says_what_will_be_done(file: Path) -> None:
    file.write_text(segment('quiet = [{start = "05:45", end = "06:30", name = "shift"}]'))
    result = run("check", file)
    assert result.exit_code == 0
    assert "Segment Hall: 10.20.0.0/24, 256 addresses, zone ot." in result.output
    assert "Pace: 10 frames a second, 1 machine at a time." in result.output
    assert "05:45 to 06:30 (shift)" in result.output
    assert "Authorised by M. Rossi from 2026-01-15, without an end." in result.output


def test_check_prints_every_problem_and_exits_with_2(file: Path) -> None:
    file.write_text('language = "fr"\n' + SEGMENT.replace("ot", "ott"))
    result = run("check", file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "config.toml, line 1", "config.toml, line 6",
    ]  # fmt: skip


def test_a_missing_file_exits_with_2(file: Path) -> None:
    result = run("check", file)
    assert result.exit_code == 2
    assert "vaglio config init" in result.stderr


def test_an_authorisation_warns_from_the_day_after_its_last() -> None:
    config = read(SEGMENT.replace("2026-01-15}", "2026-01-15, until = 2026-06-30}"))
    assert "ran out" not in "\n".join(summary(config, date(2026, 6, 30)))
    assert "ran out on 2026-06-30" in "\n".join(summary(config, date(2026, 7, 1)))
    assert "begins on 2026-01-15" in "\n".join(summary(config, date(2026, 1, 14)))


def test_init_writes_the_example_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"
    assert run("init", "--output", file).exit_code == 0
    assert file.read_text() == example()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("check", file).exit_code == 0


def test_init_never_overwrites(file: Path) -> None:
    file.write_text("mine")
    result = run("init", "--output", file)
    assert result.exit_code == 2
    assert "was left as it is" in result.stderr
    assert file.read_text() == "mine"


def test_init_follows_no_link(tmp_path: Path, file: Path) -> None:
    file.symlink_to(tmp_path / "elsewhere")
    assert run("init", "--output", file).exit_code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_show_writes_what_can_be_loaded_again(file: Path) -> None:
    file.write_text(
        segment('never_touch = ["10.20.0.9"]', 'expected = [{address = "10.20.0.1", name = "a\\"b"}]')
    )
    result = run("show", file)
    assert result.exit_code == 0
    assert read(result.output) == read(file.read_text())
    assert as_toml(read(result.output)) == result.output


def test_show_as_json_holds_the_whole_pace(file: Path) -> None:
    file.write_text(SEGMENT)
    shown = json.loads(run("show", "--json", file).output)
    assert shown["segments"][0]["pace"]["frames_per_second"] == 10
    assert shown["segments"][0]["authorisation"]["when"] == "2026-01-15"


@pytest.mark.parametrize("words", [["show"], ["show", "--json"], ["check"]])
def test_a_database_on_a_server_is_refused_and_its_password_is_not_repeated(
    file: Path, words: list[str]
) -> None:
    file.write_text('store = "postgresql://vaglio:s3cret:@x@db/vaglio"\n')
    result = run(*words, file)
    assert result.exit_code == 2
    assert "s3cret" not in result.output
    assert '"store" is of the kind "postgresql"; allowed: a SQLite file' in result.output


def test_the_command_itself_loads_nothing_heavy() -> None:
    code = (
        "import sys, scanner.cli.config; print([m for m in ('pydantic', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


ALLOWS = 'opt_in = ["slmp-identity", "nosuch", "slmp-identiti"]\nallow_guess = []'


def test_check_names_the_line_of_a_question_that_does_not_exist_and_the_nearest_spelling(file: Path) -> None:
    file.write_text(segment(ALLOWS))
    result = run("check", file)
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    line = file.read_text().splitlines().index(ALLOWS.splitlines()[0]) + 1
    assert first == f'config.toml, line {line}: "opt_in" names "nosuch", and there is no such question.'
    assert second.endswith('"slmp-identiti", and there is no such question. Did you mean "slmp-identity"?')


def test_check_says_where_a_guess_is_allowed(file: Path) -> None:
    file.write_text(segment('opt_in = ["ftp-anonymous"]'))
    result = run("check", file)
    assert result.exit_code == 2
    assert '"ftp-anonymous", which is allowed under "allow_guess" only.' in result.stderr


def test_check_accepts_the_question_of_the_link_layer_and_those_that_need_no_consent(file: Path) -> None:
    file.write_text(segment('opt_in = ["profinet-dcp", "vnc", "slmp-identity"]'))
    result = run("check", file)
    assert result.exit_code == 0, result.stderr
