"""Stored audits: machines, findings, ledger, reports, and judging again."""

import json
import re
from pathlib import Path

import pytest

from scanner.cli.table import table, visible
from tests.scanner.cli.running import Home

COMMANDS = ["assets", "findings", "ledger", "report", "judge"]


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_scan_it_is_told_how_to_make_one(home: Home, command: str) -> None:
    assert "`vaglio audit` makes the first" in home(command).sentence


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_scan_is_one_sentence(scanned: Home, command: str) -> None:
    assert scanned(command, "nosuch").sentence == (
        "There is no scan nosuch; `vaglio scans list` shows which there are."
    )


@pytest.mark.parametrize("command", ["assets", "findings --all", "ledger", "ledger --asset 10.0.0.7"])
def test_tables_show_hostile_characters_and_obey_none(scanned: Home, command: str) -> None:
    out = scanned(*command.split()).out
    assert all(letter.isprintable() for line in out.split("\n") for letter in line)
    assert "evil" not in out or "⟨U+001B⟩[31m⟨U+202E⟩evil⟨U+000A⟩line⟨U+009B⟩" in out


def test_the_machines_are_listed_by_address(scanned: Home) -> None:
    lines = scanned("assets").out.splitlines()
    assert [line.split()[0] for line in lines] == ["Address", "10.0.0.7", "10.0.0.8"]
    assert "⟨U+001B⟩[31m⟨U+202E⟩evil" in lines[2]


@pytest.mark.parametrize(
    "command", ["assets", "findings --all", "ledger", "ledger --asset 10.0.0.7", "scans list"]
)
def test_json_is_one_valid_object_a_line(scanned: Home, command: str) -> None:
    ran = scanned(*command.split(), "--json")
    rows = [json.loads(line) for line in ran.out.split("\n") if line]
    assert (ran.code, bool(rows)) == (0, True)
    assert all(isinstance(row, dict) for row in rows)


def _findings(scanned: Home, *words: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in scanned("findings", "--json", *words).out.splitlines()]


def test_findings_come_worst_first_and_only_what_is_not_met(scanned: Home) -> None:
    ranks = ["critical", "high", "medium", "low", "info"]
    found = _findings(scanned)
    assert {one["outcome"] for one in found} == {"not_met"}
    assert {one["check"] for one in found} >= {"ftp-cleartext", "modbus-unauthenticated"}
    assert [one["severity"] for one in found] == sorted((one["severity"] for one in found), key=ranks.index)


def test_findings_can_be_chosen_by_outcome_and_severity(scanned: Home) -> None:
    everything = _findings(scanned, "--all")
    assert {one["outcome"] for one in _findings(scanned, "--outcome", "unknown")} == {"unknown"}
    high = _findings(scanned, "--all", "--min-severity", "high")
    assert high == [one for one in everything if one["severity"] in ("high", "critical")]
    assert 0 < len(high) < len(everything)
    assert scanned("findings", "--min-severity", "critical").out == "There is no such finding.\n"


def test_a_finding_names_the_machine_or_the_segment(scanned: Home) -> None:
    lines = scanned("findings", "--all").out.splitlines()
    (ftp,) = [line for line in lines if "ftp-cleartext" in line]
    assert "10.0.0.7" in ftp
    assert "tcp/21" in ftp
    assert any("  segment  " in line for line in lines)


def test_the_ledger_sums_what_was_sent(scanned: Home) -> None:
    out = scanned("ledger").out
    assert "10.0.0.7  2        6               2 × FEAT" in out
    assert out.endswith("\n3 touches in all, 1 of them where nobody answered.\n")


def test_the_ledger_of_one_machine_is_every_touch_in_order(scanned: Home) -> None:
    lines = scanned("ledger", "--asset", "10.0.0.7").out.splitlines()
    assert [line.split()[2] for line in lines[1:]] == ["connect", "request", "farewell"]
    assert scanned("ledger", "--asset", "10.9.9.9").out == "Nothing was sent to 10.9.9.9.\n"


def test_a_report_is_written_again(scanned: Home) -> None:
    ran = scanned("report", "--output", str(scanned.path / "out"), "--format", "json", "--lang", "it")
    assert ran.out == f"{scanned.path}/out/report.json\n"
    assert json.loads((scanned.path / "out" / "report.json").read_text())["scan"]["id"] == "s1"
    paths = scanned("report").out.splitlines()
    assert paths == [f"{scanned.path}/reports/s1/report.{suffix}" for suffix in ("html", "json")]


