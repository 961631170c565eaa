"""A camera over a real connection: asked about its streams only where somebody allowed it, and only once it is due."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from scanner.evidence import RtspServer
from scanner.model import Answer, Evidence, Zone
from scanner.plugin import Probe, Tcp
from scanner.sensor.probes.rtsp import rtsp, rtsp_stream
from tests.scanner.sensor import servers
from tests.scanner.sensor.probes.machine_replies import RTSP_DAHUA, RTSP_DESCRIBED, RTSP_LOCKED
from tests.scanner.sensor.test_consent import told

NAMELESS = RTSP_DAHUA.replace(b"200 OK", b"454 Session Not Found")


def survey(camera: servers.Behaviour, *, allowed: bool) -> tuple[list[Evidence], int]:
    """What is written down of its streams, and how often it was connected to."""
    with servers.serving(camera) as server:
        first, second = here(rtsp, server.port), here(rtsp_stream, server.port)
        asked, withheld = ([first, second], []) if allowed else ([first], [second])
        evidence = told(asked, withheld, Zone.OT)
    return [one for one in evidence if one.probe == "rtsp-stream"], server.accepted


def here(probe: Probe[Any], port: int) -> Probe[Any]:
    return replace(probe, ports=(Tcp(port),))


def answers(
    described: bytes, abilities: bytes = RTSP_DAHUA, *, one_by_one: bool = False
) -> servers.Behaviour:
    """A camera; `one_by_one`: it hangs up after each answer."""

    def behave(peer: socket.socket) -> None:
        while request := peer.recv(4096):
            peer.sendall(abilities if request.startswith(b"OPTIONS ") else described)
            if one_by_one:
                peer.shutdown(socket.SHUT_WR)

    return behave


def test_without_consent_it_is_not_asked_and_the_line_that_allows_it_is_told() -> None:
    def behave(peer: socket.socket) -> None:
        while request := peer.recv(4096):
            assert request.startswith(b"OPTIONS ")
            peer.sendall(RTSP_DAHUA)

    (one,), connections = survey(behave, allowed=False)
    assert (one.answer, one.reason) == (Answer.NOT_ASKED, 'needs your consent: opt_in = ["rtsp-stream"]')
    assert connections == 1


@pytest.mark.parametrize("abilities", [RTSP_DAHUA, NAMELESS])
def test_with_consent_it_is_asked_on_the_same_connection(abilities: bytes) -> None:
    (one,), connections = survey(answers(RTSP_DESCRIBED, abilities), allowed=True)
    assert isinstance(one.fact, RtspServer)
    assert (one.fact.described, one.fact.media) == (True, ("video", "audio", "application"))
    assert connections == 1


def test_a_camera_that_hangs_up_after_each_answer_is_asked_on_a_connection_of_its_own() -> None:
    (one,), connections = survey(answers(RTSP_LOCKED, one_by_one=True), allowed=True)
    assert isinstance(one.fact, RtspServer)
    assert (one.fact.status, one.fact.media) == (401, ())
    assert connections == 2


@pytest.mark.parametrize("allowed", [False, True])
def test_who_wants_a_login_for_its_abilities_is_not_asked_again_and_needs_no_consent(allowed: bool) -> None:
    assert survey(answers(RTSP_DESCRIBED, RTSP_LOCKED), allowed=allowed) == ([], 1)


def test_of_the_description_nothing_is_written_down_but_the_kinds_of_its_media() -> None:
    head, blank, body = RTSP_DESCRIBED.partition(b"\r\n\r\n")
    (one,), _ = survey(answers(RTSP_DESCRIBED), allowed=True)
    assert one.raw == head + blank
    assert b"Media Server" in body
    assert b"Media Server" not in one.model_dump_json().encode()


def test_nor_is_it_where_the_length_is_a_lie() -> None:
    longer = RTSP_DESCRIBED.replace(b"Content-Length: 705", b"Content-Length: 905")

    def behave(peer: socket.socket) -> None:
        peer.recv(4096)
        peer.sendall(RTSP_DAHUA)
        peer.recv(4096)
        peer.sendall(longer)
        peer.shutdown(socket.SHUT_WR)

    (one,), _ = survey(behave, allowed=True)
    assert isinstance(one.fact, RtspServer)
    assert (one.fact.media[0], one.raw) == ("video", b"")
