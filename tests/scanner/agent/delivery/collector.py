"""rsyslogd of Debian as a collector, and what it understood of each line."""

import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.scanner.agent.delivery.things import WEB

RSYSLOG = """
global(workDirectory="{folder}" parser.escapeControlCharactersOnReceive="off")
module(load="imudp") module(load="imtcp") module(load="imuxsock" SysSock.Use="off")
input(type="imudp" address="127.0.0.1" port="{udp}")
input(type="imtcp" address="127.0.0.1" port="{tcp}")
input(type="imuxsock" Socket="{folder}/log" UseSpecialParser="off" CreatePath="on")
template(name="taken" type="list") {{ constant(value="{{") {fields} constant(value="}}\\n") }}
action(type="omfile" file="{folder}/taken" template="taken" fileCreateMode="0600")
"""
FIELDS = ("pri", "hostname", "app-name", "msgid", "structured-data", "msg")
_JSON = ' constant(value=",") '.join(
    f'property(outname="{one}" name="{one}" format="jsonf")' for one in FIELDS
)


class Collector:
    """rsyslogd of Debian with a configuration of its own, on loopback only, as any user."""

    def __init__(self, folder: Path, udp: int, tcp: int) -> None:
        self.folder, self.ports = folder, {"udp": udp, "tcp": tcp}

    def target(self, transport: str, **more: Any) -> dict[str, Any]:
        place = {"path": str(self.folder / "log")} if transport == "unix" else {"host": "127.0.0.1"}
        port = {} if transport == "unix" else {"port": self.ports[transport]}
        return {"name": "siem", "transport": transport, "when": WEB} | place | port | more

    def taken(self, count: int) -> list[list[str]]:
        """The fields of each line as the collector understood them."""
        deadline, file = time.monotonic() + 60, self.folder / "taken"
        while time.monotonic() < deadline:
            if file.exists() and len(file.read_text().splitlines()) >= count:
                time.sleep(0.2)
                break
            time.sleep(0.05)
        read = [json.loads(line) for line in file.read_text().split("\n")[:-1]]
        return [[one[name] for name in FIELDS] for one in read]


def free_port(kind: int) -> int:
    with closing(socket.socket(socket.AF_INET, kind)) as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _ready(process: subprocess.Popen[bytes], collector: Collector) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", collector.ports["tcp"]), 1).close()
        except OSError:
            time.sleep(0.05)
            continue
        return
    pytest.fail("rsyslogd did not start")


@contextmanager
def collecting() -> Iterator[Collector]:
    if not shutil.which("rsyslogd"):
        pytest.skip("rsyslogd is not installed")
    # The path of a socket is short.
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="vgl-") as name:
        made = Collector(Path(name), free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM))
        config = Path(name) / "rsyslog.conf"
        config.write_text(RSYSLOG.format(folder=name, fields=_JSON, **made.ports))
        process = stack.enter_context(
            subprocess.Popen(
                ["rsyslogd", "-n", "-f", str(config), "-i", f"{name}/pid"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip
        stack.callback(process.kill)
        _ready(process, made)
        yield made
