"""A scan that was cut short and taken up comes to the same as one that was left alone, wherever it was cut."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from scanner.agent.recovery import order_to_resume
from scanner.evidence import SmbServer, SshHostKey, SshServer
from scanner.framing import anything
from scanner.model import Answer, Heard, Message, ScanOrder, Seen, Zone
from scanner.plugin import Line, Probe
from scanner.sensor.guard.guard import Guard
from scanner.sensor.guard.ledger import LedgerFile
from scanner.sensor.survey import Survey
from scanner.store import Store
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import brisk_order
from tests.scanner.sensor.test_survey import HERE, greets, made
from tests.scanner.store.things import NOBODY

MAC = "00:14:22:00:00:01"
Probes = Sequence[Probe[Any]]


def _says(fact: Any) -> Callable[[Line], Any]:
    def speak(line: Line) -> Any:
        line.hear(anything)
        return fact

    return speak


DEBIAN = _says(SshServer(banner="SSH-2.0-x", comment="Debian-2"))
SMB = _says(SmbServer())


@contextmanager
def _ports(count: int) -> Iterator[list[int]]:
    with ExitStack() as stack:
        made_ones = [stack.enter_context(servers.serving(servers.saying(b"hello"))) for _ in range(count)]
        yield [one.port for one in made_ones]


def _office(ports: list[int]) -> list[Probe[Any]]:
    """An office machine by its closed plant ports, its system and its maker."""
    closed = [servers.free_port() for _ in range(2)]
    plant = [made(f"plc-{n}", greets, port, controller=True, order=5) for n, port in enumerate(closed)]
    return [*plant, made("ssh", DEBIAN, ports[0], gives=SshServer, order=40),
            made("key", _says(SshHostKey(sha256="a")), follows="ssh", gives=SshHostKey, order=41),
            made("store", greets, ports[1], office_only=True, order=44)]  # fmt: skip


def _smb(ports: list[int]) -> list[Probe[Any]]:
    """An office machine by SMB, at once."""
    return [made("smb", SMB, ports[0], gives=SmbServer, order=42), made("late", greets, ports[1], order=60),
            made("store", greets, ports[2], office_only=True, order=44)]  # fmt: skip


def _controller(ports: list[int]) -> list[Probe[Any]]:
    """A controller: its follow-up is asked, its other ports are not."""
    return [made("plc", greets, ports[0], controller=True, order=5), made("more", greets, follows="plc", order=6),
            made("web", greets, ports[1], order=50)]  # fmt: skip


def _silent(ports: list[int]) -> list[Probe[Any]]:
    """A machine that does not answer twice: the third question is not put."""
    deaf = _says_nothing
    return [made(f"deaf-{n}", deaf, port, order=50 + n) for n, port in enumerate(ports)]


def _says_nothing(line: Line) -> Any:
    line.hear(lambda _: None)


def _carry_out(order: ScanOrder, probes: Probes) -> list[Message]:
    said: list[Message] = [Seen(address=HERE, mac=MAC, how="arp")]
    guard = Guard(order, LedgerFile("", said.append))
    survey = Survey(guard, probes, said.append, lambda _: "Dell Inc.", lambda *_: None)
    survey.run([(HERE, MAC)])
    return said


def _came_to(said: Sequence[Message]) -> dict[tuple[str, str], Answer]:
    """What is known of each question in the end; one that was not put says nothing where another time it was."""
    answers = [one.evidence for one in said if isinstance(one, Heard)]
    shown = sorted(answers, key=lambda one: one.answer is not Answer.NOT_ASKED)
    return {(one.probe, str(one.service)): one.answer for one in shown}


@pytest.mark.parametrize("scene", [_office, _smb, _controller, _silent])
def test_wherever_it_was_cut_it_comes_to_the_same_and_asks_nothing_twice(
    store: Store, scene: Callable[[list[int]], list[Probe[Any]]]
) -> None:
    with _ports(3) as ports:
        probes = scene(ports)
        order = brisk_order(
            zone=Zone.MIXED, probes=tuple(probe.id for probe in probes), networks=(f"{HERE}/32",)
        )
        whole = _carry_out(order, probes)
        for cut in [at + 1 for at, one in enumerate(whole) if isinstance(one, Heard)]:
            scan = f"cut-{cut}"
            store.begin_scan(order.model_copy(update={"scan": scan}), NOBODY)
            store.add_messages(scan, whole[:cut], 0)
            row = store.scan(scan)
            assert row is not None
            rest = _carry_out(order_to_resume(store, row), probes)
            store.discard(scan)
            assert _came_to([*whole[:cut], *rest]) == _came_to(whole), f"cut after {whole[cut - 1]}"
            put = [one.evidence for one in rest if isinstance(one, Heard) and one.evidence.fact]
            heard = {
                (one.evidence.probe, one.evidence.service) for one in whole[:cut] if isinstance(one, Heard)
            }
            assert not [one for one in put if (one.probe, one.service) in heard and one.probe != "survey"]
