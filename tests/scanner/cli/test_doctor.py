"""`vaglio doctor`, `backup` and `restore` as a person types them."""

import json

from tests.scanner.cli.running import Home


def test_the_doctor_names_what_is_wrong_and_says_so_by_its_exit_code(home: Home) -> None:
    home.configured()
    (home.path / "vaglio.db").write_text("")
    (home.path / "vaglio.db").chmod(0o644)
    told = home("doctor")
    assert (told.code, "chmod 600" in told.out) == (1, True)


def test_for_programs_it_is_one_object_a_line(home: Home) -> None:
    home.configured()
    lines = [json.loads(line) for line in home("doctor", "--json").out.splitlines()]
    assert {"what", "state", "told", "lost", "cure"} <= lines[0].keys()
    assert "scope of hall" in {line["what"] for line in lines}


def test_a_backup_can_be_put_back(scanned: Home) -> None:
    copy = scanned.path / "copy.db"
    assert scanned("backup", str(copy)).code == 0
    scanned("scans", "discard", "s1", "--yes")
    told = scanned("restore", str(copy), "--yes")
    assert "is kept in" in told.out
    assert "s1" in scanned("scans", "list", "--json").out


def test_a_restore_that_is_not_confirmed_changes_nothing(scanned: Home) -> None:
    copy = scanned.path / "copy.db"
    scanned("backup", str(copy))
    assert scanned("restore", str(copy)).code != 0
    assert not (scanned.path / "vaglio.db.before-restore").exists()
