"""What the outside sees and says: logs, signals, systemd's socket, health, metrics."""

import io
import json
import os
import signal
import socket
import stat
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import structlog

from scanner.agent.daemon import logs
from scanner.agent.daemon.health import Pages as Served
from scanner.agent.daemon.health import served
from scanner.agent.daemon.overview import overview
from scanner.agent.daemon.serve import Pages, reload
from scanner.agent.daemon.signals import Notify, listening
from scanner.config import Config, ConfigError
from tests.scanner.agent.daemon.conftest import Make
from tests.scanner.agent.daemon.things import Begun, config
from tests.scanner.store.things import audit, order

DAILY = '\n[segments.schedule]\nevery = "1d"\n'
HEALTH: Served = {"/healthz": lambda: (200, "text/plain", b"ok\n")}


def test_a_log_line_is_one_json_object_with_a_time_and_a_level() -> None:
    out = io.StringIO()
    logs.set_up(out, journal=False)
    structlog.get_logger().info("due", segment="hall\n\x1b[31m")
    line = json.loads(out.getvalue())
    assert out.getvalue().count("\n") == 1
    assert "\x1b" not in out.getvalue()
    assert (line["event"], line["level"], line["segment"]) == ("due", "info", "hall\n\x1b[31m")
    assert line["timestamp"].endswith("Z")


def test_the_journal_gets_a_priority_before_each_line() -> None:
    out = io.StringIO()
    logs.set_up(out, journal=True)
    structlog.get_logger().error("broken")
    assert out.getvalue().startswith('<3>{"event": "broken"')


def test_the_same_thing_is_not_said_more_than_a_few_times_a_minute() -> None:
    moment, said = [0.0], []
    limit = logs.Limit(clock=lambda: moment[0])
    for n in range(1000):
        moment[0] = n / 100
        try:
            said.append(limit(None, "error", {"event": "the disk is full"}))
        except structlog.DropEvent:
            continue
    assert len(said) == logs.MOST
    assert limit(None, "error", {"event": "another thing"}) == {"event": "another thing"}
    moment[0] = logs.WINDOW
    told = limit(None, "error", {"event": "the disk is full"})
    assert told["held_back"] == 1000 - logs.MOST


def test_a_signal_ends_the_waiting_and_says_what_is_wanted() -> None:
    before = signal.getsignal(signal.SIGHUP)
    with listening() as signals:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGHUP)).start()
        begun = time.monotonic()
        signals.wait(30)
        assert time.monotonic() - begun < 10
        assert (signals.reload, signals.stop) == (True, False)
        os.kill(os.getpid(), signal.SIGTERM)
        assert signals.stop
    assert signal.getsignal(signal.SIGHUP) == before


def test_systemd_is_told_in_its_own_words(tmp_path: Path) -> None:
    place = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(place)
        systemd.settimeout(20)
        environment = {"NOTIFY_SOCKET": place, "WATCHDOG_USEC": "20000000", "WATCHDOG_PID": str(os.getpid())}
        notify = Notify(environment)
        notify.ready()
        notify.status("waiting")
        notify.status("waiting")
        notify.alive(100.0)
        notify.alive(101.0)
        notify.alive(100.0 + notify.within)
        notify.reloading()
        notify.stopping()
        heard = [systemd.recv(200).decode() for _ in range(6)]
        systemd.setblocking(False)
        with pytest.raises(BlockingIOError):
            systemd.recv(200)
    assert heard[:4] == ["READY=1", "STATUS=waiting", "WATCHDOG=1", "WATCHDOG=1"]
    assert heard[4].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert heard[5:] == ["STOPPING=1"]


