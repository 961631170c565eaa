"""Questions that nobody allowed: where they had a place that is said, and nothing is sent for it."""

from collections.abc import Sequence
from typing import Any

import pytest

from scanner.evidence import FtpGreeting, ModbusIdentity, TelnetGreeting
from scanner.framing import anything
from scanner.model import Answer, Evidence, Heard, Message, Zone
from scanner.plugin import Impact, Line, Probe, Udp
from scanner.sensor import profile
from scanner.sensor.survey import Survey
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import brisk_order, guard_of, order
from tests.scanner.sensor.test_survey import ECHO, HERE, greets, identifies, made
from tests.scanner.sensor.wire.test_udp import WHO, responder

LINE = 'needs your consent: allow_guess = ["lists"]'


def lists(line: Line) -> FtpGreeting:
    raise AssertionError("nobody allowed this question")


def guess(*ports: int | Udp, **more: Any) -> Probe[Any]:
    return made("lists", lists, *ports, gives=FtpGreeting, impact=Impact.GUESS, **more)


def told(
    probes: Sequence[Probe[Any]], withheld: Sequence[Probe[Any]], zone: Zone = Zone.IT, **more: Any
) -> list[Evidence]:
    said: list[Message] = []
    guard = guard_of(brisk_order(zone=zone, **more))
    Survey(guard, probes, said.append, lambda _: "", lambda *_: None, withheld).run([(HERE, "")])
    return [message.evidence for message in said if isinstance(message, Heard)]


