"""The lab's misbehaving devices misbehave as promised, and the fragile one writes it all down."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import pytest

from tests.lab import factory
from tests.lab.asking import ASK, ask, needs_lab, scanner
from tests.lab.conftest import SILENCE_SECONDS

pytestmark = needs_lab


def test_the_tarpit_drips(lab: dict[str, str]) -> None:
    for port in (502, 80, 102, 4840, 23):
        assert ask("tarpit", port, "") == [b"\x03"]


def test_the_flood_floods(lab: dict[str, str]) -> None:
    for port in (80, 21, 502):
        assert len(ask("flood", port, "")[0]) > 10_000


def test_one_datagram_brings_two_hundred(lab: dict[str, str]) -> None:
    code = """
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
    peer.settimeout(2)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    peer.sendto(bytes(24), (sys.argv[1], 44818))
    while peer.recv(2048):
        print("x")
"""
    told = scanner(sys.executable, "-c", code, factory.device("flood").address)
    assert told.count("x\n") == 200


def test_garbage_answers_with_random_bytes_and_lengths_zero_and_huge(lab: dict[str, str]) -> None:
    asked = "000100000005012b0e0100"
    lengths = [reply[4:6] for reply in ask("garbage", 502, asked, asked, asked)]
    assert {b"\0\0", b"\xff\xff"} <= set(lengths)
    assert ask("garbage", 22, "") != []


IDENTITY = "000100000005012b0e0100"

TWO_AT_ONCE = """
import socket, sys
both = [socket.create_connection((sys.argv[1], 502), timeout=2) for _ in range(2)]
"""

SIX_IN_A_ROW = """
import socket, sys
for port in (80, 443, 102, 502, 22, 23):
    try:
        socket.create_connection((sys.argv[1], port), timeout=1).close()
    except OSError:
        pass
"""


class TestFragileController:
    """It falls silent for each of its three reasons, wakes again, and writes everything down."""

    @pytest.fixture(autouse=True)
    def rested(self, lab: dict[str, str]) -> Iterator[None]:
        factory.forget_fragile_record()
        yield
        self.wait_until_awake()

    def wait_until_awake(self) -> None:
        until = time.monotonic() + SILENCE_SECONDS + 60
        while len(factory.fragile_record()["awake"]) < len(factory.fragile_record()["silent"]):
            assert time.monotonic() < until, "it never woke"
            time.sleep(0.05)

    def reasons(self) -> list[str]:
        """Why it fell silent; waits for it to do so."""
        until = time.monotonic() + 60
        while not factory.fragile_record()["silent"] and time.monotonic() < until:
            time.sleep(0.05)
        return [event["reason"] for event in factory.fragile_record()["silent"]]

    def rough(self, code: str) -> None:
        scanner(sys.executable, "-c", code, factory.device("fragile-plc").address)

    def test_a_polite_question_is_answered(self) -> None:
        (reply,) = ask("fragile-plc", 502, IDENTITY)
        identity = factory.device("fragile-plc").identity["modbus"]
        for key in ("vendor", "product_code", "version"):
            assert identity[key].encode() in reply
        record = factory.fragile_record()
        assert [event["hex"] for event in record["request"]] == [IDENTITY]
        assert len(record["attempt"]) == len(record["connect"]) == len(record["close"]) == 1
        assert record["silent"] == []

    def test_the_regular_identity_adds_name_and_model(self) -> None:
        (reply,) = ask("fragile-plc", 502, IDENTITY.replace("0e01", "0e02"))
        identity = factory.device("fragile-plc").identity["modbus"]
        assert identity["product"].encode() in reply
        assert identity["model"].encode() in reply

    def test_two_connections_at_a_time_are_too_many(self) -> None:
        self.rough(TWO_AT_ONCE)
        assert self.reasons() == ["more than one connection at a time"]

    def test_six_attempts_in_ten_seconds_are_too_many_closed_ports_included(self) -> None:
        self.rough(SIX_IN_A_ROW)
        assert self.reasons() == ["more than five connections in ten seconds"]

    @pytest.mark.parametrize("request_hex", ["000100000006010300000001", "000100000005002b0e0100", "ffff"])
    def test_any_other_request_silences_it(self, request_hex: str) -> None:
        code = ASK.replace("print(peer", "peer.settimeout(0.5); print(peer")
        scanner(sys.executable, "-c", code, factory.device("fragile-plc").address, "502", request_hex)
        assert self.reasons() == ["a request other than identity"]

    def test_in_its_silence_it_answers_not_even_arp_and_then_it_is_back(self) -> None:
        assert "Host seems down" in self.swept_in_its_silence()
        self.wait_until_awake()
        assert ask("fragile-plc", 502, IDENTITY)[0].startswith(b"\0\x01\0\0")

    def swept_in_its_silence(self) -> str:
        """What nmap tells of it while it is silent; once more where its silence was over before nmap was."""
        sweep = ["nmap", "-n", "-sn", "-PR", "--max-retries", "0", factory.device("fragile-plc").address]
        for _ in range(10):
            self.rough(TWO_AT_ONCE)
            assert self.reasons()
            told = scanner(*sweep)
            record = factory.fragile_record()
            if len(record["awake"]) < len(record["silent"]):
                return told
            factory.forget_fragile_record()
        pytest.fail("nmap takes longer than its silence each time")
