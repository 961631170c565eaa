"""A login's password is nowhere afterwards: not in a report, the database, the ledger, an output or an error."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scanner.model import Answer
from scanner.store import Store
from tests.promises.runs import Run, store, vaglio
from tests.scanner.login.hosts import DEBIAN, GOOD, SECRET, USER, Host, printing, ssh_host

HERE = "127.0.42.1"
CONFIG = """
[[segments]]
name = "office"
networks = ["{here}/32"]
zone = "it"
listen_seconds = 0
authorisation = {{who = "the owner", when = 2026-01-01}}

[[segments.logins]]
assets = ["{here}"]
kind = "ssh"
user = "{user}"
{place}
port = {port}
host_keys = ["{key}"]
"""


def config(home: Path, host: Host, place: str) -> Path:
    path = home / "config.toml"
    path.write_text(CONFIG.format(here=HERE, user=USER, place=place, port=host.port, key=host.fingerprint))
    return path


def audited(home: Path, host: Host, place: str, **more: str) -> list[Run]:
    """An audit and all that shows something of it."""
    named = str(config(home, host, place))
    words = (
        ("audit", "office", "--config", named, "--yes", "--output", str(home / "out")),
        ("config", "check", named),
        ("config", "show", named),
        ("plan", "office", "--config", named),
        ("ledger", "--json"),
        ("findings",),
    )
    runs = [vaglio(home, *one, more=more) for one in words]
    assert [one.code for one in runs[1:]] == [0] * (len(words) - 1), runs
    return runs


def logins(home: Path) -> list[tuple[Answer, str]]:
    with opened(home) as kept:
        scan = kept.scans(1)[0].id
        return [(one.answer, one.reason) for one in kept.evidence_of(scan) if one.probe == "ssh-login"]


@contextmanager
def opened(home: Path) -> Iterator[Store]:
    kept = Store.open(store(home))
    try:
        yield kept
    finally:
        kept.close()


def nowhere(home: Path, runs: list[Run], *apart: Path) -> bool:
    """Whether the secret is in no file under `home` but `apart`, and in nothing that was printed."""
    files = [path for path in home.rglob("*") if path.is_file() and path not in apart]
    assert (home / "vaglio.db") in files
    assert any(path.suffix == ".jsonl" for path in files)
    told = any(SECRET in one.out + one.err for one in runs)
    return not told and not any(SECRET.encode() in path.read_bytes() for path in files)


def in_a_file(home: Path) -> tuple[str, Path]:
    secret = home / "secret"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    return f'file = "{secret}"', secret


def test_a_good_login_leaves_its_password_nowhere(tmp_path: Path) -> None:
    place, secret = in_a_file(tmp_path)
    # A host that sends back what it was given, where a system tells its name.
    echo = GOOD | {"os-release": DEBIAN.replace("Debian GNU/Linux 12", f"Debian {SECRET}")}
    with ssh_host(printing(echo), address=HERE) as host:
        runs = audited(tmp_path, host, place)
    assert logins(tmp_path) == [(Answer.HEARD, "")]
    assert len(host.let_in) == 1
    assert nowhere(tmp_path, runs, secret)


def test_a_login_that_fails_leaves_its_password_nowhere_and_says_why(tmp_path: Path) -> None:
    place, secret = in_a_file(tmp_path)
    with ssh_host(accepts="another one entirely", address=HERE) as host:
        runs = audited(tmp_path, host, place)
    assert logins(tmp_path) == [(Answer.NOT_ASKED, "it did not accept the name with its password or key")]
    assert len(host.attempts) == 1
    assert "did not accept the name" in (tmp_path / "out" / "report.json").read_text()
    assert nowhere(tmp_path, runs, secret)


@pytest.mark.parametrize("kind", ["environment", "credential"])
def test_a_variable_and_a_credential_reach_the_login_and_nothing_else(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "linux").write_text(SECRET)
    more = {"OUR_PASSWORD": SECRET} if kind == "environment" else {"CREDENTIALS_DIRECTORY": str(folder)}
    name = "OUR_PASSWORD" if kind == "environment" else "linux"
    with ssh_host(address=HERE) as host:
        runs = audited(tmp_path, host, f'{kind} = "{name}"', **more)
    assert logins(tmp_path) == [(Answer.HEARD, "")]
    assert nowhere(tmp_path, runs, folder / "linux")


def test_a_file_that_others_can_read_is_not_used_and_the_check_says_so(tmp_path: Path) -> None:
    place, secret = in_a_file(tmp_path)
    secret.chmod(0o644)
    with ssh_host(address=HERE) as host:
        runs = audited(tmp_path, host, place)
    ((answer, reason),) = logins(tmp_path)
    assert (answer, host.attempts) == (Answer.NOT_ASKED, [])
    assert "chmod 600" in reason
    assert "chmod 600" in runs[1].out + runs[1].err
    assert nowhere(tmp_path, runs, secret)
