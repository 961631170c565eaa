"""In a mixed zone: who is asked the questions for offices, and who never hears even a knock for them."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from scanner.evidence import SshServer
from scanner.framing import anything
from scanner.model import Answer, Known, Zone
from scanner.plugin import Line, Probe
from scanner.sensor.survey import Survey
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import brisk_order, guard_of
from tests.scanner.sensor.test_survey import HERE, Told, ask, greets, identifies, made

DEBIAN = "Debian-2+deb12u3"


def logs_in(comment: str) -> Any:
    def speak(line: Line) -> SshServer:
        line.hear(anything)
        return SshServer(banner="SSH-2.0-OpenSSH_9.2p1", comment=comment)

    return speak


def store(port: int) -> Probe[Any]:
    return made("store", greets, port, office_only=True, order=44)


def audit(maker: str, comment: str, plant: Sequence[int], zone: Zone = Zone.MIXED) -> tuple[Told, int]:
    """What was said of a machine with SSH and a store, and how often somebody came to the store."""
    with ExitStack() as stack:
        ssh, open_store = (
            stack.enter_context(servers.serving(servers.saying(word))) for word in (b"SSH", b"+PONG")
        )
        probes = [made(f"plc-{port}", identifies, port, controller=True, order=5) for port in plant]
        probes += [made("ssh", logs_in(comment), ssh.port, gives=SshServer, order=40), store(open_store.port)]
        return ask(probes, maker=maker, zone=zone), open_store.accepted


def test_an_office_maker_and_an_office_system_behind_closed_plant_ports_are_asked_as_an_office() -> None:
    told, visits = audit("Dell Inc.", DEBIAN, [servers.free_port()])
    assert told.answers("store") == [Answer.HEARD]
    assert visits == 1


@pytest.mark.parametrize(
    ("maker", "comment"),
    [("", DEBIAN), ("Siemens AG", DEBIAN), ("Dell Inc.", "Raspbian-5"), ("Dell Inc.", "")],
)
def test_one_sign_alone_is_not_enough_and_the_store_never_hears_a_knock(maker: str, comment: str) -> None:
    told, visits = audit(maker, comment, [servers.free_port()])
    assert told.answers("store") == []
    assert visits == 0


def test_a_plant_port_that_swallows_the_knock_keeps_it_a_machine() -> None:
    with servers.swallowing() as quiet:
        told, visits = audit("Dell Inc.", DEBIAN, [quiet])
    assert (told.answers("store"), visits) == ([], 0)


def test_an_open_plant_port_keeps_it_a_machine_even_where_nothing_is_understood() -> None:
    with servers.serving(servers.saying(b"what?")) as odd:
        probes = [made("plc", greets, odd.port, order=20)]
        with servers.serving(servers.saying(b"SSH")) as ssh, servers.serving(servers.saying(b"+")) as kept:
            probes += [made("ssh", logs_in(DEBIAN), ssh.port, gives=SshServer, order=40), store(kept.port)]
            told = ask(probes, maker="Dell Inc.", zone=Zone.MIXED)
    assert (told.answers("store"), kept.accepted) == ([], 0)


def test_in_a_zone_of_machines_the_signs_count_for_nothing() -> None:
    _, visits = audit("Dell Inc.", DEBIAN, [servers.free_port()], zone=Zone.OT)
    assert visits == 0


def test_in_an_office_zone_no_sign_is_needed() -> None:
    _, visits = audit("", "", [], zone=Zone.IT)
    assert visits == 1


CARD, OTHER = "00:14:22:5d:20:c8", "00:80:f4:1a:22:10"


@pytest.mark.parametrize(
    ("then", "card", "answered", "visits"),
    [(CARD, CARD, ("store",), 1), (CARD, CARD.upper(), ("store",), 1), (CARD, OTHER, ("store",), 0),
     (CARD, CARD, ("http",), 0), (CARD, CARD, (), 0), ("", "", ("store",), 0)],
)  # fmt: skip
def test_a_question_that_this_card_answered_before_is_fit_for_it_again(
    then: str, card: str, answered: tuple[str, ...], visits: int
) -> None:
    with servers.serving(servers.saying(b"+PONG")) as server:
        known = Known(address=HERE, mac=then, answered=answered)
        guard, told = guard_of(brisk_order(zone=Zone.MIXED, known=(known,), probes=("store",))), Told()
        Survey(guard, [store(server.port)], told.said.append, lambda _: "", lambda *_: None).run(
            [(HERE, card)]
        )
    assert server.accepted == visits
