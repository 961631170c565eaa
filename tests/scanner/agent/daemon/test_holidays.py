"""A file of holidays: a day a line, told with its line when it is wrong."""

from datetime import date
from pathlib import Path

import pytest

from scanner.config import Config, ConfigError
from tests.scanner.agent.daemon.things import config

TEXT = '\n[segments.schedule]\nevery = "7d"\nholidays = [2026-12-25]\nholidays_file = "days.txt"\n'


def test_its_days_are_added_to_those_in_the_config(tmp_path: Path) -> None:
    (tmp_path / "days.txt").write_text("# Italy\n2026-12-26\n\n2026-08-15  # Ferragosto\n2026-12-25\n")
    schedule = config(tmp_path, TEXT).segments[0].schedule
    assert schedule is not None
    assert schedule.holidays == (date(2026, 8, 15), date(2026, 12, 25), date(2026, 12, 26))


def test_a_loaded_config_does_not_need_the_file_any_more(tmp_path: Path) -> None:
    (tmp_path / "days.txt").write_text("2026-12-26\n")
    loaded = config(tmp_path, TEXT)
    (tmp_path / "days.txt").unlink()
    assert Config.model_validate_json(loaded.model_dump_json()) == loaded


def test_a_line_that_is_no_day_is_told_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "days.txt").write_text("2026-12-26\nChristmas\n")
    with pytest.raises(ConfigError, match='line 2: "Christmas" is no day'):
        config(tmp_path, TEXT)
