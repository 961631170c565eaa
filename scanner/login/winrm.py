"""WinRM: one login with a password, the commands of the table in one remote shell, goodbye.

Sources: MS-WSMV, sections 2.2.4 and 3.1.4 (Create, Command, Receive, Signal, Delete of a shell) and 2.2.9.1
(sealed messages over HTTP). Over HTTPS the certificate must have a fingerprint of the configuration; over HTTP each
message is sealed by NTLM, and nothing is said in clear. There is one connection: when it ends, the login ends.
"""

import base64
import socket
import ssl
import time
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import requests
import urllib3.util.connection
from pypsrp.exceptions import AuthenticationError, WinRMError, WinRMTransportError, WSManFaultError
from pypsrp.shell import CommandState, SignalCode, WinRS
from pypsrp.wsman import WSMan

from scanner.evidence import WindowsPatches
from scanner.login import windows
from scanner.login.commands import Command, table
from scanner.login.job import Job
from scanner.login.told import Ended, not_made
from scanner.model import Answer

ANSWER_SECONDS = 20
STILL_RUNS = 2150858793
"""The fault of a server that had nothing to say until the operation's time was over (w:TimedOut)."""
STREAMS = " ".join(("stdout", "stderr"))
OTHER_KEY = "it showed another certificate than the configuration names, so the login was not made"
NO_TLS = "it and this program share no safe way to speak TLS"
NO_NTLM = "it offers no login by NTLM"
LOST = "it ended the connection, and a second login is not made"


class Pinned(ssl.SSLContext):
    """TLS to a server that shows a certificate with one of these fingerprints; looked at before anything is said."""

    allowed: frozenset[str] = frozenset()
    shown = ""

    @classmethod
    def to(cls, fingerprints: Iterable[str]) -> "Pinned":
        made = cls(ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE  # the fingerprint says more than a name
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.allowed = frozenset(fingerprints)
        return made

    def wrap_socket(self, *words: Any, **more: Any) -> ssl.SSLSocket:
        secured = super().wrap_socket(*words, **more)
        digest = sha256(secured.getpeercert(binary_form=True) or b"").digest()
        Pinned.shown = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
        if Pinned.shown not in self.allowed:
            secured.close()
            raise ssl.SSLError(OTHER_KEY)
        return secured


def _hold(line: socket.socket) -> None:
    """Gives the library our connection in place of one of its own; once."""
    waiting = [line]

    def connection(*_: Any, **__: Any) -> socket.socket:
        if not waiting:
            raise OSError(LOST)
        return waiting.pop()

    urllib3.util.connection.create_connection = connection


def _wsman(job: Job, secret: str) -> WSMan:
    login = job.login
    found = WSMan(
        job.address, port=login.port, username=login.user, password=secret, ssl=login.https, auth="ntlm",
        encryption="auto" if login.https else "always", cert_validation=False, no_proxy=True,
        connection_timeout=ANSWER_SECONDS, read_timeout=ANSWER_SECONDS, operation_timeout=ANSWER_SECONDS - 5,
        reconnection_retries=0,
    )  # fmt: skip
    session: requests.Session = found.transport._build_session()
    session.trust_env = False
    if login.https:
        adapter: Any = session.adapters["https://"]
        adapter.poolmanager.connection_pool_kw["ssl_context"] = Pinned.to(login.host_keys)
    found.transport.session = session
    return found


def _received(shell: WinRS, command: str) -> tuple[str, bytes]:
    """The state of a command and what it has printed since. Nothing in time is no end (MS-WSMV, section 3.1.4.14)."""
    try:
        state, _, streams = shell.receive(STREAMS, command_id=command)
    except WSManFaultError as fault:
        if fault.code != STILL_RUNS:
            raise
        return CommandState.RUNNING, b""
    return state, streams["stdout"]


def _run(shell: WinRS, command: Command, until: float) -> str:
    """What one command printed; raises Ended when it does not come to its end in time, or prints too much."""
    executable, _, rest = command.run.partition(" ")
    started = shell.command(executable, [rest])
    number = started.findtext(".//{*}CommandId") or ""
    got, until = bytearray(), min(until, time.monotonic() + command.seconds)
    while time.monotonic() < until:
        state, printed = _received(shell, number)
        got += printed
        if len(got) > command.most_bytes:
            break
        if state == CommandState.DONE:
            shell.signal(SignalCode.TERMINATE, number)
            return got.decode("utf-8", "replace")
    raise Ended(Answer.SILENT, f"its answer to {command.name!r} did not come to an end in time")


def _patches(shell: WinRS, until: float) -> WindowsPatches:
    printed = [_run(shell, command, until) for command in table("windows").command]
    found = windows.fact(*printed)
    if found is None:
        raise Ended(Answer.GARBLED, "it did not tell its build")
    return found


def read(job: Job, secret: str, line: socket.socket) -> WindowsPatches:
    """Logs in over `line` and reads build and hotfixes. Raises Ended."""
    if "PRIVATE KEY-----" in secret:
        raise not_made("WinRM needs a password, and a private key was given")
    _hold(line)
    until = time.monotonic() + job.seconds
    try:
        with _wsman(job, secret) as wsman, WinRS(wsman, codepage=65001) as shell:
            return _patches(shell, until)
    except AuthenticationError as error:
        refused = str(error).startswith("Failed to authenticate")
        raise not_made("it did not accept the name with its password" if refused else NO_NTLM) from None
    except requests.exceptions.SSLError:
        raise not_made(OTHER_KEY if Pinned.shown else NO_TLS, Pinned.shown) from None
    except WinRMTransportError as error:
        raise Ended(Answer.GARBLED, f"it answered with the HTTP code {error.code}") from None
    except (WinRMError, requests.RequestException, OSError) as error:
        raise Ended(Answer.SILENT, f"it broke off the login ({type(error).__name__})") from None
