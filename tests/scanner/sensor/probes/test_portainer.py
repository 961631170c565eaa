"""Portainer: its version, and whether it has an administrator. Answers as its API reference shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import PortainerServer
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Silence, TlsHandshake
from scanner.sensor.probes.portainer import portainer
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.probes.store_replies import http

STATUS = http(b'{"Version":"2.19.4","InstanceID":"299ab403-70a8-4c05-92f7-bf7a994d50df"}')
EXISTS = [b"HTTP/1.1 204 No Content\r\nDate: Mon, 01 Jun 2026 12:00:00 GMT\r\nContent-Length: 0\r\n\r\n"]
MISSING = http(b'{"message":"No administrator account found inside the database"}', "404 Not Found")


def asked(*replies: Reply, port: int = 9000) -> tuple[PortainerServer, ScriptedLine]:
    line = ScriptedLine(
        "portainer", list(replies), service=Service(transport="tcp", port=port), zone_is_ot=False
    )
    line.handshakes += [TlsHandshake("TLSv1.3")] * 2
    return portainer(line), line


@pytest.mark.parametrize(
    ("second", "waits"), [(EXISTS, False), (MISSING, True), (http(b"{}", "500 Internal Server Error"), None)]
)
@pytest.mark.parametrize("port", [9000, 9443])
def test_only_its_own_word_tells_whether_it_has_an_administrator(
    second: list[bytes], waits: bool | None, port: int
) -> None:
    told, line = asked(*STATUS, *second, port=port)
    assert told == PortainerServer(without_login=waits, version="2.19.4")
    assert (len(line.sent), line.connections) == (2, 2)
    assert len(line.handshakes) == (0 if port == 9443 else 2)


@pytest.mark.parametrize(
    "first",
    [http(b'{"Version":"2"}'), http(b"[]"), http(b"<html>"), http(b"{}", "401 Unauthorized"), MISSING],
)
def test_another_server_is_asked_nothing_more(first: list[bytes]) -> None:
    line = ScriptedLine("portainer", [*first, *EXISTS], service=Service(transport="tcp", port=9000))
    with pytest.raises(Garbled):
        portainer(line)
    assert len(line.sent) == 1


@pytest.mark.parametrize("head", list(truncations(STATUS[0])))
def test_half_a_head_is_no_answer(head: bytes) -> None:
    with pytest.raises((Garbled, Closed)):
        asked(head)


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_random_bytes_end_in_a_plain_outcome(replies: list[bytes]) -> None:
    try:
        told, _ = asked(*STATUS, *replies)
    except (Garbled, Silence, Closed):
        return
    assert told.version == "2.19.4"
