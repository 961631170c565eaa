"""The sensor as a process: one order in, messages out, and it ends when nobody wants the answers."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scanner.model import Done, Message, Note, Planned, ScanOrder, Touch, message_from_json
from scanner.sensor.serve import Mouth, serve
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import brisk_order, order
from tests.timing import ends_within

COMMAND = [sys.executable, "-P", "-m", "scanner.sensor.serve"]
ROOT = Path(__file__).resolve().parents[3]

SNEAKY = """
import sys
from pathlib import Path
wire = sys.modules["socket"]
wire.create_connection(("127.0.0.1", int((Path(__file__).parent / "port.txt").read_text())))
"""
"""It imports nothing that is forbidden, and still reaches for a wire."""


@contextmanager
def sensor(an_order: ScanOrder | None) -> Iterator["subprocess.Popen[str]"]:
    """A sensor that has been given an order; its input stays open."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert child.stdin
    if an_order:
        child.stdin.write(an_order.model_dump_json() + "\n")
        child.stdin.flush()
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def rest(child: "subprocess.Popen[str]", seconds: float = 30) -> tuple[int, list[Message]]:
    """Waits for the end; the exit code and all that it said."""
    assert child.stdout
    assert child.stderr
    said = [message_from_json(line) for line in child.stdout]
    code = child.wait(seconds)
    assert "Traceback" not in child.stderr.read()
    return code, said


def one_host(**more: Any) -> ScanOrder:
    settings = {"probes": ("modbus-identity",), "interface": "lo"} | more
    return brisk_order(("127.0.0.1",), **settings)


def test_an_order_is_carried_out_to_its_end(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with sensor(one_host(ledger=str(ledger), zone="ot")) as child:
        code, said = rest(child)
    done = said[-1]
    assert isinstance(done, Done)
    assert (code, done.complete, done.reason) == (0, True, "")
    touches = [message for message in said if isinstance(message, Touch)]
    assert done.touches == len(touches) == len(ledger.read_text().splitlines()) > 0
    assert done.frames == sum(touch.frames for touch in touches)
    assert {touch.asset for touch in touches} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "line", ["", "\n", "{}\n", "not json\n", '{"scan": 1}\n', "[" * 10_000 + "\n", "\udcff\udcfe\n"],
    ids=["nothing", "an empty line", "an empty order", "no JSON", "half an order", "too deep", "no UTF-8"],
)  # fmt: skip
def test_a_garbage_order_ends_with_one_sentence(line: str) -> None:
    done = subprocess.run(
        COMMAND, input=line.encode("utf-8", "surrogateescape"), capture_output=True, check=False, timeout=120,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"This is not a scan order: ")
    assert done.stderr.count(b"\n") == 1


def test_an_order_for_a_public_network_is_refused() -> None:
    with sensor(order(("8.8.8.0/24",))) as child:
        code, said = rest(child)
    assert code == 3
    assert [message.say for message in said] == ["note", "done"]
    assert isinstance(said[0], Note)
    assert "public" in said[0].text
    assert isinstance(said[1], Done)
    assert not said[1].complete


def test_an_order_with_a_bad_pack_is_refused() -> None:
    with sensor(one_host(packs=("/no/such/pack",))) as child:
        code, said = rest(child)
    assert code == 3
    assert isinstance(said[0], Note)
    assert "/no/such/pack" in said[0].text


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with servers.serving(servers.silent) as server:
        wide = one_host(dry_run=True, ledger=str(ledger), extra_tcp_ports=(server.port,))
        with sensor(wide) as child:
            code, said = rest(child)
    assert code == 0
    assert any(isinstance(message, Planned) for message in said)
    assert isinstance(said[-1], Done)
    assert said[-1].complete
    assert not any(isinstance(message, Touch) for message in said)
    assert not ledger.exists()
    assert server.accepted == 0


def long_order(**more: Any) -> ScanOrder:
    """An order that takes minutes: it listens, and machines are asked slowly."""
    return order(("127.0.0.0/24",), interface="lo", **({"listen_seconds": 0} | more))


def wait_for_first(child: "subprocess.Popen[str]") -> None:
    assert child.stdout
    assert child.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("listening", [0, 600])
def test_a_signal_stops_it_within_ten_seconds(number: signal.Signals, listening: float) -> None:
    with sensor(long_order(listen_seconds=listening)) as child:
        wait_for_first(child)
        time.sleep(0.3)
        with ends_within(10):
            child.send_signal(number)
            code, said = rest(child)
    assert code == 3
    assert isinstance(said[-1], Done)
    assert not said[-1].complete
    assert "asked to stop" in said[-1].reason


def test_it_stops_when_whoever_gave_the_order_is_gone() -> None:
    with sensor(long_order()) as child:
        wait_for_first(child)
        assert child.stdin
        with ends_within(10):
            child.stdin.close()
            child.stdin = None
            code, said = rest(child)
    assert code == 3
    assert isinstance(said[-1], Done)
    assert "has ended" in said[-1].reason


def test_it_stops_when_nobody_listens_any_more(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with sensor(long_order(ledger=str(ledger))) as child:
        wait_for_first(child)
        assert child.stdout
        child.stdout.close()
        assert child.wait(30) != 0
        child.stdout = None


def test_nothing_is_sent_when_the_ledger_can_not_be_written() -> None:
    with sensor(one_host(ledger="/dev/full")) as child:
        _, said = rest(child)
    assert not any(isinstance(message, Touch) for message in said)


def test_the_doors_are_locked_before_a_pack_is_loaded(tmp_path: Path) -> None:
    """A probe of a stranger reaches for the network the moment that it is imported."""
    (tmp_path / "sneaky.py").write_text(SNEAKY)
    with servers.serving(servers.silent) as server:
        (tmp_path / "port.txt").write_text(str(server.port))
        with sensor(one_host(packs=(str(tmp_path),))) as child:
            code, said = rest(child)
        time.sleep(0.1)
    assert code == 3
    assert isinstance(said[0], Note)
    assert "DoorLocked" in said[0].text
    assert server.accepted == 0


def test_every_line_is_one_message() -> None:
    out = io.StringIO()
    assert serve(one_host(dry_run=True), out) == 0
    assert all(json.loads(line)["say"] in ("planned", "done") for line in out.getvalue().splitlines())


def test_a_mouth_that_nobody_listens_to_stops_the_scan() -> None:
    reasons: list[str] = []

    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    Mouth(Gone(), reasons.append)(Note(text="hello"))
    assert reasons == ["nobody listens to the sensor any more"]
