"""RTSP: one OPTIONS, by a Dahua camera's answer. What is asked about streams is in `test_rtsp_stream`."""

import pytest

from scanner.evidence.machines import RtspServer
from scanner.plugin import Garbled, Refused
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.rtsp import OPTIONS, rtsp
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.machine_replies import RTSP_DAHUA


def asked(reply: bytes) -> RtspServer:
    line = ScriptedLine("rtsp", [reply])
    told = rtsp(line)
    assert line.sent == [OPTIONS]
    return told


def test_a_camera_tells_server_and_methods() -> None:
    told = asked(RTSP_DAHUA)
    assert (told.status, told.server, told.asks_login) == (200, "Rtsp Server/3.0", "")
    assert told.methods[:3] == ("OPTIONS", "DESCRIBE", "ANNOUNCE")


def test_a_camera_that_wants_a_login_even_for_this_says_so() -> None:
    told = asked(
        b'RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="x", nonce="y"\r\n\r\n'
    )
    assert told == RtspServer(status=401, asks_login="digest")


def test_a_header_that_comes_twice_counts_as_it_came_first() -> None:
    assert asked(b"RTSP/1.0 200 OK\r\nServer: A\r\nserver: B\r\n\r\n").server == "A"


@pytest.mark.parametrize(
    "reply", [b"HTTP/1.1 200 OK\r\n\r\n", b"RTSP/1.0 999 X\r\n\r\n", b"RTSP/1.0 \r\n\r\n", b"\r\n\r\n"]
)
def test_another_answer_is_garbled(reply: bytes) -> None:
    with pytest.raises(Garbled):
        asked(reply)


def test_methods_are_bounded_and_escapes_taken_out() -> None:
    told = asked(b"RTSP/1.0 200 OK\r\nServer: \x1b[2Jcam\r\nPublic: " + b"PLAY, " * 900 + b"\r\n\r\n")
    assert told.server == "[2Jcam"
    assert len(told.methods) <= 20


@pytest.mark.parametrize(
    "other",
    [b"DESCRIBE", b"PLAY", b"SETUP", b"TEARDOWN", b"ANNOUNCE", b"RECORD", b"GET_PARAMETER", b"SET_PARAMETER"],
)
def test_no_stream_is_ever_asked_for(other: bytes) -> None:
    with pytest.raises(Refused):
        allowed_request("rtsp", OPTIONS.replace(b"OPTIONS", other))
