"""Jenkins inside TLS and in clear: the same question, and the same answers."""

import pytest

from scanner.evidence import JenkinsServer
from scanner.model import Service
from scanner.plugin import Garbled, TlsHandshake
from scanner.sensor.probes.jenkins import jenkins
from tests.lab.servers import jenkins as lab
from tests.lines import ScriptedLine
from tests.scanner.sensor.probes.store_replies import JENKINS, JENKINS_LOGIN


def line(replies: list[bytes], port: int, refusal: str = "") -> ScriptedLine:
    service = Service(transport="tcp", port=port)
    shaken = [TlsHandshake("TLSv1.3", refusal=refusal)]
    return ScriptedLine("jenkins", [*replies], service=service, zone_is_ot=False, handshakes=shaken)


@pytest.mark.parametrize(("replies", "without_login"), [(JENKINS, True), (JENKINS_LOGIN, False)])
@pytest.mark.parametrize("port", [8080, 443, 8443])
def test_it_is_asked_inside_tls_where_its_start_page_came_so(
    replies: list[bytes], without_login: bool, port: int
) -> None:
    asked = line(replies, port)
    assert jenkins(asked) == JenkinsServer(without_login=without_login, version="2.426.1")
    assert len(asked.handshakes) == (1 if port == 8080 else 0)
    assert len(asked.sent) == 1


def test_where_tls_fails_nothing_is_said() -> None:
    asked = line(JENKINS, 8443, refusal="ALERT")
    with pytest.raises(Garbled, match="TLS"):
        jenkins(asked)
    assert asked.sent == []


@pytest.mark.parametrize(("login", "version"), [(False, "2.441"), (True, "2.568.1")])
def test_the_heads_of_real_servers_are_understood(login: bool, version: str) -> None:
    asked = line([], 8080)
    asked.replies.append(lambda request: lab.answer(request, login).partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    asked.replies.append(lambda request: lab.answer(request, login).partition(b"\r\n\r\n")[2])
    assert jenkins(asked) == JenkinsServer(without_login=not login, version=version)
