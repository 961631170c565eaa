"""How a login attempt shows, in each server's log and on the wire; and how to make one on purpose."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.lab import places, runner, servers, tls
from tests.lab.model import Device, Server
from tests.promises.runs import wait_for

LOGS = {
    "ssh": r"(?i)invalid user|authenticating user|^failed (password|publickey|none|keyboard)|"
    r"accepted (password|publickey)|userauth",
    "ftp": r'FTP command: Client "[^"]*", "(USER|PASS)|(FAIL|OK) LOGIN',
    "smb": r"^\s*Auth: \[|check_ntlm_password:  Authentication for user",
    "vnc": r"Client requests security type|AuthFailureException",
    "opcua": r"session asked for by",
    # No login without the conference behind the negotiation (T.125): xrdp waits for it from every client, and answers
    # only one that goes on. With NLA none without a token of the client.
    "xrdp": r"\[MCS Connection Sequence\] (send connection response|receive erect domain request|receive attach user)",
    "rdp_nla": r"AcceptSecurityContext|CompleteAuthToken|client authentication failure",
}
"""What each kind of server writes on an attempt; MQTT brokers write the same with and without a name."""

WIRE = {
    "ftp": 'ftp.request.command == "USER" || ftp.request.command == "PASS"',
    "smb": "ntlmssp.messagetype == 3",
    "vnc": "vnc.auth_response || vnc.client_security_type",
    "mqtt": "mqtt.conflag.uname == 1 || mqtt.conflag.passwd == 1",
    # ActivateSession (OPC UA Part 6, annex A: 467), with which every login comes, the anonymous one too.
    "opcua": "opcua.servicenodeid.numeric == 467",
}
"""tshark's filter for a name or a password that goes to a server."""

PLACE = "vgl-login"

