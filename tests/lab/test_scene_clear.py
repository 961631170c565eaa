"""Senders and adapters of the scene of clear words: what they send is what the real ones send."""

import asyncio
import socket
from contextlib import suppress

import pytest

from scanner.sensor.probes.mtconnect import read_line
from scanner.sensor.probes.rtsp import read_answer
from tests.lab.servers import mtconnect_adapter, rtsp, snmp_sender

EVERYBODY, OWN = "10.83.0.255", "10.83.0.195"


@pytest.mark.parametrize(
    ("version", "what", "begin"),
    [
        ("1", "search", ["snmpget", "-v1", "-c", "word"]),
        ("1", "trap", ["snmptrap", "-v1", "-c", "word"]),
        ("2c", "trap", ["snmptrap", "-v2c", "-c", "word"]),
        ("3", "trap", ["snmptrap", "-v3", "-l", "authPriv"]),
    ],
)
def test_one_command_of_net_snmp_goes_to_everybody(version: str, what: str, begin: list[str]) -> None:
    words = snmp_sender.command(EVERYBODY, OWN, version, what, "word")
    assert words[:4] == begin
    assert words.count(EVERYBODY) == 1
    assert ("word" in words) == (version != "3")


def test_every_line_of_the_adapter_is_one_that_the_probe_knows() -> None:
    assert [read_line(line.encode()).item for line in mtconnect_adapter.LINES] == [
        "avail", "system", "CoolantSystem1_cond",
    ]  # fmt: skip


@pytest.mark.parametrize(("agent", "told"), [("", True), ("127.0.0.1", True), ("127.0.0.7", False)])
def test_an_adapter_tells_everybody_or_its_agent_only(agent: str, told: bool) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def heard() -> bytes:
        serving = asyncio.create_task(mtconnect_adapter.serve(port, agent))
        for _ in range(200):
            with suppress(ConnectionRefusedError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                first = await asyncio.wait_for(reader.readline(), 20)
                writer.close()
                serving.cancel()
                return first
            await asyncio.sleep(0.1)
        return b"nobody is there"

    assert asyncio.run(heard()) == (mtconnect_adapter.LINES[0].encode() if told else b"")


@pytest.mark.parametrize(("locked", "status"), [(False, 200), (True, 401)])
def test_a_locked_camera_wants_a_login_for_every_question(locked: bool, status: int) -> None:
    told = rtsp.answer("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", "Rtsp Server/3.0", locked=locked)
    assert read_answer(told.encode()).status == status
