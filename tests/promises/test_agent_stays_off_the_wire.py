"""Only the sensor touches the segment: the agent opens no socket to it."""

import json
from pathlib import Path

from tests.promises.runs import vaglio
from tests.promises.servers import office

# Python runs this in every process that has its folder on the path: it writes down who uses sockets.
WITNESS = """
import os, sys

def _watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        with open(os.environ["HOME"] + "/sockets.txt", "a") as file:
            file.write(f"{os.path.basename(sys.argv[0])} {event} {args[1] if len(args) > 1 else ''}\\n")

sys.addaudithook(_watch)
"""


def _audited(home: Path) -> list[str]:
    (home / "site").mkdir()
    (home / "site" / "sitecustomize.py").write_text(WITNESS)
    with office("127.0.42.1"):
        run = vaglio(home, "audit", "127.0.42.1", "--zone", "it", "--listen", "0", "--yes", "--output", "out",
                     more={"PYTHONPATH": str(home / "site")})  # fmt: skip
    assert run.code == 0, run.err
    return (home / "sockets.txt").read_text().splitlines()


def test_the_agent_opens_no_socket_to_the_segment(tmp_path: Path) -> None:
    lines = _audited(tmp_path)
    assert any(line.startswith("serve.py socket.connect") and "127.0.42.1" in line for line in lines)
    assert [line for line in lines if not line.startswith("serve.py")] == []


def test_every_socket_of_the_sensor_goes_to_the_scope(tmp_path: Path) -> None:
    lines = [line for line in _audited(tmp_path) if "socket.connect" in line or "socket.sendto" in line]
    assert lines
    assert all("127.0.42.1" in line for line in lines)


def test_the_report_says_what_was_sent(tmp_path: Path) -> None:
    _audited(tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    ledger = [json.loads(line) for line in vaglio(tmp_path, "ledger", "--json").out.splitlines()]
    touches = [one for one in ledger if one["kind"] != "farewell"]
    assert report["ledger"]["touches"] == len(touches)
    assert {one["asset"] for one in touches} == {"127.0.42.1"}