VNC_LOGIN = """
import socket
line = socket.create_connection(("127.0.0.1", 5900), 30)
line.recv(12); line.send(b"RFB 003.008\\n"); line.recv(10); line.send(b"\\x02"); line.recv(16)
line.send(bytes(16)); line.recv(100)
"""
HERE = "127.0.0.1"
OPCUA_LOGIN = f"""
import asyncio
from asyncua import Client
client = Client("opc.tcp://{HERE}:4840/", timeout=30)
client.set_user("operator")
client.set_password("wrong")
asyncio.run(client.connect())
"""
# The command's name depends on FreeRDP's major version.
XFREERDP = next((name for name in ("xfreerdp", "xfreerdp3") if shutil.which(name)), "xfreerdp")
RDP = ("xvfb-run", "-a", "timeout", "60", XFREERDP, f"/v:{HERE}", "/u:operator", "/p:wrong", "/cert:ignore")
OPCUA = {
    "product": "x", "product_uri": "urn:x", "policies": ["NoSecurity"], "tokens": ["UserNameIdentityToken"],
    "certificate": {"self_signed": True},
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A server and a login that it must refuse."""

    port: int
    login: Sequence[str]
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def programs(self) -> list[str]:
        """What the login runs."""
        return [word for word in self.login if word in ("xvfb-run", XFREERDP)] or [self.login[0]]


CASES = {
    "ssh": Case(22, ["ssh", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
                     "BatchMode=yes", f"operator@{HERE}", "true"]),
    "ftp": Case(21, [sys.executable, "-c", f"import ftplib; ftplib.FTP('{HERE}', 'operator', 'wrong')"]),
    "smb": Case(445, ["smbclient", f"//{HERE}/recipes", "-U", "operator%wrong", "-c", "ls"],
                {"string": "x", "oldest": "SMB3_00", "signing": "mandatory"}),
    "vnc": Case(5900, [sys.executable, "-c", VNC_LOGIN], {"title": "x", "password": True}),
    "mqtt": Case(1883, ["mosquitto_pub", "-h", HERE, "-u", "line3", "-P", "wrong", "-t", "a", "-m", "b"],
                 {"anonymous": False}),
    "xrdp": Case(3389, [*RDP, "/sec:rdp"], {"layer": "rdp"}),
    "rdp_nla": Case(3389, [*RDP, "/sec:nla", "+auth-only"]),
    "opcua": Case(4840, [places.lab_python(), "-c", OPCUA_LOGIN], OPCUA),
}  # fmt: skip


def attempts(kind: str, log: str) -> list[str]:
    """The lines of a server's log that tell of a login attempt."""
    return [line for line in log.splitlines() if re.search(LOGS[kind], line)]


def inside(*command: str) -> list[str]:
    return ["ip", "netns", "exec", PLACE, *command]


@contextlib.contextmanager
def place() -> Iterator[None]:
    """A namespace of its own, so that no attempt ever lands in the lab's logs."""
    subprocess.run(["ip", "netns", "add", PLACE], check=True)
    try:
        subprocess.run(inside("ip", "link", "set", "lo", "up"), check=True)
        yield
    finally:
        subprocess.run(["ip", "netns", "del", PLACE], check=False)


@contextlib.contextmanager
def running(command: Sequence[str], log: Path, **more: Any) -> Iterator[None]:
    with log.open("ab") as file:
        process = subprocess.Popen(
            inside(*command), stdout=file, stderr=subprocess.STDOUT, start_new_session=True, **more
        )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


@contextlib.contextmanager
def borrowed() -> Iterator[None]:
    """The folders that Debian's servers insist on, where neither the machine nor the lab has made them."""
    absent = [path for path in runner.BORROWED if not path.exists()]
    for path in absent:
        path.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for path in sorted(absent, reverse=True):
            with contextlib.suppress(OSError):
                path.rmdir()


@contextlib.contextmanager
def standing(kind: str, folder: Path) -> Iterator[None]:
    """The lab's server of that kind, alone in its namespace."""
    case = CASES[kind]
    device = Device("proof", "10.83.0.250", "02:00:00:00:00:fa", "server")
    site = servers.Site(device, Server(kind, (f"{case.port}/tcp",), case.options), folder)
    with contextlib.ExitStack() as stack:
        # An authority of its own: that of the lab is there only while the lab is up.
        stack.enter_context(patch.dict(os.environ, {"VGL_LAB_DIR": str(folder / "lab")}))
        stack.enter_context(borrowed())
        tls.make_authority()
        for program in servers.programs(site):
            env = {**os.environ, **program.env, "PYTHONPATH": str(places.CHECKOUT)}
            more: dict[str, Any] = {"env": env, "cwd": folder}
            stack.enter_context(running(program.argv, folder / program.log, **more))
        _wait_until_open(case.port)
        yield


def _wait_until_open(port: int) -> None:
    """Looks at the list of listeners: a connection of ours would stand in the log."""
    deadline = time.monotonic() + 60
    while (
        f":{port} "
        not in subprocess.run(inside("ss", "-Hltn"), capture_output=True, text=True, check=True).stdout
    ):
        assert time.monotonic() < deadline, f"nothing listens at {port}"
        time.sleep(0.1)


def log_of(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.log")))


def refused_login(kind: str, folder: Path) -> tuple[str, Path]:
    """Tries one login that must fail; gives the server's log and a capture."""
    capture = folder / "login.pcap"
    dump = ["tcpdump", "-i", "lo", "-U", "-s", "0", "-w", str(capture)]
    with place(), standing(kind, folder), running(dump, folder / "dump.txt"):
        assert wait_for(lambda: "listening on" in (folder / "dump.txt").read_text(), 60), (
            "tcpdump did not start"
        )
        done = subprocess.run(inside(*CASES[kind].login), check=False, capture_output=True, timeout=120)
        assert kind == "vnc" or done.returncode, "the login was not refused"
        wait_for(lambda: kind not in LOGS or bool(attempts(kind, log_of(folder))), 30)
        time.sleep(1.5)  # the last frames on their way into the file
    return log_of(folder), capture
