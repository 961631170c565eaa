"""The nmap program gets arguments that only this program composes, and every port is charged before."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scanner.plugin import Refused
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire import nmap
from tests.scanner.sensor.orders import Written, brisk_order, guard_of
from tests.timing import BUSY_SECONDS, ends_within

HERE = "127.0.0.1"


def program(place: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is found in place of nmap."""
    made = place / "nmap"
    made.write_text(
        f"#!{sys.executable}\nimport sys, time, os\nout = sys.argv[sys.argv.index('-oX') + 1]\n{code}\n"
    )
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")


def test_the_arguments_are_a_gentle_connect_scan() -> None:
    given = nmap.arguments(HERE, [80, 8080], 5.7, "/tmp/out.xml")
    assert {"-sT", "-n", "-Pn", "--version-light"} <= set(given)
    assert given[given.index("--max-retries") + 1] == "0"
    assert given[given.index("--max-rate") + 1] == "5"
    assert given[given.index("-p") + 1] == "80,8080"
    assert given[-1] == HERE
    assert not {"-sS", "-O", "-A", "-sC", "--script", "-6"} & set(given)


def test_an_ipv6_address_is_announced_as_one() -> None:
    assert "-6" in nmap.arguments("fd00::1", [80], 0.1, "x")


def test_it_sees_no_variable_that_may_hold_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUR_PASSWORD", "correct horse battery 9!")
    program(tmp_path, "open(out, 'w').write(str(sorted(os.environ)))", monkeypatch)
    seen = nmap.fingerprint(guard_of(), HERE, [80], "nmap").xml
    assert "PATH" in seen
    assert "OUR_PASSWORD" not in seen


def test_every_port_is_charged_before_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "open(out, 'w').write('<nmaprun/>')", monkeypatch)
    written = Written()
    run = nmap.fingerprint(guard_of(written=written), HERE, [80, 81], "nmap")
    assert (run.xml, run.complete) == ("<nmaprun/>", True)
    assert [(entry.service and entry.service.port) for entry in written.entries] == [80, 81]
    assert all(entry.frames >= nmap.FRAMES_PER_PORT for entry in written.entries)


@pytest.mark.parametrize("ports", [[9100], [80, 5002]])
def test_a_port_that_is_never_touched_keeps_it_from_starting(
    ports: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w')", monkeypatch)
    with pytest.raises(Refused):
        nmap.fingerprint(guard_of(), HERE, ports, "nmap")
    assert not (tmp_path / "ran").exists()


def test_an_address_out_of_scope_keeps_it_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w')", monkeypatch)
    with pytest.raises(Refused):
        nmap.fingerprint(guard_of(brisk_order(("10.0.0.0/24",))), HERE, [80], "nmap")
    assert not (tmp_path / "ran").exists()


def test_a_program_that_fails_leaves_an_incomplete_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "open(out, 'w').write('<nmap'); sys.exit(1)", monkeypatch)
    run = nmap.fingerprint(guard_of(), HERE, [80], "nmap")
    assert (run.xml, run.complete) == ("<nmap", False)


def test_a_missing_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Refused, match="not installed"):
        nmap.fingerprint(guard_of(), HERE, [80], "nmap")


def stops_when_it_runs(guard: Guard, pid: Path) -> None:
    until = time.monotonic() + BUSY_SECONDS
    while not (pid.exists() and pid.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    guard.stop("enough")


def test_an_emergency_stop_ends_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    program(tmp_path, f"open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)", monkeypatch)
    guard = guard_of()
    threading.Thread(target=stops_when_it_runs, args=(guard, pid), daemon=True).start()
    with ends_within(1):
        assert not nmap.fingerprint(guard, HERE, [80], "nmap").complete
    assert not Path(f"/proc/{pid.read_text()}").exists()


def test_it_starts_behind_locked_doors_and_nothing_else_does(tmp_path: Path) -> None:
    program_file = tmp_path / "nmap"
    program_file.write_text("#!/bin/sh\nexit 0\n")
    program_file.chmod(0o755)
    code = (
        "from scanner import doors; doors.lock()\n"
        "from scanner.sensor.wire import nmap\n"
        "from tests.scanner.sensor.orders import guard_of\n"
        "assert nmap.fingerprint(guard_of(), '127.0.0.1', [80], 'nmap').complete\n"
    )
    environment = os.environ | {"PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
