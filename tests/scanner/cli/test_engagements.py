"""Engagements: no client's data ever meets another's, what is sealed stays as it is, what is wiped is gone."""

import json
import os
import stat
from pathlib import Path

import pytest

from scanner.agent.engagements import Engagement, EngagementError
from scanner.agent.slug import folded, slug
from scanner.cli import faults
from scanner.evidence import FtpGreeting
from tests.scanner.agent.things import DONE, heard, said, says, stand_in
from tests.scanner.cli.running import Home

FTP = said(heard(FtpGreeting(banner="220 hello", auth_tls=False)))
ROSSI = ("--client", "Rossi Srl", "--engagement", "Autumn 2026")
BIANCHI = ("--client", "Bianchi & C.", "--engagement", "Autumn 2026")


@pytest.fixture
def site(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("VAGLIO_ENGAGEMENTS", str(home.path / "clients"))
    stand_in(monkeypatch, home.path, says(*FTP, DONE))
    assert home("feeds", "keygen", str(home.path / "maker.key")).code == 0
    return home


def audited(site: Home, *names: str) -> str:
    ran = site("audit", "10.0.0.0/24", "--yes", "--json", *names)
    assert ran.code == 0, ran.err
    return str(json.loads(ran.out)["scan"])


def folder_of(site: Home, client: str) -> Path:
    told = [json.loads(line) for line in site("engagements", "list", "--json").out.splitlines()]
    return Path(next(one["folder"] for one in told if one["client"] == client))


def sealed(site: Home, *names: str) -> Path:
    out = site.path / "evidence"
    ran = site("engagements", "seal", *names, "--key", str(site.path / "maker.key"), "--output", str(out))
    assert ran.code == 0, ran.err
    return out


def test_each_engagement_has_its_own_database_and_none_sees_the_others(site: Home) -> None:
    mine, ours = audited(site, *ROSSI), audited(site, *BIANCHI)
    own = audited(site)
    for names, scan in ((ROSSI, mine), (BIANCHI, ours), ((), own)):
        told = [json.loads(line)["scan"] for line in site("scans", "list", "--json", *names).out.splitlines()]
        assert told == [scan]
    for command in ("report", "assets", "findings", "ledger"):
        assert "there is no scan" in site(command, mine, *BIANCHI).sentence.lower()
        assert "there is no scan" in site(command, mine).sentence.lower()


def test_everything_of_an_engagement_lies_in_its_folder_for_its_owner_only(site: Home) -> None:
    before = {path for path in site.path.rglob("*") if "clients" not in path.parts}
    scan = audited(site, *ROSSI)
    after = {path for path in site.path.rglob("*") if "clients" not in path.parts}
    assert after == before
    home = folder_of(site, "Rossi Srl")
    assert (home / "reports" / scan / "report.html").exists()
    assert (home / "ledgers").is_dir()
    for path in (site.path / "clients", *(site.path / "clients").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_report_names_client_and_engagement(site: Home) -> None:
    scan = audited(site, *ROSSI)
    reports = folder_of(site, "Rossi Srl") / "reports" / scan
    html = (reports / "report.html").read_text()
    assert "<dt>Client</dt><dd>Rossi Srl</dd>" in html
    assert "<dt>Engagement</dt><dd>Autumn 2026</dd>" in html
    told = json.loads((reports / "report.json").read_text())["scan"]
    assert (told["client"], told["engagement"]) == ("Rossi Srl", "Autumn 2026")
    assert told["authorisation"]["who"]


def test_a_report_without_names_names_no_client(site: Home) -> None:
    audited(site, *ROSSI)
    site("report", *ROSSI, "--pseudonymised", "--output", str(site.path / "out"))
    assert "Rossi" not in (site.path / "out" / "report.json").read_text()


def test_ones_own_audit_names_no_client(site: Home) -> None:
    audited(site)
    (report,) = (site.path / "reports").glob("*/report.html")
    assert "<dt>Client</dt>" not in report.read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["findings", "--client", "Rossi Srl"], "--client and --engagement go together"),
        (["audit", "10.0.0.0/30", "--yes", "--engagement", "x"], "--client and --engagement go together"),
        (["findings", *ROSSI, "--store", "sqlite:////tmp/x.db"], "--store can't be named with --client"),
        (["findings", *ROSSI], "There is no engagement Autumn 2026 of Rossi Srl"),
        (["findings", "--client", "a\nb", "--engagement", "x"], "1 to 80 visible characters"),
        (["findings", "--client", " ", "--engagement", "x"], "1 to 80 visible characters"),
        (["purge", *ROSSI, "--yes"], "There is no engagement"),
        (["audit", "10.0.0.0/30", "--yes", "--deliver"], "names no place to deliver to"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_makes_nothing(site: Home, words: list[str], told: str) -> None:
    assert told in site(*words).sentence
    assert not (site.path / "clients").exists()


@pytest.mark.parametrize(
    "name", ["../../etc", "/etc/passwd", "..", ".", "a/b", "con", "ros\u202esi", "a" * 80, "è", "🏭"]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    try:
        one = Engagement.of(tmp_path, name, name)
    except EngagementError:
        assert not name.isprintable()
        return
    assert one.home.resolve().parent.parent == tmp_path.resolve()
    assert slug(name).isascii()
    assert "/" not in slug(name)


def test_two_names_never_share_a_folder_and_one_name_has_one() -> None:
    names = [
        "Rossi Srl",
        "Rossi-Srl",
        "rossi srl.",
        "Rossi & Srl",
        "rossi--srl",
        "Rossi/Srl",
        "ROSSI SRL",
        "Rossi  Srl",
    ]
    by_slug: dict[str, set[str]] = {}
    for name in names:
        by_slug.setdefault(slug(name), set()).add(folded(name))
    assert all(len(same) == 1 for same in by_slug.values())
    assert slug("ROSSI SRL") == slug("Rossi  Srl") == slug("Rossi Srl")


def test_a_name_that_was_made_to_look_like_anothers_folder_is_refused(site: Home) -> None:
    audited(site, *ROSSI)
    with pytest.raises(EngagementError, match="belongs to Rossi Srl"):
        Engagement.of(site.path / "clients", slug("Rossi Srl"), "Autumn 2026")


def test_a_sealed_engagement_can_be_read_and_nothing_else(site: Home) -> None:
    scan = audited(site, *ROSSI)
    before = site("findings", "--json", *ROSSI).out
    sealed(site, *ROSSI)
    home = folder_of(site, "Rossi Srl")
    content = (home / "vaglio.db").read_bytes()
    assert site("findings", "--json", *ROSSI).out == before
    site.monkeypatch.chdir(site.path)
    assert site("report", *ROSSI).out.startswith("rossi-srl-")
    for words in (
        ["audit", "10.0.0.0/24", "--yes"], ["judge"], ["scans", "discard", scan], ["questions", "--list"],
    ):  # fmt: skip
        assert "is sealed" in site(*words, *ROSSI).sentence
    assert (home / "vaglio.db").read_bytes() == content
    assert not (home / "vaglio.db-wal").exists()
    for path in (home, *home.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o500 if path.is_dir() else 0o400), path


def test_a_sealed_engagement_opens_whatever_its_folder_is_called(
    site: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAGLIO_ENGAGEMENTS", str(site.path / "clients of 100% #1"))
    scan = audited(site, *ROSSI)
    sealed(site, *ROSSI)
    assert scan in site("scans", "list", *ROSSI).out
    assert [path.name for path in site.path.glob("clients*")] == ["clients of 100% #1"]
    assert (folder_of(site, "Rossi Srl") / "ledgers").is_dir()


def test_the_packages_of_a_sealed_engagement_verify_and_are_named_in_its_record(site: Home) -> None:
    scans = {audited(site, *ROSSI), audited(site, *ROSSI)}
    out = sealed(site, *ROSSI)
    assert {path.name for path in out.iterdir()} == {f"{scan}-evidence.zip" for scan in scans}
    for path in out.iterdir():
        assert site("verify", str(path), "--trust", str(site.path / "maker.key.pub")).code == 0
    (told,) = [json.loads(line) for line in site("engagements", "list", "--json").out.splitlines()]
    assert set(told["packages"]) == {path.name for path in out.iterdir()}
    assert told["sealed"]


def test_what_has_no_audit_or_is_sealed_is_not_sealed(site: Home) -> None:
    key = ("--key", str(site.path / "maker.key"))
    assert "There is no engagement" in site("engagements", "seal", *ROSSI, *key).sentence
    assert "say which" in site("engagements", "seal", *key).sentence.lower()
    audited(site, *ROSSI)
    sealed(site, *ROSSI)
    assert "is sealed already" in site("engagements", "seal", *ROSSI, *key).sentence


def test_a_wiped_engagement_is_gone_and_the_others_are_whole(site: Home) -> None:
    audited(site, *ROSSI)
    kept = audited(site, *BIANCHI)
    home = folder_of(site, "Rossi Srl")
    assert "is not sealed" in site("purge", *ROSSI, "--yes").sentence
    out = sealed(site, *ROSSI)
    assert site("purge", *ROSSI, "--dry-run").out == f"{home} would be deleted.\n"
    assert "nobody is here to confirm it" in site("purge", *ROSSI).sentence.lower()
    assert home.exists()
    assert site("purge", *ROSSI, "--yes").code == 0
    assert not home.parent.exists()
    assert list(out.iterdir())
    assert kept in site("scans", "list", *BIANCHI).out


def test_the_content_is_overwritten_before_the_names_go(site: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(site, *ROSSI)
    database = folder_of(site, "Rossi Srl") / "vaglio.db"
    twin = site.path / "twin"
    os.link(database, twin)  # another name of the same blocks
    assert twin.read_bytes().strip(b"\0")
    assert site("purge", *ROSSI, "--yes", "--unsealed").code == 0
    assert not twin.read_bytes().strip(b"\0")


def test_answers_of_one_client_are_not_anothers(site: Home) -> None:
    audited(site, *BIANCHI)
    file = site.path / "answers.toml"
    site("questions", *ROSSI, "--write", str(file))
    file.write_text(file.read_text().replace('answer = ""', 'answer = "yes"', 1))
    site("questions", *ROSSI, "--import", str(file))
    answered = [json.loads(line) for line in site("questions", "--list", "--json", *BIANCHI).out.splitlines()]
    assert answered
    assert not any("answer" in one for one in answered)


def test_the_program_tells_its_errors_in_one_sentence() -> None:
    assert "EngagementError" in faults.SENTENCES
