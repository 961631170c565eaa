"""Asking real small servers with small probes: who is asked, who is left alone, and what is said of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from scanner.evidence import Fragility, ModbusIdentity, OpenPort, SmbServer, TelnetGreeting
from scanner.framing import anything, fixed
from scanner.model import Answer, Evidence, Heard, Message, Note, Zone
from scanner.plugin import Line, Probe, Tcp, Udp, probe
from scanner.sensor.asked import STRIKES
from scanner.sensor.guard.guard import Guard
from scanner.sensor.questions import Questions
from scanner.sensor.survey import RoundTrip, Survey
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import BRISK, brisk_order, guard_of
from tests.scanner.sensor.wire.test_udp import WHO, responder

HERE = "127.0.0.1"
IDENTIFY = bytes.fromhex("0001 0000 0005 FF 2B 0E 01 00")
ECHO = servers.answering(lambda got: got)

Speak = Callable[[Line], Any]


def greets(line: Line) -> TelnetGreeting:
    return TelnetGreeting(banner=line.hear(anything).decode("latin-1"))


def identifies(line: Line) -> ModbusIdentity:
    line.ask(IDENTIFY, fixed(11))
    return ModbusIdentity(vendor="ACME")


def made(id: str, speak: Speak, *ports: int | Udp, **more: Any) -> Probe[Any]:
    gives = {"gives": ModbusIdentity if speak is identifies else TelnetGreeting} | more
    doors = [port if isinstance(port, Udp) else Tcp(port) for port in ports]
    settings: dict[str, Any] = {"title": id, "protocol": "modbus"} | gives
    return probe(id=id, ports=doors, **settings)(speak)


@dataclass
class Told:
    """What the survey said."""

    said: list[Message] = field(default_factory=list)

    @property
    def evidence(self) -> list[Evidence]:
        return [message.evidence for message in self.said if isinstance(message, Heard)]

    def of(self, id: str) -> list[Evidence]:
        return [each for each in self.evidence if each.probe == id]

    def answers(self, id: str) -> list[Answer]:
        return [each.answer for each in self.of(id)]

    def facts(self, kind: type[Any]) -> list[Any]:
        return [each.fact for each in self.evidence if isinstance(each.fact, kind)]

    @property
    def notes(self) -> list[str]:
        return [message.text for message in self.said if isinstance(message, Note)]


def ask(
    probes: Sequence[Probe[Any]], guard: Guard | None = None, *, assets: Sequence[str] = (HERE,),
    maker: str = "", round_trip: RoundTrip = lambda *_: None, **order: Any,
) -> Told:  # fmt: skip
    told = Told()
    guard = guard or guard_of(brisk_order(**order))
    Survey(guard, probes, told.said.append, lambda _: maker, round_trip).run([(each, "") for each in assets])
    return told


def test_an_open_port_is_said_and_its_probe_heard() -> None:
    with servers.serving(servers.saying(b"login:")) as server:
        told = ask([made("greeting", greets, server.port)])
    assert told.facts(OpenPort) == [OpenPort(port=server.port)]
    assert told.facts(TelnetGreeting) == [TelnetGreeting(banner="login:")]
    assert told.of("greeting")[0].raw == b"login:"
    assert server.accepted == 1  # the question went over the connection of the knock


def test_a_closed_port_and_one_that_swallows_are_told_apart() -> None:
    shut = servers.free_port()
    with servers.swallowing() as quiet:
        told = ask([made("shut", greets, shut), made("quiet", greets, quiet)])
    assert told.answers("shut") == [Answer.CLOSED]
    assert told.answers("quiet") == [Answer.FILTERED]


def test_a_machine_is_not_asked_further_once_it_has_said_that_it_is_a_controller() -> None:
    with servers.serving(ECHO) as plc, servers.serving(servers.saying(b"login:")) as other:
        probes = [made("plc", identifies, plc.port, controller=True), made("other", greets, other.port)]
        told = ask(probes, pace=BRISK.model_copy(update={"connections_per_host": 1}))
    assert told.answers("plc") == [Answer.HEARD]
    assert told.answers("other") == [Answer.NOT_ASKED]
    assert "machine of the plant" in told.of("other")[0].reason
    assert other.accepted == 0


def test_the_whole_port_list_is_asked_where_the_order_says_so() -> None:
    with servers.serving(ECHO) as plc, servers.serving(servers.saying(b"login:")) as other:
        probes = [made("plc", identifies, plc.port, controller=True), made("other", greets, other.port)]
        told = ask(probes, whole_port_list=True)
    assert told.answers("other") == [Answer.HEARD]


def test_a_controller_that_answers_without_a_session_is_not_knocked_at() -> None:
    def who(line: Line) -> TelnetGreeting:
        return TelnetGreeting(banner=line.ask(WHO, anything, protocol="enip").decode())

    with (
        responder(lambda sock, sender: sock.sendto(b"I am", sender)) as (port, _),
        servers.serving(servers.saying(b"login:")) as other,
    ):
        probes = [made("who", who, Udp(port), controller=True), made("other", greets, other.port)]
        told = ask(probes)
    assert told.answers("who") == [Answer.HEARD]
    assert told.answers("other") == [Answer.NOT_ASKED]
    assert other.accepted <= 1


def test_a_controller_in_an_office_zone_is_asked_at_the_pace_of_machines_from_then_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guard = guard_of(brisk_order(zone=Zone.IT, pace=None, pace_acknowledged="", whole_port_list=True,
                                 probes=("plc",)))  # fmt: skip
    with servers.serving(ECHO) as plc:
        told = Told()
        survey = Survey(guard, [made("plc", identifies, plc.port, controller=True)], told.said.append,
                        lambda _: "", lambda *_: None)  # fmt: skip
        # Its other ports would take a minute at that pace.
        monkeypatch.setattr(Questions, "is_controller", _and_stop(survey))
        survey.run([(HERE, "")])
    assert guard.asset(HERE).pace.connections_per_host == 1


@pytest.mark.parametrize(("maker", "connections"), [("Siemens AG", 1), ("Dell Inc.", 4)])
def test_a_plant_makers_asset_in_an_office_zone_is_asked_at_the_pace_of_machines(
    maker: str, connections: int
) -> None:
    guard = guard_of(brisk_order(zone=Zone.IT, pace=None, pace_acknowledged=""))
    paces: list[int] = []

    def before_anything(address: str, _: str) -> float | None:
        paces.append(guard.asset(address).pace.connections_per_host)
        guard.stop("seen enough")
        return None

    ask([], guard, maker=maker, round_trip=before_anything)
    assert paces[0] == connections


def _and_stop(survey: Survey) -> Callable[[Questions], None]:
    before = Questions.is_controller

    def act(questions: Questions) -> None:
        before(questions)
        survey.guard.stop("seen enough")

    return act


def test_a_machine_that_does_not_answer_twice_is_left_alone() -> None:
    with servers.serving(servers.silent) as one:
        ports = [one.port]
        probes = [made(f"q{number}", greets, *ports) for number in range(STRIKES + 2)]
        told = ask(probes)
        one.wait_for_ends(STRIKES)
    assert [told.answers(f"q{n}") for n in range(4)] == [[Answer.SILENT]] * 2 + [[Answer.NOT_ASKED]] * 2
    assert one.accepted == STRIKES
    assert told.facts(Fragility) == []  # silence alone is no proof that it suffers


def test_a_controller_question_without_an_answer_is_enough_to_leave_a_machine_alone() -> None:
    with servers.serving(servers.silent) as one:
        probes = [made("plc", identifies, one.port, controller=True), made("next", greets, one.port)]
        told = ask(probes)
    assert told.answers("plc") == [Answer.SILENT]
    assert told.answers("next") == [Answer.NOT_ASKED]
    assert one.accepted == 1


def test_an_office_machine_is_asked_on_after_a_silence() -> None:
    with servers.serving(servers.silent) as one:
        probes = [made(f"q{number}", greets, one.port) for number in range(4)]
        told = ask(probes, zone=Zone.IT)
    assert [told.answers(f"q{n}") for n in range(4)] == [[Answer.SILENT]] * 4
    assert told.facts(Fragility) == []


def test_an_office_machine_in_a_mixed_zone_is_released() -> None:
    def shares(line: Line) -> SmbServer:
        line.hear(anything)
        return SmbServer(dialect="3.1.1")

    with servers.serving(servers.saying(b"hi")) as smb, servers.serving(servers.silent) as quiet:
        probes = [made("smb", shares, smb.port, gives=SmbServer)]
        probes += [made(f"q{number}", greets, quiet.port) for number in range(3)]
        slow = BRISK.model_copy(update={"connections_per_host": 1})
        released = ask(probes, zone=Zone.MIXED, pace=slow)
        kept = ask(probes, zone=Zone.MIXED, pace=slow, maker="Siemens AG")
    assert [released.answers(f"q{n}") for n in range(3)] == [[Answer.SILENT]] * 3
    assert kept.answers("q2") == [Answer.NOT_ASKED]