def test_without_systemd_nothing_is_told_and_no_watchdog_is_fed() -> None:
    notify = Notify({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"})
    notify.ready()
    assert notify.within == 0


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_health_and_metrics_are_served_on_a_loopback_address(home: Path, make: Make, begun: Begun) -> None:
    agent = make(config(home, DAILY))
    agent.tick()
    agent.store.begin_scan(order("s1", "s0"), os.getpid())
    agent.store.publish(audit("s1").model_copy(update={"segment": "s0"}))
    place = f"127.0.0.1:{_free_port()}"
    pages = Pages(agent)
    with served(place, {"/healthz": pages.health, "/metrics": pages.metrics}):
        assert _get(f"http://{place}/healthz") == (200, "ok\n")
        assert _get(f"http://{place}/other")[0] == 404
        code, text = _get(f"http://{place}/metrics")
    assert code == 200
    assert 'vaglio_score_proven_ratio{segment="s0"} 0.2\n' in text
    assert 'vaglio_last_audit_complete{segment="s0"} 1.0\n' in text
    assert "# TYPE vaglio_next_run_timestamp_seconds gauge\n" in text


def test_an_agent_that_fails_or_hangs_is_not_healthy(home: Path, make: Make, begun: Begun) -> None:
    agent = make(config(home, DAILY))
    agent.tick()
    pages = Pages(agent)
    assert pages.health()[0] == 200
    agent.failing = "the disk is full"
    assert pages.health()[::2] == (503, b"the disk is full\n")
    agent.failing = ""
    agent.ticked -= 1000
    assert pages.health()[0] == 503


def test_a_visitor_who_says_nothing_does_not_hold_the_others_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.agent.daemon.health._Visit.timeout", 3)
    port = _free_port()
    with served(f"127.0.0.1:{port}", HEALTH), socket.create_connection(("127.0.0.1", port)):
        assert _get(f"http://127.0.0.1:{port}/healthz") == (200, "ok\n")


def test_a_socket_is_for_owner_and_group_only_and_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "agent.sock"
    for _ in range(2):
        with served(f"unix:{path}", HEALTH), socket.socket(socket.AF_UNIX) as visitor:
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
            visitor.connect(str(path))
            visitor.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            assert visitor.makefile().read().endswith("ok\n")
        assert not path.exists()


def test_nothing_is_served_unless_it_is_configured() -> None:
    before = threading.active_count()
    with served("", HEALTH):
        # A thread of an earlier test may end meanwhile; none begins.
        assert threading.active_count() <= before


@pytest.mark.parametrize(
    "place", ["0.0.0.0:9478", "192.168.1.5:9478", "9478", "127.0.0.1:0", "unix:relative"]
)
def test_nobody_outside_this_machine_can_be_served(home: Path, place: str) -> None:
    with pytest.raises(ConfigError, match=r'"observe" is .*; allowed: "127\.0\.0\.1:9478"'):
        config(home, DAILY, top=f'[agent]\nobserve = "{place}"')


def test_a_valid_configuration_is_taken_over_and_a_wrong_one_is_not(
    home: Path, make: Make, begun: Begun
) -> None:
    agent = make(config(home, DAILY))
    new = config(home, DAILY, DAILY)
    assert reload(agent, lambda: new)
    assert agent.config is new

    def wrong() -> Config:
        raise ConfigError("config.toml, line 3: no.")

    assert not reload(agent, wrong)
    assert not reload(agent, lambda: new.model_copy(update={"store": "sqlite:////elsewhere.db"}))
    assert agent.config is new


def test_the_overview_says_who_runs_what_waits_and_why(home: Path, make: Make, begun: Begun) -> None:
    agent = make(config(home, DAILY, DAILY))
    agent.enlist()
    agent.plans.pause("s1", None)
    agent.tick()
    agent.plans.take("segment s0", os.getpid(), "20261123-1")
    found = overview(agent.store, agent.config, agent.clock())
    assert found.agent == os.getpid()
    assert found.knowledge_days == -1
    one, other = found.segments
    assert (one.running, one.waits) == ("20261123-1", "")
    assert (other.paused, other.waits, other.last) == (True, "paused", None)
