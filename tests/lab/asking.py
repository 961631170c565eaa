"""How the lab's own tests ask its devices: with independent clients, from the scanner's place."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.lab import factory, runner

CLIENTS = ("nmap", "tshark", "mosquitto_sub", "snmpget", "openssl", "ssh", "ss")


def reason_to_skip() -> str | None:
    """Why the lab, or a client that asks its servers, isn't to be had here."""
    lacking = [client for client in CLIENTS if runner.find(client) is None]
    clients = f"The lab's tests lack {', '.join(lacking)}; run tests/lab/install.sh." if lacking else None
    return factory.why_not() or clients


LAB_MISSING = reason_to_skip()
needs_lab = [
    pytest.mark.lab,
    pytest.mark.xdist_group("lab"),
    pytest.mark.skipif(LAB_MISSING is not None, reason=LAB_MISSING or ""),
]


def command(*argv: str, timeout: float = 180, **env: str) -> str:
    """Runs a command and returns what it printed on both outputs; fails the test when it takes too long."""
    done = subprocess.run(
        argv, capture_output=True, text=True, timeout=timeout, check=False, env={**os.environ, **env}
    )
    return done.stdout + done.stderr


def scanner(*argv: str, timeout: float = 180, **env: str) -> str:
    """The same, from the scanner's place in the lab."""
    return command(*factory.inside(factory.SCANNER, *argv), timeout=timeout, **env)


def nmap(name: str, *arguments: str) -> str:
    return scanner("nmap", "-n", "-Pn", *arguments, factory.device(name).address)


# Speaks from the scanner's namespace: connects, sends each message, prints each answer; all in hex.
ASK = """
import socket, sys, time
address, port, *messages = sys.argv[1:]
with socket.create_connection((address, int(port)), timeout=10) as peer:
    peer.settimeout(20)
    for message in messages:
        peer.sendall(bytes.fromhex(message))
        time.sleep(0.3)
        print(peer.recv(65536).hex())
"""


def ask(name: str, port: int, *messages: str) -> list[bytes]:
    """What a device answers to each of these messages (hex; an empty one only listens)."""
    told = scanner(sys.executable, "-c", ASK, factory.device(name).address, str(port), *messages)
    assert "Traceback" not in told, told
    return [bytes.fromhex(line) for line in told.split()]
