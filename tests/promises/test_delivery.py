"""Nothing is delivered anywhere unless the owner said so; then it goes there alone, and no secret with it."""

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.promises.runs import Run, vaglio
from tests.promises.servers import office
from tests.promises.test_agent_stays_off_the_wire import WITNESS

SECRET = "correct-horse-battery-staple"
KEY = "the-key-of-the-webhook-8417"
HERE = "127.0.42.7"
WEBHOOK = """
[[delivery.webhook]]
name = "tickets"
quiet = false
when = ["always"]
url = "http://127.0.0.1:{port}/hook"
[delivery.webhook.key]
{key}
"""
MAIL = """
[[delivery.email]]
name = "owner"
quiet = false
when = ["always"]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "vaglio@example.com"
to = ["it@example.com"]
user = "vaglio"
[delivery.email.password]
file = "{folder}/password"
"""
SYSLOG = """
[[delivery.syslog]]
name = "siem"
when = ["always"]
host = "127.0.0.1"
port = {port}
"""


def _audited(home: Path, config: str, *words: str, **more: str) -> Run:
    """An audit by the program itself, its doors locked, with a witness to every socket of every process."""
    (home / "site").mkdir(exist_ok=True)
    (home / "site" / "sitecustomize.py").write_text(WITNESS)
    (home / "none.toml").write_text(config)
    with office(HERE):
        return vaglio(home, "audit", HERE, "--zone", "it", "--listen", "0", "--yes", "--output", "out", *words,
                      more={"PYTHONPATH": str(home / "site")} | more)  # fmt: skip


def _sockets(home: Path) -> list[str]:
    """What others than the sensor reached for."""
    lines = (home / "sockets.txt").read_text().splitlines()
    return [line for line in lines if not line.startswith("serve.py")]


@contextmanager
def _hook() -> Iterator[tuple[int, list[dict[str, object]]]]:
    taken: list[dict[str, object]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1], taken
        server.shutdown()


def _secret(home: Path, name: str, text: str, mode: int = 0o600) -> str:
    file = home / name
    file.write_text(text)
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize("config", ["", '[[delivery.folder]]\nname = "archive"\npath = "archive"\n'])
def test_an_audit_without_a_place_on_the_network_opens_no_connection_but_to_the_segment(
    tmp_path: Path, config: str
) -> None:
    run = _audited(tmp_path, config)
    assert run.code == 0, run.err
    assert _sockets(tmp_path) == []
    assert (tmp_path / "archive" / "latest" / "report.html").exists() == bool(config)


def test_an_audit_delivers_through_its_locked_doors_to_the_place_that_was_named_and_to_no_other(
    tmp_path: Path,
) -> None:
    with _hook() as (port, taken):
        config = WEBHOOK.format(port=port, key=f'file = "{_secret(tmp_path, "key", KEY)}"')
        run = _audited(tmp_path, config)
        assert (run.code, run.err) == (0, run.err)
        assert {line.split(" ", 1)[1] for line in _sockets(tmp_path)} == {
            f"socket.connect ('127.0.0.1', {port})"
        }
    assert [one["format"] for one in taken] == ["vaglio-news/1"]
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert taken[0]["audit"]["scan"] == report["scan"]["id"]  # type: ignore[index]
    assert taken[0]["audit"]["assets"] == len(report["assets"])  # type: ignore[index]


def test_a_line_over_udp_leaves_through_the_locked_doors_too(tmp_path: Path) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(20)
        run = _audited(tmp_path, SYSLOG.format(port=collector.getsockname()[1]))
        assert run.code == 0, run.err
        assert b" vaglio - always [vaglio@32473 event=" in collector.recv(4096)


