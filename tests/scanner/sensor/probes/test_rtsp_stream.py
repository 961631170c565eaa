"""RTSP: one DESCRIBE where somebody allowed it. Of the answer the kinds of media are kept and nothing else."""

from typing import Any

import pytest

from scanner.evidence.machines import RtspServer
from scanner.plugin import Closed, Garbled, Impact, Refused, Silence, Tcp
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.rtsp import MOST, MOST_BODY, OPTIONS, describe, rtsp, rtsp_stream
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.machine_replies import RTSP_DESCRIBED, RTSP_LOCKED

QUESTION = describe("10.0.0.5")
SDP = b"v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=Rossi's yard\r\nm=video 0 RTP/AVP 96\r\n"


def asked(reply: Reply, *more: Reply) -> RtspServer:
    line = ScriptedLine("rtsp-stream", [reply, *more], address="10.0.0.5")
    told = rtsp_stream(line)
    assert line.sent == [QUESTION]
    assert told.described
    return told


def answer(body: bytes, length: object = None, status: bytes = b"200 OK") -> bytes:
    told = str(len(body) if length is None else length).encode()
    return b"RTSP/1.0 " + status + b"\r\nCSeq: 2\r\nContent-Length: " + told + b"\r\n\r\n" + body


def test_it_is_one_question_that_waits_for_consent_at_one_port() -> None:
    assert (rtsp_stream.opt_in, rtsp_stream.questions, rtsp_stream.touches) == (True, 1, 1)
    assert (rtsp_stream.ports, rtsp_stream.impact, rtsp_stream.follows) == ((Tcp(554),), Impact.ASK, "rtsp")


def test_the_question_carries_no_password_and_asks_for_the_first_place_only() -> None:
    assert QUESTION == (
        b"DESCRIBE rtsp://10.0.0.5:554/ RTSP/1.0\r\nCSeq: 2\r\n"
        b"User-Agent: Vaglio/0.1 (network audit; read-only)\r\nAccept: application/sdp\r\n\r\n"
    )
    assert allowed_request("rtsp-stream", QUESTION) == "describe the streams"
    assert allowed_request("rtsp-stream", describe("fe80::1%eth0")) == "describe the streams"


def test_the_question_without_consent_does_not_let_it_out() -> None:
    assert (rtsp.protocol, rtsp_stream.protocol) == ("rtsp", "rtsp-stream")
    with pytest.raises(Refused):
        allowed_request("rtsp", QUESTION)
    with pytest.raises(Refused):
        allowed_request("rtsp-stream", OPTIONS)


def test_a_camera_that_describes_its_streams_tells_their_kinds() -> None:
    told = asked(RTSP_DESCRIBED)
    assert (told.status, told.media, told.asks_login) == (200, ("video", "audio", "application"), "")


def test_a_camera_that_wants_a_login_says_so() -> None:
    told = asked(RTSP_LOCKED)
    assert (told.status, told.media, told.asks_login) == (401, (), "digest")


@pytest.mark.parametrize(
    "status", [b"403 Forbidden", b"404 Stream Not Found", b"400 Bad Request", b"302 Moved"]
)
def test_another_status_has_no_media_whatever_comes_with_it(status: bytes) -> None:
    told = asked(answer(SDP, status=status))
    assert (told.status, told.media) == (int(status[:3]), ())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>m=video 0 RTP/AVP 96</html>", b"m=video 0 RTP/AVP 96\r\n", b"v=0\r\na=m=video 0 RTP/AVP 96\r\n",
        b"v=0\r\nm=videotape 0 RTP/AVP 96\r\n", b"v=0\r\nm=video\r\n", b"v=1\r\nm=video 0 RTP/AVP 96\r\n",
        b"v=0\r\nm=application/TP-LINK 0 RTP/AVP smart\r\n",
    ],
)  # fmt: skip
def test_what_is_no_description_of_a_stream_names_none(body: bytes) -> None:
    assert asked(answer(body)).media == ()


def test_a_stream_that_is_named_often_counts_once() -> None:
    assert asked(answer(b"v=0\nm=audio 7/2 RTP/AVP 0\n" + b"m=video 0 RTP/AVP 96\n" * 200)).media == (
        "audio",
        "video",
    )


@pytest.mark.parametrize("end", [Silence("no answer in time", b""), Closed("closed by the other side", b"")])
def test_a_length_that_is_a_lie_costs_nothing_of_what_came(end: Exception) -> None:
    assert cut(answer(SDP, length=9_999), end).media == ("video",)
    assert cut(answer(SDP, length=9_999)[:-17], end).media == ()


def cut(came: bytes, end: Exception) -> RtspServer:
    """The answer of a line on which `came` is all that comes."""

    class Ending(ScriptedLine):
        def hear(self, until: Any) -> bytes:
            assert until(came) is None
            raise end

    return rtsp_stream(Ending("rtsp-stream", [], address="10.0.0.5"))


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"", b"9" * 19, "\u0664".encode(), b"0"])
def test_a_length_that_is_no_number_means_no_body(length: bytes) -> None:
    reply = answer(SDP).replace(str(len(SDP)).encode(), length)
    assert asked(reply).media == ()


def test_no_more_than_a_bound_is_looked_at() -> None:
    flood = b"v=0\r\n" + b"a=x\r\n" * (MOST_BODY // 5) + b"m=video 0 RTP/AVP 96\r\n"
    assert asked(answer(flood, length=10**17)).media == ()
    with pytest.raises(Garbled):
        asked(b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * MOST)


@pytest.mark.parametrize("end", [Silence("no answer in time"), Closed("closed without a word", b"")])
def test_no_answer_is_a_plain_outcome(end: Exception) -> None:
    with pytest.raises(type(end)):
        asked(end)


@pytest.mark.parametrize(
    "reply", [b"HTTP/1.1 200 OK\r\n\r\n", b"RTSP/1.0 999 X\r\n\r\n", b"$\0\0\x04abcd\r\n\r\n"]
)
def test_what_is_no_rtsp_is_garbled(reply: bytes) -> None:
    with pytest.raises(Garbled):
        asked(reply)


def test_a_session_that_the_answer_names_is_left_alone() -> None:
    reply = answer(SDP).replace(b"CSeq: 2\r\n", b"CSeq: 2\r\nSession: 1642021126;timeout=60\r\n")
    assert asked(reply).media == ("video",)


@pytest.mark.parametrize(
    "other",
    [
        QUESTION.replace(b"DESCRIBE", b"SETUP"), QUESTION.replace(b"DESCRIBE", b"PLAY"),
        QUESTION.replace(b"DESCRIBE", b"ANNOUNCE"), QUESTION.replace(b"DESCRIBE", b"SET_PARAMETER"),
        QUESTION.replace(b"DESCRIBE", b"RECORD"), QUESTION.replace(b":554/", b":554/live"),
        QUESTION.replace(b":554/", b":8554/"), QUESTION.replace(b"//", b"//admin:admin@"),
        QUESTION[:-2] + b"Authorization: Basic YWRtaW46\r\n\r\n", QUESTION * 2, QUESTION.replace(b"2\r\n", b"3\r\n", 1),
    ],
)  # fmt: skip
def test_nothing_else_about_streams_ever_leaves(other: bytes) -> None:
    with pytest.raises(Refused):
        allowed_request("rtsp-stream", other)