def test_a_report_is_written_for_each_reader_that_is_named(scanned: Home) -> None:
    out = scanned.path / "readers"
    told = scanned(
        "report", "--output", str(out), "--format", "html", "--audience", "owner", "--audience", "auditor"
    )
    assert told.code == 0
    assert sorted(path.name for path in out.iterdir()) == ["report-auditor.html", "report-owner.html"]
    assert "boss" in scanned("report", "--audience", "boss").err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "docx"], "'docx'; there are assets-csv"),
        (["--lang", "xx"], "'xx'; choose one of en, it"),
        (["--output", "/dev/null/below"], "choose another folder"),
    ],
)
def test_a_report_that_cannot_be_written_is_one_sentence(scanned: Home, words: list[str], told: str) -> None:
    assert told in scanned("report", *words).sentence


def test_judging_again_comes_to_the_same_and_sends_nothing(scanned: Home) -> None:
    before = _findings(scanned, "--all")
    out = scanned("judge").out
    assert f"{len(before)} findings, 0 new or changed, 0 no longer so. Nothing was sent." in out
    assert [one["check"] for one in _findings(scanned, "--all")] == [one["check"] for one in before]


def test_a_database_that_is_none_is_one_sentence(home: Home) -> None:
    (home.path / "no.db").write_text("This is no database at all, however long it goes on. " * 50)
    for url in ("nonsense", "sqlite:////dev/null/v.db", f"sqlite:///{home.path}/no.db"):
        assert home("assets", "--store", url).sentence


# --- tables ---------------------------------------------------------------------------------------


def test_what_moves_a_cursor_or_turns_text_around_is_made_visible() -> None:
    assert visible("a\tb\x1b\x07\x9b\u202e\u200b\ud800 ü漢") == (
        "a⟨U+0009⟩b⟨U+001B⟩⟨U+0007⟩⟨U+009B⟩⟨U+202E⟩⟨U+200B⟩⟨U+D800⟩ ü漢"
    )


def test_columns_are_as_wide_as_their_widest_cell(capsys: pytest.CaptureFixture[str]) -> None:
    table(("A", "Name"), [("1", "x" * 290), ("22", "")], "none")
    table(("A",), [], "There is none.")
    assert capsys.readouterr().out == f"A   Name\n1   {'x' * 290}\n22\nThere is none.\n"


def test_a_terminal_folds_long_cells_and_understands_no_markup(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    table(("Name",), [("[red]" + "x" * 290,)], "none")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= 100
    assert "[red]xxx" in lines[1]
    assert sum(line.count("x") for line in lines) == 290


def test_a_cell_is_cut_and_json_is_not(scanned: Home) -> None:
    assert "M" * 301 not in scanned("assets").out
    assert "M" * 400 in scanned("assets", "--json").out
    assert Path(scanned.path / "vaglio.db").exists()


def test_a_finding_is_shown_with_the_key_by_which_it_is_asked_for_again(scanned: Home) -> None:
    keys = {str(one["key"]) for one in _findings(scanned, "--all")}
    rows = scanned("findings", "--all").out.splitlines()
    assert rows[0].startswith("Key ")
    assert {row.split()[0] for row in rows[1:]} == keys


def test_a_pseudonymised_report_names_no_machine_and_keeps_its_names(scanned: Home) -> None:
    scanned.monkeypatch.setenv("XDG_STATE_HOME", str(scanned.path / "state"))
    scanned.monkeypatch.setattr("scanner.config.places.os.geteuid", lambda: 1000, raising=False)
    first, second = scanned.path / "first", scanned.path / "second"
    for folder in (first, second):
        assert scanned("report", "--pseudonymised", "--output", str(folder)).code == 0
    text = (first / "report.json").read_text("utf-8")
    assert "10.0.0.8" not in text
    assert "2001:db8::" in text
    assert text == (second / "report.json").read_text("utf-8")


def test_only_audits_that_newer_knowledge_has_not_seen_are_judged_again(scanned: Home) -> None:
    scanned("judge")
    assert "Every latest audit was judged with the knowledge of today." in scanned("judge", "--outdated").out
