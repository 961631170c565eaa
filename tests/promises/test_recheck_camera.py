"""A camera is asked again, alone, after somebody gave it a password; its question needs the same consent as before."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.promises.runs import audit_of, vaglio
from tests.scanner.sensor.probes.machine_replies import RTSP_DAHUA, RTSP_DESCRIBED, RTSP_LOCKED

HERE, PORT = "127.0.73.1", 554
AUDIT = (*audit_of(HERE), "--opt-in", "rtsp-stream")


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def camera(described: bytes, abilities: bytes = RTSP_DAHUA) -> Iterator[list[bytes]]:
    """A camera on a loopback address; gives the methods that it is asked for."""
    asked: list[bytes] = []

    class Answers(socketserver.StreamRequestHandler):
        timeout = 60

        def handle(self) -> None:
            for line in self.rfile:
                if b"RTSP/1.0" in line:
                    asked.append(line.split()[0])
                if line == b"\r\n":
                    self.wfile.write(abilities if asked[-1] == b"OPTIONS" else described)

    with _Threads((HERE, PORT), Answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield asked
        server.shutdown()


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the audit of an open camera."""
    home: Path = tmp_path_factory.mktemp("home")
    with camera(RTSP_DESCRIBED) as asked:
        ran = vaglio(home, *AUDIT)
    assert ran.code == 0, ran.err
    assert asked == [b"OPTIONS", b"DESCRIBE"]
    return home


def _found(home: Path) -> dict[str, Any]:
    every = map(json.loads, vaglio(home, "findings", "--json", "--all").out.splitlines())
    return next(one for one in every if one["check"] == "camera-stream-open")


def _again(home: Path) -> dict[str, str]:
    told: dict[str, str] = json.loads(
        vaglio(home, "recheck", str(_found(home)["key"]), "--json", "--quiet").out
    )
    return told


def test_an_open_camera_is_a_gap_and_still_there(audited: Path) -> None:
    assert (_found(audited)["outcome"], _found(audited)["severity"]) == ("not_met", "high")
    with camera(RTSP_DESCRIBED) as asked:
        told = _again(audited)
    assert (told["outcome"], asked) == ("still there", [b"OPTIONS", b"DESCRIBE"])


@pytest.mark.parametrize("abilities", [RTSP_DAHUA, RTSP_LOCKED])
def test_with_a_password_it_is_fixed_wherever_it_asks_for_it(abilities: bytes, audited: Path) -> None:
    with camera(RTSP_LOCKED, abilities) as asked:
        told = _again(audited)
    assert (told["outcome"], told["why"]) == ("fixed", "It asks for a login.")
    assert asked == [b"OPTIONS", b"DESCRIBE"][: 1 if abilities is RTSP_LOCKED else 2]


def test_without_consent_nobody_asks_and_the_line_that_allows_it_is_named(tmp_path: Path) -> None:
    with camera(RTSP_DESCRIBED) as asked:
        assert vaglio(tmp_path, *audit_of(HERE)).code == 0
    found = _found(tmp_path)
    assert (found["outcome"], asked) == ("unknown", [b"OPTIONS"])
    assert found["why"]["parameters"] == {"line": 'opt_in = ["rtsp-stream"]'}
    ran = vaglio(tmp_path, "recheck", str(found["key"]))
    assert (ran.code, "nobody has allowed its question yet" in ran.out.lower()) == (3, True)
