"""What was asked too lately is not asked again: nobody even knocks, and the answer of then is said as of then."""

from datetime import UTC, datetime
from typing import Any

import pytest

from scanner.evidence import OpenPort, TelnetGreeting
from scanner.model import Answer, Evidence, Lately, Service, Zone
from scanner.plugin import Impact, Udp
from scanner.sensor.asked import IS_CONTROLLER
from scanner.sensor.survey import Survey
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import brisk_order, guard_of
from tests.scanner.sensor.test_survey import HERE, Told, ask, greets, made

THEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAC = "00:80:f4:1a:22:10"


def tcp(port: int) -> Service:
    return Service(transport="tcp", port=port)


def lately(service: Service, answer: Answer = Answer.HEARD, probe: str = "vnc", **more: Any) -> Lately:
    fact = TelnetGreeting(banner="of then") if answer is Answer.HEARD else None
    evidence = Evidence(asset=HERE, service=service, probe=probe, wanted="telnet-greeting", answer=answer, fact=fact,
                        reason="" if fact else "late", at=THEN)  # fmt: skip
    fields = {"asset": HERE, "probe": probe, "service": service, "at": THEN, "evidence": evidence}
    return Lately.model_validate(fields | more)


def vnc(port: int, **more: Any) -> Any:
    return made("vnc", greets, port, impact=Impact.HANDSHAKE, **more)


def test_nobody_knocks_and_the_answer_of_then_stands_with_its_own_time() -> None:
    with servers.serving(servers.saying(b"hi")) as server:
        told = ask([vnc(server.port)], lately=(lately(tcp(server.port)),))
    assert server.accepted == 0
    (heard,) = told.of("vnc")
    assert (heard.fact, heard.at, heard.carried) == (TelnetGreeting(banner="of then"), THEN, True)
    (door,) = told.of("survey")
    assert (door.fact, door.at, door.carried) == (OpenPort(port=server.port), THEN, True)


def test_without_an_answer_of_then_nobody_knocks_either_and_nothing_is_claimed() -> None:
    with servers.serving(servers.saying(b"hi")) as server:
        told = ask([vnc(server.port)], lately=(lately(tcp(server.port), evidence=None),))
    assert server.accepted == 0
    (missed,) = told.of("vnc")
    assert missed.answer is Answer.NOT_ASKED
    assert "asked at 2026-03-01 09:00 UTC, and this may be asked once a day" in missed.reason
    assert told.of("survey") == []


def test_a_silence_of_then_is_a_silence_and_no_strike() -> None:
    with servers.serving(servers.saying(b"hi")) as server, servers.serving(servers.saying(b"hi")) as other:
        told = ask([vnc(server.port, controller=True), made("web", greets, other.port)],
                   lately=(lately(tcp(server.port), Answer.SILENT),))  # fmt: skip
    assert [(one.answer, one.reason, one.at) for one in told.of("vnc")] == [(Answer.SILENT, "late", THEN)]
    assert told.answers("web") == [Answer.HEARD]


def test_where_another_question_is_due_the_door_is_knocked_at_and_only_that_is_put() -> None:
    with servers.serving(servers.saying(b"hi")) as server:
        told = ask([vnc(server.port), made("web", greets, server.port)], lately=(lately(tcp(server.port)),))
    assert server.accepted == 1
    assert [one.carried for one in told.of("vnc")] == [True]
    assert [one.fact for one in told.of("web")] == [TelnetGreeting(banner="hi")]


def test_a_door_that_is_closed_now_is_closed_whatever_was_heard_then() -> None:
    port = servers.free_port()
    told = ask([vnc(port), made("web", greets, port)], lately=(lately(tcp(port)),))
    assert told.answers("vnc") == [Answer.CLOSED]


def test_a_follow_up_and_a_datagram_are_spared_too() -> None:
    with servers.serving(servers.saying(b"hi")) as server:
        udp = Service(transport="udp", port=servers.free_port())
        probes = [made("ssh", greets, server.port), made("key", greets, follows="ssh", impact=Impact.HANDSHAKE),
                  made("hart", greets, Udp(udp.port), impact=Impact.HANDSHAKE)]  # fmt: skip
        told = ask(probes, lately=(lately(tcp(server.port), probe="key"), lately(udp, probe="hart")))
    assert server.accepted == 1
    assert [one.carried for one in (*told.of("ssh"), *told.of("key"), *told.of("hart"))] == [
        False,
        True,
        True,
    ]


def test_a_controller_of_then_is_a_controller_now_and_is_not_asked_further() -> None:
    with servers.serving(servers.saying(b"hi")) as server, servers.serving(servers.saying(b"hi")) as other:
        told = ask([vnc(server.port, controller=True), made("web", greets, other.port)],
                   lately=(lately(tcp(server.port)),), zone=Zone.OT)  # fmt: skip
    assert other.accepted == 0
    assert [one.reason for one in told.of("web")] == [IS_CONTROLLER]


@pytest.mark.parametrize(
    ("more", "accepted"),
    [
        ({"asset": "127.0.0.9"}, 1),
        ({"asset": "127.0.0.9", "mac": MAC}, 0),
        ({"mac": "00:80:f4:00:00:99"}, 1),
        ({"probe": "other"}, 1),
    ],
    ids=["another address", "the card that moved", "another card at the address", "another question"],
)
def test_only_the_same_machine_is_spared(more: dict[str, Any], accepted: int) -> None:
    with servers.serving(servers.saying(b"hi")) as server:
        order, told = brisk_order(lately=(lately(tcp(server.port), **more),)), Told()
        Survey(guard_of(order), [vnc(server.port)], told.said.append, lambda _: "", lambda *_: None).run(
            [(HERE, MAC)]
        )
    assert server.accepted == accepted
