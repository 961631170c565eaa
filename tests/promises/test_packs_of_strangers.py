"""A stranger's checks, in a folder or installed, appear in the report with where they come from."""

import json
from pathlib import Path

from tests.promises.runs import vaglio
from tests.promises.servers import office

CHECK = '''"""Somebody else's question."""

from scanner import Severity, Verdict, check, not_met
from scanner.evidence import FtpGreeting


@check(
    id="{id}",
    title="A file server greets strangers",
    why="It says more than it must.",
    what_to_do="Shorten the greeting.",
    who="it",
    needs=FtpGreeting,
    severity=Severity.INFO,
    requirements={{"R7": "hint"}},
)
def greets(greeting: FtpGreeting) -> Verdict:
    return not_met("It says {{text}}.", text=greeting.banner)
'''


def _folder(home: Path, id: str, more: str = "") -> Path:
    folder = home / "our-checks"
    folder.mkdir()
    (folder / "greets.py").write_text(CHECK.format(id=id) + more)
    return folder


def _installed(home: Path) -> Path:
    """A package as an installer leaves it: its module and its metadata with an entry point."""
    site = home / "site"
    (site / "acme_checks").mkdir(parents=True)
    (site / "acme_checks" / "__init__.py").write_text(CHECK.format(id="acme-greets"))
    about = site / "acme_checks-2.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-checks\nVersion: 2.1\n")
    (about / "entry_points.txt").write_text("[vaglio.packs]\nacme = acme_checks\n")
    return site


def _audit(home: Path, *words: str, site: Path | None = None) -> list[dict[str, object]]:
    more = {"PYTHONPATH": str(site)} if site else {}
    with office("127.0.41.1"):
        run = vaglio(home, "audit", "127.0.41.1", "--zone", "it", "--listen", "0", "--yes", "--output", "out",
                     *words, more=more)  # fmt: skip
    assert run.code == 0, run.err
    findings: list[dict[str, object]] = json.loads((home / "out" / "report.json").read_text())["findings"]
    return findings


def test_a_folder_of_checks_takes_part_and_is_named(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "our-greets")
    found = [one for one in _audit(tmp_path, "--pack", str(folder)) if one["check"] == "our-greets"]
    assert [one["outcome"] for one in found] == ["not_met"]
    assert str(folder) in str(found[0]["origin"])
    assert "our-checks" in (tmp_path / "out" / "report.html").read_text()


def test_an_installed_package_of_checks_takes_part_and_is_named(tmp_path: Path) -> None:
    found = [one for one in _audit(tmp_path, site=_installed(tmp_path)) if one["check"] == "acme-greets"]
    assert [one["origin"] for one in found] == ["acme-checks 2.1"]


def test_a_pack_that_claims_our_id_is_refused_with_one_sentence(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "ftp-cleartext")
    run = vaglio(tmp_path, "checks", "list", "--pack", str(folder))
    assert run.code == 2
    assert "ftp-cleartext" in run.err
    assert "rename it" in run.err
    assert len(run.err.splitlines()) == 1


def test_an_empty_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    run = vaglio(tmp_path, "checks", "list", "--pack", str(tmp_path / "nothing"))
    assert run.code == 2
    assert "holds no check" in run.err


def test_a_check_that_brings_a_socket_is_refused_by_name_and_line(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "our-greets", "\nimport socket\n")
    run = vaglio(tmp_path, "checks", "list", "--pack", str(folder))
    assert run.code == 2
    assert "greets.py, line 20, imports socket" in run.err


def test_a_check_that_fails_becomes_unknown_and_the_audit_ends(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "our-greets")
    text = (folder / "greets.py").read_text()
    (folder / "greets.py").write_text(
        text.replace('return not_met("It says {text}.", text=greeting.banner)', "return 1/0")
    )
    found = [one for one in _audit(tmp_path, "--pack", str(folder)) if one["check"] == "our-greets"]
    assert [one["outcome"] for one in found] == ["unknown"]