def test_what_could_not_be_delivered_waits_and_is_sent_later(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    config = WEBHOOK.format(port=port, key=f'file = "{_secret(tmp_path, "key", KEY)}"')
    run = _audited(tmp_path, config)
    assert run.code == 0
    assert 'Not delivered to "tickets": it could not be reached (Connection refused).' in run.err
    assert "waiting" in vaglio(tmp_path, "deliveries", "list").out
    with sqlite3.connect(tmp_path / "vaglio.db") as connection:
        connection.execute("UPDATE outbox SET due = '2026-01-01 00:00:00'")
    with _hook() as (other, taken):
        (tmp_path / "none.toml").write_text(config.replace(str(port), str(other)))
        assert vaglio(tmp_path, "deliveries", "send").out == "1 delivery made.\n"
        assert vaglio(tmp_path, "deliveries", "send").out == "0 deliveries made.\n"
        assert len(taken) == 1


def test_what_belongs_to_a_client_is_delivered_only_when_it_is_said(tmp_path: Path) -> None:
    names = ("--client", "Rossi", "--engagement", "one")
    folder = {"VAGLIO_ENGAGEMENTS": str(tmp_path / "clients")}
    with _hook() as (port, taken):
        config = WEBHOOK.format(port=port, key=f'file = "{_secret(tmp_path, "key", KEY)}"')
        assert _audited(tmp_path, config, *names, **folder).code == 0
        assert taken == []
        assert _audited(tmp_path, config, *names, "--deliver", **folder).code == 0
        assert len(taken) == 1
        assert _audited(tmp_path, config, "--no-deliver").code == 0
        assert len(taken) == 1


def _said(home: Path, run: Run, more: dict[str, str]) -> bytes:
    """Everything that the program wrote: its outputs, its reports, its database."""
    commands = (("config", "check"), ("config", "show"), ("config", "show", "--json"), ("deliveries", "list"),
                ("deliveries", "list", "--json"), ("deliveries", "send"))  # fmt: skip
    runs = [run, *(vaglio(home, *words, more=more) for words in commands)]
    own = [path for path in home.rglob("*") if path.is_file() and path.name not in ("key", "password")]
    return b"".join([*((one.out + one.err).encode() for one in runs), *(path.read_bytes() for path in own)])


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o604])
def test_no_secret_is_in_any_output_report_or_database(tmp_path: Path, mode: int) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    _secret(tmp_path, "password", SECRET, mode)
    with _hook() as (hook, taken):
        config = WEBHOOK.format(port=hook, key='environment = "VAGLIO_TEST_KEY"')
        config += MAIL.format(port=port, folder=tmp_path)
        run = _audited(tmp_path, config, VAGLIO_TEST_KEY=KEY)
        assert run.code == 0
        everything = _said(tmp_path, run, {"VAGLIO_TEST_KEY": KEY})
        assert len(taken) == 1
    assert SECRET.encode() not in everything
    assert KEY.encode() not in everything
    assert (b"can be read or changed by others; run: chmod 600" in everything) == (mode != 0o600)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (f'password = "{SECRET}"', '"password" must not hold the secret itself'),
        (f'password = {{ value = "{SECRET}" }}', '"value" is not known here'),
        (f'password = {{ environment = "{SECRET}" }}', "must be the name of a variable"),
    ],
)
def test_a_secret_that_was_written_into_the_configuration_does_not_come_back_in_the_error(
    tmp_path: Path, config: str, told: str
) -> None:
    text = MAIL.split("[delivery.email.password]", maxsplit=1)[0].format(port=25)
    (tmp_path / "none.toml").write_text(text + config)
    for words in (("config", "check"), ("config", "show"), ("audit", HERE, "--yes")):
        run = vaglio(tmp_path, *words)
        assert run.code == 2
        assert told in run.out + run.err
        assert SECRET not in run.out + run.err


def test_a_credential_of_the_service_manager_signs_the_message(tmp_path: Path) -> None:
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "hook").write_text(KEY)
    with _hook() as (port, taken):
        config = WEBHOOK.format(port=port, key='credential = "hook"')
        run = _audited(tmp_path, config, CREDENTIALS_DIRECTORY=str(tmp_path / "credentials"))
        assert run.code == 0
        assert len(taken) == 1
        refused = _audited(tmp_path, config)
        assert "handed over no credentials" in refused.err
        assert len(taken) == 1
