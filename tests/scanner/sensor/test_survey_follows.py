"""Follow-up questions: only where the first was answered, and only where its answer asks for it."""

import socket
from typing import Any

from scanner.evidence import TelnetGreeting
from scanner.framing import anything, fixed
from scanner.model import Answer
from scanner.plugin import Line, Probe, Udp
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import BRISK
from tests.scanner.sensor.test_survey import ECHO, IDENTIFY, ask, identifies, made
from tests.scanner.sensor.wire.test_udp import WHO, responder


def follows(line: Line) -> TelnetGreeting:
    return TelnetGreeting(banner=line.ask(IDENTIFY, fixed(11)).hex())


def test_a_follow_up_is_asked_where_the_first_was_heard_even_of_a_controller() -> None:
    with servers.serving(ECHO) as plc:
        told = ask(
            [made("first", identifies, plc.port, controller=True), made("second", follows, follows="first")]
        )
    assert told.answers("second") == [Answer.HEARD]
    assert plc.accepted == 2


def test_a_follow_up_waits_for_an_answer_that_asks_for_it() -> None:
    with servers.serving(ECHO) as plc:
        first = made("first", identifies, plc.port)
        wrong = made("wrong", follows, follows="first", when={"vendor": "schneider"})
        right = made("right", follows, follows="first", when={"vendor": "ac.e"})
        told = ask([first, wrong, right])
    assert told.answers("wrong") == []
    assert told.answers("right") == [Answer.HEARD]


def _answers(most: int) -> servers.Behaviour:
    """Echoes this many questions on each connection."""

    def behave(peer: socket.socket) -> None:
        for _ in range(most):
            peer.sendall(peer.recv(4096))

    return behave


def _once(peer: socket.socket) -> None:
    """Echoes one question and hangs up in the same segment."""
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
    peer.sendall(peer.recv(4096))
    peer.shutdown(socket.SHUT_WR)


def _chained(port: int, **more: Any) -> list[Probe[Any]]:
    first = made("first", identifies, port, controller=True)
    return [first, made("second", follows, follows="first", same_connection=True, **more)]


def test_a_follow_up_may_go_on_where_its_first_question_left_the_connection() -> None:
    with servers.serving(_answers(2)) as plc:
        told = ask(_chained(plc.port))
        assert plc.wait_for_ends() == ["FIN"]
    assert (told.answers("first"), told.answers("second")) == ([Answer.HEARD], [Answer.HEARD])
    assert plc.accepted == 1


def test_where_the_other_side_hung_up_the_follow_up_gets_a_connection_of_its_own() -> None:
    with servers.serving(_once) as plc:
        told = ask(_chained(plc.port), pace=BRISK.model_copy(update={"connections_per_host": 1}))
    assert told.answers("second") == [Answer.HEARD]
    assert plc.accepted == 2


def test_a_connection_that_no_follow_up_wants_is_ended_as_always() -> None:
    with servers.serving(_answers(1)) as plc:
        told = ask(_chained(plc.port, when={"vendor": "somebody else"}))
        assert plc.wait_for_ends() == ["FIN"]
    assert (told.answers("second"), plc.accepted) == ([], 1)


def test_no_follow_up_where_the_first_was_not_answered() -> None:
    with servers.serving(servers.silent) as quiet:
        told = ask([made("first", identifies, quiet.port), made("second", follows, follows="first")])
    assert told.answers("first") == [Answer.SILENT]
    assert told.answers("second") == []


def _says(line: Line) -> TelnetGreeting:
    return TelnetGreeting(banner=line.ask(WHO, anything, protocol="enip").decode())


def _datagrams(port: int, **more: Any) -> list[Probe[Any]]:
    first = made("first", _says, Udp(port), controller=True)
    return [first, made("second", _says, Udp(port), follows="first", **more)]


def test_over_datagrams_a_follow_up_is_asked_once_behind_its_first_question_even_of_a_controller() -> None:
    with responder(lambda sock, sender: sock.sendto(b"I am", sender)) as (port, got):
        told = ask(_datagrams(port))
    assert (told.answers("first"), told.answers("second")) == ([Answer.HEARD], [Answer.HEARD])
    assert got == [WHO, WHO]


def test_over_datagrams_a_follow_up_waits_for_an_answer_that_asks_for_it() -> None:
    with responder(lambda sock, sender: sock.sendto(b"I am", sender)) as (port, got):
        told = ask(_datagrams(port, when={"banner": "somebody else"}))
    assert (told.answers("second"), got) == ([], [WHO])


def test_over_datagrams_no_follow_up_where_nobody_answered() -> None:
    with responder(lambda sock, sender: None) as (port, got):
        told = ask(_datagrams(port))
    assert (told.answers("first"), told.answers("second")) == ([Answer.SILENT], [])
    assert len(got) == 1
