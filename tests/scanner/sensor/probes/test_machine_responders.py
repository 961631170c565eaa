"""The lab's own machines answer the probes, over a real connection and under the guard, as the lab's table says."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from scanner.evidence import HttpPage, MtConnectAgent
from scanner.model import Fact
from scanner.plugin import Probe
from scanner.sensor.probes.focas import focas
from scanner.sensor.probes.lsv2 import heidenhain_lsv2
from scanner.sensor.probes.mtconnect import mtconnect
from scanner.sensor.probes.printer3d import read_system
from scanner.sensor.probes.printer3d import ultimaker as probe_of_ultimaker
from scanner.sensor.probes.rtsp import rtsp
from scanner.sensor.probes.ur_dashboard import ur_dashboard
from scanner.sensor.profile import holds
from scanner.sensor.wire.line import TcpLine
from tests.lab import shopfloor
from tests.lab.model import Device
from tests.lab.servers import Site, open_port, ultimaker
from tests.lab.servers import focas as focas_server
from tests.lab.servers import mtconnect as mtconnect_server
from tests.lab.servers import rtsp as rtsp_server
from tests.lab.servers import ur_dashboard as ur_server
from tests.scanner.sensor.orders import guard_of

HERE = "127.0.0.1"
Listen = Callable[..., Awaitable[asyncio.Server]]


def device(name: str) -> Device:
    return next(one for one in shopfloor.DEVICES if one.name == name)


@contextmanager
def listening(listen: Listen, *told: Any) -> Iterator[int]:
    """Runs a responder in a thread of its own; gives its port."""
    loop, ports = asyncio.new_event_loop(), []
    ready = threading.Event()

    async def begin() -> asyncio.Server:
        server = await listen(0, *told, address=HERE)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        return server

    def run() -> None:
        loop.run_until_complete(begin())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def asked(probe: Probe[Any], port: int) -> Fact:
    line = TcpLine(guard_of(), probe, HERE, port, is_ot=True)
    with closing(line):
        fact: Fact = probe(line)
    return fact


CASES: list[tuple[str, Probe[Any], Listen, tuple[Any, ...]]] = [
    ("mill-fanuc", focas, focas_server.listen, ()),
    ("robot-ur", ur_dashboard, ur_server.listen, (shopfloor.UR,)),
    ("mill-heidenhain", heidenhain_lsv2, open_port.listen, ()),
    ("camera-gate", rtsp, rtsp_server.listen, (shopfloor.CAMERA["server"],)),
]


@pytest.mark.parametrize(
    ("name", "probe", "listen", "told"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_responder_tells_the_probe_what_the_labs_table_says(
    name: str, probe: Probe[Any], listen: Listen, told: tuple[Any, ...]
) -> None:
    with listening(listen, *told) as port:
        values = asked(probe, port).model_dump()
    (identity,) = device(name).identity.values()
    assert {key: values[key] for key in identity} == identity


def test_the_agent_of_the_lab_speaks_for_its_machine() -> None:
    with mtconnect_server.agent(0, shopfloor.LATHE, HERE) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = asked(mtconnect, server.server_address[1])
        server.shutdown()
    assert isinstance(told, MtConnectAgent)
    assert (told.vendor, told.product, told.serial, told.name) == ("Okuma", "GENOS L300", "188403", "Lathe-2")


def test_the_control_gets_its_session_back() -> None:
    with listening(focas_server.listen) as port:
        for _ in range(focas_server.SESSIONS + 3):
            assert asked(focas, port).model_dump()["series"] == "D5F3"


def test_the_start_page_of_the_3d_printer_is_what_its_probe_waits_for() -> None:
    assert holds(probe_of_ultimaker.when, HttpPage(status=200, title=shopfloor.S7_PRINTER["title"]))
    assert not holds(probe_of_ultimaker.when, HttpPage(status=200, title="OctoPrint"))


def test_the_3d_printer_of_the_lab_serves_its_description(tmp_path: Path) -> None:
    printer = device("printer-jigs")
    ultimaker.programs(Site(printer, printer.servers[0], tmp_path))
    told = read_system((tmp_path / "www/api/v1/system").read_bytes()).model_dump()
    identity = printer.identity["printer3d"]
    assert {key: told[key] for key in identity} == identity


def test_every_machine_has_an_address_of_this_table_and_a_name_of_its_own() -> None:
    octets = [int(one.address.rpartition(".")[2]) for one in shopfloor.DEVICES]
    assert all(150 <= octet <= 179 for octet in octets)
    assert len(set(octets)) == len({one.name for one in shopfloor.DEVICES}) == len(shopfloor.DEVICES)
