"""A finding is asked for again, alone: the fix shows, a dead machine proves nothing, the audit stays the newest."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.promises.runs import audit_of, vaglio
from tests.promises.servers import ftp

HERE = "127.0.41.1"
AUDIT = audit_of(HERE)


def _findings(home: Path, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in vaglio(home, "findings", "--json", *words).out.splitlines()]


def _key(home: Path, check: str = "ftp-cleartext", *words: str) -> str:
    return str(next(one["key"] for one in _findings(home, *words) if one["check"] == check))


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the audit of an FTP server that does not encrypt."""
    home: Path = tmp_path_factory.mktemp("home")
    with ftp(HERE):
        ran = vaglio(home, *AUDIT)
    assert ran.code == 0, ran.err
    return home


def _again(home: Path, *words: str) -> tuple[int, dict[str, str]]:
    ran = vaglio(home, "recheck", _key(home), "--json", "--quiet", *words)
    assert ran.out, ran.err
    return ran.code, json.loads(ran.out)


def _sent(home: Path, scan: str) -> set[tuple[str, str]]:
    lines = (home / "ledgers" / f"{scan}.jsonl").read_text().splitlines()
    sent = [json.loads(line) for line in lines]
    return {(one["asset"], str((one["service"] or {}).get("port"))) for one in sent if one["kind"] != "echo"}


def test_what_was_not_mended_is_still_there(audited: Path) -> None:
    with ftp(HERE):
        code, told = _again(audited)
    assert (code, told["outcome"], told["address"]) == (1, "still there", HERE)
    assert told["why"] == "It offers no encryption."


def test_what_was_mended_is_fixed_and_only_its_question_was_asked(audited: Path) -> None:
    with ftp(HERE, encrypts=True):
        code, told = _again(audited)
    assert (code, told["outcome"], told["why"]) == (0, "fixed", "It offers encryption.")
    assert {place for place in _sent(audited, told["scan"]) if place[1] != "None"} == {(HERE, "21")}


def test_a_door_that_was_shut_is_a_fix(audited: Path) -> None:
    ran = vaglio(audited, "recheck", _key(audited)[:6])
    assert ran.code == 0, ran.err
    assert ran.out == f"Fixed: ftp-cleartext at {HERE}, tcp/21. The door is closed now.\n"


def test_a_question_that_was_put_again_does_not_replace_the_audit(audited: Path) -> None:
    scans = [json.loads(line) for line in vaglio(audited, "scans", "list", "--json").out.splitlines()]
    with ftp(HERE, encrypts=True):
        told = _again(audited)[1]
    after = [json.loads(line) for line in vaglio(audited, "scans", "list", "--json").out.splitlines()]
    assert after[0] | {"started": ""} == {
        "scan": told["scan"], "segment": f"{HERE} (recheck)", "status": "complete", "reason": "", "started": "",
    }  # fmt: skip
    assert after[1:] == scans
    assert len(_findings(audited, "--all")) > 1
    own = _findings(audited, told["scan"], "--all")
    assert [(one["check"], one["key"], one["outcome"]) for one in own] == [
        ("ftp-cleartext", told["finding"], "met")
    ]


def test_a_finding_about_the_whole_network_needs_a_full_audit(audited: Path) -> None:
    ran = vaglio(audited, "recheck", _key(audited, "new-device", "--all"))
    assert ran.code == 3
    assert "about the whole network, so a full audit is needed: `vaglio audit" in ran.out


@pytest.mark.parametrize(("typed", "words"), [("zz", "There is no finding zz"), ("", "There is no finding")])
def test_a_key_that_does_not_exist_is_one_sentence(tmp_path: Path, typed: str, words: str) -> None:
    ran = vaglio(tmp_path, "recheck", typed)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_the_beginning_of_several_keys_is_one_sentence(audited: Path) -> None:
    ran = vaglio(audited, "recheck", "")
    assert ran.code == 2
    assert "is the beginning of several findings" in ran.err


def test_a_question_that_nobody_allowed_is_unknown_and_names_the_line_that_allows_it(audited: Path) -> None:
    (found,) = [one for one in _findings(audited, "--all") if one["check"] == "ftp-anonymous"]
    assert (found["outcome"], found["service"]) == ("unknown", {"transport": "tcp", "port": 21})
    assert found["why"]["parameters"] == {"line": 'allow_guess = ["ftp-anonymous"]'}
    ran = vaglio(audited, "recheck", str(found["key"]))
    assert ran.code == 3
    assert "nobody has allowed its question yet" in ran.out.lower()
