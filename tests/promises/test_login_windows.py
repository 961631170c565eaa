"""What a login reads of a Windows reaches the knowledge and the checks: missing patches, and a restart that waits."""

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.knowledge.database.build import build
from scanner.knowledge.database.state import SourceState
from scanner.knowledge.facts import Row, Vulnerability, WindowsFix
from tests.promises.runs import vaglio
from tests.scanner.login.hosts import SECRET, secret_file
from tests.scanner.login.windows_hosts import GOOD, USER, windows_host

HERE = "127.0.42.2"
BUILD, REVISION = 17763, 6532
CONFIG = """
[feeds]
folder = "feeds"

[[segments]]
name = "office"
networks = ["{here}/32"]
zone = "it"
listen_seconds = 0
authorisation = {{who = "the owner", when = 2026-01-01}}

[[segments.logins]]
assets = ["{here}"]
kind = "winrm"
user = "{user}"
file = "secret"
port = {port}
https = false
"""


def knowledge(folder: Path, mended_by: int) -> None:
    """One vulnerability, mended in that revision of the build."""
    folder.mkdir()
    rows: list[Row] = [
        Vulnerability(id="CVE-2026-0001", title="A made-up weak point"),
        WindowsFix(build=BUILD, vulnerability="CVE-2026-0001", revision=mended_by, kb="KB5050000"),
    ]
    state = SourceState(id="msrc", name="MSRC", newest_at="2026-11-01T00:00:00Z")
    build([(state, iter(rows))], folder / "knowledge.sqlite")


def findings(home: Path, mended_by: int, password: str = SECRET) -> dict[str, dict[str, Any]]:
    """The findings of an audit, by check."""
    knowledge(home / "feeds", mended_by)
    secret_file(home)
    with windows_host(home, password, address=HERE, printed=GOOD) as host:
        path = home / "config.toml"
        path.write_text(CONFIG.format(here=HERE, user=USER, port=host.port))
        words = ("audit", "office", "--config", str(path), "--yes", "--output", str(home / "out"))
        run = vaglio(home, *words)
    assert (home / "out" / "report.json").exists(), run
    report = json.loads((home / "out" / "report.json").read_text())
    return {one["check"]: one for one in report["findings"]}


@pytest.mark.parametrize(("mended_by", "outcome"), [(REVISION + 1, "not_met"), (REVISION, "met")])
def test_the_revision_decides_which_patches_are_missing(mended_by: int, outcome: str, tmp_path: Path) -> None:
    found = findings(tmp_path, mended_by)
    assert found["patches-pending"]["outcome"] == outcome
    assert ("CVE-2026-0001" in json.dumps(found["patches-pending"])) is (outcome == "not_met")
    assert found["reboot-pending"]["outcome"] == "not_met"


def test_a_login_that_failed_is_not_assessed(tmp_path: Path) -> None:
    found = findings(tmp_path, REVISION, "another one entirely")
    assert found["patches-pending"]["outcome"] == "unknown"
    assert "did not accept the name" in json.dumps(found["patches-pending"])
    assert "reboot-pending" not in found
