"""The lab's responders of databases and consoles answer the probes as the lab's table says."""

from functools import partial
from typing import Any

import pytest

from checks import consoles as console_checks
from checks import stores as store_checks
from scanner.model import Fact, Outcome, Service
from scanner.plugin import Check, Probe
from scanner.sensor.probes.docker_api import docker_api
from scanner.sensor.probes.grafana import grafana
from scanner.sensor.probes.ipmi import ipmi
from scanner.sensor.probes.mongodb import mongodb
from scanner.sensor.probes.mssql_browser import mssql_browser
from scanner.sensor.probes.node_red import node_red
from scanner.sensor.probes.search_node import search_node
from scanner.sensor.profile import makes_offices
from scanner.sensor.wire.link import maker_of
from tests.lab import stores
from tests.lab.answering import Answer
from tests.lab.model import Device
from tests.lab.servers import consoles as console_server
from tests.lab.servers import ipmi as ipmi_server
from tests.lab.servers import mongodb as mongodb_server
from tests.lab.servers import mssql_browser as mssql_server
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.field_replies import DatagramLine

CONSOLES = {9200: search_node, 2375: docker_api, 1880: node_red, 3000: grafana}
CHECKS = [
    check
    for module in (store_checks, console_checks)
    for check in vars(module).values()
    if isinstance(check, Check)
]


def device(name: str) -> Device:
    return next(one for one in stores.DEVICES if one.name == name)


def gaps(*facts: Fact) -> set[str]:
    return {
        check.id for check in CHECKS for fact in facts
        if type(fact) is check.needs and check(fact).outcome is Outcome.NOT_MET
    }  # fmt: skip


def of_console(probe: Probe[Any], port: int, login: bool) -> Fact:
    """The head is one message to the probe, the body another."""

    def part(number: int, request: bytes) -> bytes:
        head, body = console_server.answer(request, login).split(b"\r\n\r\n", 1)
        return body if number else head + b"\r\n\r\n"

    script: list[Reply] = [partial(part, number % 2) for number in range(2 * probe.questions)]
    line = ScriptedLine(probe.protocol, script, service=Service(transport="tcp", port=port))
    fact: Fact = probe(line)
    return fact


def of_one(probe: Probe[Any], answer: Answer) -> Fact:
    script: list[Reply] = [answer]
    kind = ScriptedLine if probe is mongodb else DatagramLine
    fact: Fact = probe(kind(probe.protocol, script))
    return fact


@pytest.mark.parametrize(("name", "login"), [("test-server", False), ("test-server-login", True)])
def test_the_consoles_show_the_faults_that_the_table_says(name: str, login: bool) -> None:
    facts = [of_console(probe, port, login) for port, probe in CONSOLES.items()]
    facts.append(of_one(mongodb, partial(mongodb_server.answer, login=login)))
    assert gaps(*facts) == device(name).weaknesses
    assert all(getattr(fact, "without_login", None) is not login for fact in facts)


@pytest.mark.parametrize(("name", "anonymous"), [("managed-server", True), ("managed-server-named", False)])
def test_the_remote_management_shows_the_faults_that_the_table_says(name: str, anonymous: bool) -> None:
    facts = [of_one(ipmi, partial(ipmi_server.answer, anonymous=anonymous))]
    if anonymous:
        facts.append(of_one(mssql_browser, mssql_server.answer))
    assert gaps(*facts) == device(name).weaknesses


@pytest.mark.parametrize(
    "answer",
    [
        partial(ipmi_server.answer, anonymous=True),
        partial(mongodb_server.answer, login=False),
        mssql_server.answer,
    ],
    ids=["ipmi", "mongodb", "mssql"],
)
@pytest.mark.parametrize("request_bytes", [b"", b"\x06\x00\xff\x07", bytes(64), b"GET / HTTP/1.1\r\n\r\n"])
def test_a_responder_has_no_answer_to_anything_else(answer: Answer, request_bytes: bytes) -> None:
    assert answer(request_bytes) == b""


def test_every_server_of_the_table_comes_from_an_office_maker() -> None:
    assert [one.name for one in stores.DEVICES if not makes_offices(maker_of(one.mac))] == []
    assert {one.address for one in stores.DEVICES} <= {f"10.83.0.{octet}" for octet in range(180, 200)}
