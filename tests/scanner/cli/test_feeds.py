"""`vaglio feeds`: exit codes, words, and that it alone goes out to the internet."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.cli.feeds_shown import FeedWatcher
from tests.scanner.cli.running import Home, Person, Ran
from tests.scanner.knowledge.feeds.advisories import Publisher, advisory, document
from tests.scanner.knowledge.feeds.served import Served, certificates, fails

VAGLIO = Path(sys.executable).parent / "vaglio"

CONFIG = """
[feeds]
folder = "{folder}"
sources = []
ca_file = "{ca}"
[[feeds.csaf]]
name = "acme"
url = "{url}"
"""


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    server = Served(*certificates(tmp_path))
    yield server
    server.close()


@pytest.fixture
def publisher(served: Served) -> Publisher:
    made = Publisher(served)
    made.publish(*[advisory(f"ACME-{number}") for number in range(1, 4)])
    return made


@pytest.fixture
def site(home: Home, publisher: Publisher, served: Served) -> Home:
    text = CONFIG.format(folder=home.path / "feeds", ca=served.ca_file, url=publisher.url)
    (home.path / "none.toml").write_text(text)
    return home


def _json(ran: Ran) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_an_update_says_what_came(site: Home) -> None:
    ran = site("feeds", "update", "--quiet")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "csaf-acme: 6 rows (+6)"
    assert "The knowledge file holds 3 vulnerabilities from 1 source" in ran.out.splitlines()[1]
    assert site("feeds", "update", "--quiet").out == "csaf-acme: nothing new (6 rows)\n"


def test_progress_is_on_the_error_output(site: Home) -> None:
    ran = site("feeds", "update")
    assert "csaf-acme: lists\n" in ran.err
    assert "csaf-acme: documents" in ran.err


def test_at_a_terminal_progress_is_a_line_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Person()
    monkeypatch.setattr(sys, "stderr", screen)
    with FeedWatcher(quiet=False) as watcher:
        watcher("csaf-acme", "documents \x1b[31m", 3, 9)
        watcher._bar.refresh()
    assert "csaf-acme: documents" in screen.getvalue()
    assert "\x1b[31m 3/9" not in screen.getvalue()


def test_a_source_that_fails_is_told_and_ends_with_3(site: Home, served: Served) -> None:
    served.acts["/csaf/feed.json"] = fails(500)
    ran = site("feeds", "update", "--quiet")
    assert ran.code == 3
    assert ran.out == "csaf-acme: 127.0.0.1/csaf/feed.json answered 500; there is no data of it yet.\n"


def test_what_was_skipped_is_told(site: Home, served: Served) -> None:
    served.files[document("acme-2.json")] = b"{}"
    ran = site("feeds", "update", "--quiet")
    assert ran.code == 0
    assert "  skipped: acme-2.json: its content does not fit its checksum; it was skipped\n" in ran.out


def test_what_a_server_says_moves_no_cursor(site: Home, publisher: Publisher) -> None:
    path = document("acme-9\x1b[31m.json")
    publisher.served.files[path] = b"{}"
    publisher.dates[path] = "2026-01-01"
    publisher.list()
    out = site("feeds", "update", "--quiet").out
    assert "  skipped: " in out
    assert "\x1b" not in out


def test_an_update_as_json(site: Home, served: Served) -> None:
    served.files[document("acme-2.json")] = b"{}"
    ran = site("feeds", "update", "--json")
    (source,) = _json(ran)["sources"]
    assert (ran.err, _json(ran)["complete"], _json(ran)["rebuilt"]) == ("", True, True)
    assert (source["source"], source["result"], source["rows"], source["skipped"]) == (
        "csaf-acme",
        "updated",
        4,
        1,
    )


def test_a_source_that_is_misspelt_is_told_with_the_nearest(site: Home) -> None:
    assert site("feeds", "update", "--source", "csaf-acmee").sentence == (
        "There is no source csaf-acmee; did you mean csaf-acme?"
    )


def test_without_any_source_the_place_to_name_them_is_told(site: Home) -> None:
    text = (site.path / "none.toml").read_text()
    (site.path / "none.toml").write_text(text.partition("[[feeds.csaf]]")[0] + "csaf = []\n")
    assert site("feeds", "update").sentence == (
        "No source is configured; name some under [feeds] in the configuration."
    )


def test_the_status_before_and_after(site: Home, served: Served) -> None:
    assert "never fetched" in site("feeds", "status").out
    site("feeds", "update", "--quiet")
    assert site("feeds", "status").out.splitlines()[1].split("  ")[0] == "csaf-acme"
    assert "today" in site("feeds", "status").out
    served.acts["/csaf/feed.json"] = fails(500)
    site("feeds", "update", "--quiet")
    (source,) = _json(site("feeds", "status", "--json"))["sources"]
    assert (source["age_days"], source["rows"], source["origin"]) == (0, 6, "download")
    assert "feed.json answered 500; the data of " in source["problem"]


def test_a_bundle_goes_from_one_site_to_another(site: Home, tmp_path: Path) -> None:
    site("feeds", "update", "--quiet")
    made = site("feeds", "keygen", str(tmp_path / "key"))
    assert (made.code, "keep it secret" in made.out) == (0, True)
    out = site("feeds", "export", str(tmp_path / "b"), "--key", str(tmp_path / "key"), "--days", "7")
    assert (out.code, "1 source, 6 rows, good until " in out.out) == (0, True)
    trust = ["--trust", str(tmp_path / "key.pub")]
    assert "is in order: version" in site("feeds", "verify", str(tmp_path / "b"), *trust).out
    assert _json(site("feeds", "verify", str(tmp_path / "b"), *trust, "--json"))["format"] == 1
    site.monkeypatch.setenv("VAGLIO_FEEDS_FOLDER", str(tmp_path / "away"))
    ran = site("feeds", "import", str(tmp_path / "b"), *trust)
    assert (ran.code, (tmp_path / "away" / "knowledge.sqlite").exists()) == (0, True)
    assert (
        "is not newer than the one that was imported last"
        in site("feeds", "import", str(tmp_path / "b"), *trust, "--quiet").sentence
    )


def test_a_bundle_that_is_none_is_one_sentence(site: Home, tmp_path: Path) -> None:
    site("feeds", "keygen", str(tmp_path / "key"))
    (tmp_path / "b").write_bytes(b"no bundle")
    for words in (["import", "--quiet"], ["verify"]):
        ran = site("feeds", *words, str(tmp_path / "b"), "--trust", str(tmp_path / "key.pub"))
        assert ran.sentence == "The bundle is cut short or is no bundle."


@pytest.mark.parametrize("words", ["", "status", "update", "export", "import", "verify", "keygen"])
def test_every_command_explains_itself(home: Home, words: str) -> None:
    ran = home("feeds", *words.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "Usage: " in ran.out


class TestTheRealProgram:
    """With its doors locked, as a person runs it."""

    def _run(self, site: Home, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"VAGLIO_CONFIG": str(site.path / "none.toml")}
        return subprocess.run([VAGLIO, "feeds", *words], capture_output=True, text=True, timeout=300,
                              check=False, env=environment)  # fmt: skip

    def test_it_gets_out_through_its_locked_doors(self, site: Home) -> None:
        done = self._run(site, "update", "--quiet")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("csaf-acme: 6 rows (+6)\n")

    def test_it_starts_gpgv_through_its_locked_doors(
        self, site: Home, publisher: Publisher, tmp_path: Path
    ) -> None:
        from shutil import which

        from tests.scanner.knowledge.feeds.signing import signers

        if not (which("gpg") and which("gpgv")):
            pytest.skip("needs the programs gpg and gpgv")
        import tempfile

        with (
            tempfile.TemporaryDirectory(prefix="vgl-", dir="/tmp") as short,
            signers(Path(short) / "g", "acme") as (signer,),
        ):
            publisher.signer = signer
            publisher.publish(*[advisory(f"ACME-{number}") for number in range(1, 4)])
            with (site.path / "none.toml").open("a") as file:
                file.write(f'key = "{signer.key_file}"\n')
            done = self._run(site, "update", "--quiet")
        assert (done.returncode, done.stdout.splitlines()[0]) == (0, "csaf-acme: 6 rows (+6)")

    @pytest.mark.parametrize("words", [["status"], ["keygen", "{folder}/key"]])
    def test_no_other_command_asks_anybody(self, site: Home, served: Served, words: list[str]) -> None:
        done = self._run(site, *[word.replace("{folder}", str(site.path)) for word in words])
        assert (done.returncode, served.asked) == (0, [])
