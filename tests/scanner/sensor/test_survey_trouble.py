"""What happens when an asset, a probe or the scan itself is in trouble."""

import socket
import time
from typing import Any

import pytest

from scanner.evidence import Fragility, OpenPort, TelnetGreeting
from scanner.framing import anything, fixed
from scanner.model import Answer, Asked, Progress, Service
from scanner.plugin import Garbled, Line, Udp
from scanner.sensor.asked import SILENT_DOORS
from scanner.sensor.survey import Survey
from scanner.sensor.visit import KNOCKING
from scanner.sensor.wire.sweep import Knock
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import BRISK, Written, brisk_order, guard_of
from tests.scanner.sensor.test_survey import HERE, Speak, Told, ask, greets, made
from tests.scanner.sensor.wire.test_udp import WHO, responder


def test_a_machine_that_swallows_knock_after_knock_is_left_alone() -> None:
    with servers.swallowing() as quiet:
        guard = guard_of(brisk_order(pace=BRISK.model_copy(update={"connections_per_host": 16})))
        told = Told()
        survey = Survey(guard, [], told.said.append, lambda _: "", lambda *_: None)
        visit = survey.visit(HERE, "")
        for _ in range(SILENT_DOORS):
            assert visit.asked.left_alone == ""
            visit.door(Knock(quiet, "silent"))
        assert "swallows" in visit.asked.left_alone


def test_a_knock_that_is_answered_in_between_starts_the_count_again() -> None:
    survey = Survey(guard_of(), [], lambda _: None, lambda _: "", lambda *_: None)
    visit = survey.visit(HERE, "")
    for state in ["silent"] * 3 + ["closed"] + ["silent"] * 3:
        visit.door(Knock(1, state))  # type: ignore[arg-type]
    assert visit.asked.left_alone == ""
    visit.door(Knock(1, "silent"))
    assert visit.asked.left_alone


@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError(), IndexError("x"), RecursionError(), UnicodeDecodeError("utf-8", b"", 0, 1, "x")],
)
def test_a_probe_that_raises_has_not_understood_and_the_scan_goes_on(error: Exception) -> None:
    def fails(line: Line) -> TelnetGreeting:
        line.hear(anything)
        raise error

    with servers.serving(servers.saying(b"hi")) as server:
        told = ask([made("fails", fails, server.port), made("next", greets, server.port)])
    assert told.answers("fails") == [Answer.GARBLED]
    assert type(error).__name__ in told.of("fails")[0].reason
    assert told.of("fails")[0].raw == b"hi"
    assert told.answers("next") == [Answer.HEARD]


def test_a_probe_that_gives_something_else_than_it_declares_is_garbled() -> None:
    with servers.serving(servers.saying(b"hi")) as server:
        told = ask([made("liar", lambda _: OpenPort(port=1), server.port)])
    assert told.answers("liar") == [Answer.GARBLED]


@pytest.mark.parametrize(
    ("speak", "answer"),
    [
        (lambda line: line.again(), Answer.REFUSED),
        (lambda line: line.ask(b"\0\1\0\0\0\6\xff\5\0\0\xff\0", anything), Answer.REFUSED),
        (lambda line: line.hear(fixed(99)), Answer.SILENT),
        (lambda line: (_ for _ in ()).throw(Garbled("no")), Answer.GARBLED),
    ],
    ids=["a second connection", "a write", "waiting for more", "garbled"],
)
def test_each_end_of_a_question_is_evidence_with_a_reason(speak: Speak, answer: Answer) -> None:
    with servers.serving(servers.saying(b"hi")) as server:
        told = ask([made("asked", speak, server.port)])
    assert told.answers("asked") == [answer]
    assert told.of("asked")[0].reason