def of_guess(evidence: Sequence[Evidence]) -> list[tuple[Answer, str, str]]:
    return [(one.answer, one.reason, str(one.service)) for one in evidence if one.probe == "lists"]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the list of office ports, so that only the ports of the test are knocked at."""
    monkeypatch.setattr(profile, "IT_PRESENCE", ())


@pytest.mark.usefixtures("quiet")
def test_at_a_port_that_is_open_anyway_it_is_said_what_consent_is_missing() -> None:
    with servers.serving(servers.saying(b"login:")) as server:
        evidence = told([made("greeting", greets, server.port)], [guess(server.port)])
    assert of_guess(evidence) == [(Answer.NOT_ASKED, LINE, f"tcp/{server.port}")]
    assert [one.wanted for one in evidence if one.probe == "lists"] == ["ftp-greeting"]
    assert server.accepted == 1


def test_a_port_that_is_only_known_to_be_open_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.serving(servers.saying(b"login:")) as server:
        monkeypatch.setattr(profile, "IT_PRESENCE", (server.port,))
        assert len(of_guess(told([], [guess(server.port)]))) == 1


@pytest.mark.usefixtures("quiet")
def test_no_knock_is_made_for_a_question_that_nobody_allowed() -> None:
    with servers.serving(servers.saying(b"login:")) as server:
        assert told([], [guess(server.port)]) == []
    assert server.accepted == 0


@pytest.mark.usefixtures("quiet")
def test_a_closed_port_needs_no_consent() -> None:
    port = servers.free_port()
    assert of_guess(told([made("greeting", greets, port)], [guess(port)])) == []


@pytest.mark.usefixtures("quiet")
def test_a_question_over_datagrams_is_not_spoken_of() -> None:
    assert told([], [guess(Udp(servers.free_port()))]) == []


@pytest.mark.usefixtures("quiet")
def test_a_follow_up_is_spoken_of_only_where_the_first_question_was_heard() -> None:
    with servers.serving(servers.saying(b"login:")) as server:
        first = made("greeting", greets, server.port)
        assert of_guess(told([first], [guess(follows="greeting", when={"banner": "LOGIN"})])) == [
            (Answer.NOT_ASKED, LINE, f"tcp/{server.port}")
        ]
        assert of_guess(told([first], [guess(follows="other")])) == []
        assert of_guess(told([first], [guess(follows="greeting", when={"banner": "menu"})])) == []


@pytest.mark.usefixtures("quiet")
def test_of_a_machine_nothing_is_said_that_would_not_be_asked_with_consent_either() -> None:
    with servers.serving(servers.saying(b"login:")) as server:
        first = made("greeting", greets, server.port)
        assert of_guess(told([first], [guess(server.port, office_only=True)], Zone.OT)) == []
    with servers.serving(ECHO) as plc:
        controller = made("plc", identifies, plc.port, gives=ModbusIdentity, controller=True)
        assert of_guess(told([controller], [guess(plc.port)])) == []


def test_behind_an_answer_over_datagrams_it_is_said_what_consent_is_missing() -> None:
    def says(line: Line) -> TelnetGreeting:
        return TelnetGreeting(banner=line.ask(WHO, anything, protocol="enip").decode())

    with responder(lambda sock, sender: sock.sendto(b"I am", sender)) as (port, got):
        first = made("greeting", says, Udp(port), controller=True)
        behind = guess(Udp(port), follows="greeting")
        assert of_guess(told([first], [behind])) == [(Answer.NOT_ASKED, LINE, f"udp/{port}")]
        assert of_guess(told([first], [guess(Udp(port), follows="other")])) == []
    assert got == [WHO, WHO]


def test_where_a_datagram_was_answered_the_port_is_open_for_other_questions_too() -> None:
    def says(line: Line) -> TelnetGreeting:
        return TelnetGreeting(banner=line.ask(WHO, anything, protocol="enip").decode())

    with responder(lambda sock, sender: sock.sendto(b"I am", sender)) as (port, got):
        first = made("greeting", says, Udp(port))
        assert of_guess(told([first], [guess(Udp(port))])) == [(Answer.NOT_ASKED, LINE, f"udp/{port}")]
        assert of_guess(told([first], [guess(Udp(port + 1))])) == []
        assert of_guess(told([first], [guess(Udp(port), office_only=True)], Zone.OT)) == []
    assert got == [WHO] * 3
    silent = Udp(servers.free_port())
    assert of_guess(told([made("greeting", says, silent)], [guess(silent)])) == []


def test_what_is_withheld_is_what_the_order_does_not_allow() -> None:
    free, careful, bold = made("free", greets, 1), made("careful", greets, 2, opt_in=True), guess(3)
    probes = [free, careful, bold]
    assert profile.withheld(probes, order(zone=Zone.IT)) == [careful, bold]
    assert profile.withheld(probes, order(zone=Zone.IT, opt_in=("careful",), allow_guess=("lists",))) == []
    assert profile.withheld(probes, order(zone=Zone.IT, probes=("free",))) == []


def test_the_reason_names_the_line_that_allows_it_or_says_that_none_does() -> None:
    careful = made("careful", greets, 2, opt_in=True)
    assert profile.consent(careful, order(zone=Zone.OT)) == 'needs your consent: opt_in = ["careful"]'
    assert profile.consent(guess(3), order(zone=Zone.IT)) == LINE
    assert "zone it only" in profile.consent(guess(3), order(zone=Zone.OT))


def test_a_greeting_is_still_heard_beside_it() -> None:
    with servers.serving(servers.saying(b"login:")) as server:
        evidence = told([made("greeting", greets, server.port)], [guess(server.port)])
    assert [one.fact for one in evidence if one.probe == "greeting"] == [TelnetGreeting(banner="login:")]


def test_an_order_that_names_a_follow_up_lets_out_what_it_follows_and_no_other_port() -> None:
    first, second = made("first", greets, 21), made("second", greets, follows="first")
    third = made("third", greets, follows="second")
    probes = [first, second, third, made("other", greets, 22)]
    named = order(zone=Zone.IT, probes=("third",))
    assert profile.wanted(probes, named) == [first, second, third]
    assert profile.tcp_ports(profile.wanted(probes, named), named, is_ot=False) == [21]