def test_what_was_asked_before_is_not_asked_again() -> None:
    with servers.serving(servers.saying(b"hi")) as one, servers.serving(servers.saying(b"hi")) as two:
        services = [Service(transport="tcp", port=server.port) for server in (one, two)]
        done = (
            Asked(asset=HERE, probe=KNOCKING, service=services[0]), Asked(asset=HERE, probe="a", service=services[0]),
            Asked(asset=HERE, probe=KNOCKING, service=services[1]), Asked(asset=HERE, probe="b", service=services[1]),
        )  # fmt: skip
        told = ask(
            [made("a", greets, one.port), made("b", greets, two.port), made("c", greets, two.port)], done=done
        )
        two.wait_for_ends()
    assert (told.answers("a"), told.answers("b"), told.answers("c")) == ([], [], [Answer.HEARD])
    assert (one.accepted, two.accepted) == (0, 1)


def test_a_datagram_that_was_sent_before_is_not_sent_again() -> None:
    def who(line: Line) -> TelnetGreeting:
        return TelnetGreeting(banner=line.ask(WHO, anything, protocol="enip").decode())

    with responder(lambda sock, sender: sock.sendto(b"I am", sender)) as (port, got):
        done = (Asked(asset=HERE, probe="who", service=Service(transport="udp", port=port)),)
        ask([made("who", who, Udp(port))], done=done)
        time.sleep(0.05)
    assert got == []


# --- the canary ---------------------------------------------------------------------------------------------


def test_a_machine_that_falls_silent_after_it_was_asked_stops_the_segment() -> None:
    guard = guard_of(brisk_order(pace=BRISK.model_copy(update={"hosts_in_flight": 1})))
    trips: list[str] = []

    def round_trip(address: str, _: str) -> float | None:
        trips.append(address)
        return 0.001 if len(trips) == 1 else None

    with servers.serving(servers.saying(b"hi"), "0.0.0.0") as server:
        told = ask([made("a", greets, server.port)], guard, assets=(HERE, "127.0.0.2"), round_trip=round_trip)
    assert "silent now" in guard.stopped
    assert [each.asset for each in told.of("a") if each.answer is Answer.HEARD] == [HERE]
    assert len(told.facts(Fragility)) == 1
    assert trips.count(HERE) == 3  # before, after, and once more: a lost frame is no trouble
    assert server.accepted == 1


def test_one_lost_frame_does_not_stop_the_segment() -> None:
    guard = guard_of()
    trips = iter([0.001, None, 0.001])
    told = ask([], guard, round_trip=lambda *_: next(trips))
    assert guard.stopped == ""
    assert told.facts(Fragility) == []


# --- stops and failures -------------------------------------------------------------------------------------


def test_after_a_stop_the_rest_is_said_to_be_not_asked() -> None:
    guard = guard_of()

    def and_stop(line: Line) -> TelnetGreeting:
        guard.stop("somebody pulled the plug")
        return greets(line)

    with servers.serving(servers.saying(b"hi")) as server:
        told = ask([made("a", and_stop, server.port), made("b", greets, server.port)], guard)
    assert told.answers("a") == [Answer.HEARD]
    assert told.answers("b") in ([Answer.NOT_ASKED], [Answer.REFUSED])
    assert "plug" in told.of("b")[0].reason


def test_an_asset_that_breaks_the_survey_does_not_end_the_scan() -> None:
    def round_trip(address: str, _: str) -> float | None:
        if address == HERE:
            raise ZeroDivisionError("oh")
        return None

    with servers.serving(servers.saying(b"hi"), "0.0.0.0") as server:
        told = ask([made("a", greets, server.port)], assets=(HERE, "127.0.0.2"), round_trip=round_trip)
    assert {each.asset for each in told.of("a") if each.answer is Answer.HEARD} == {"127.0.0.2"}
    assert any("ZeroDivisionError" in note for note in told.notes)
    done = [message for message in told.said if isinstance(message, Progress) and message.what == "done"]
    assert [message.total for message in done] == [2, 2]


def test_no_socket_is_left_open_after_a_survey() -> None:
    opened: list[socket.socket] = []
    real = socket.socket

    class Counted(real):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            opened.append(self)

    with servers.serving(servers.silent) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", Counted)
        written = Written()
        ask([made("a", greets, server.port)], guard_of(written=written))
        mine = [sock for sock in opened if sock.fileno() >= 0 and sock.getsockname()[1] != server.port]
    assert mine == []
