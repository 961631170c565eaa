"""A WinRM responder on the loopback interface: no Windows is to be had here, so its answers follow the documents.

The names and shapes of the messages are those of MS-WSMV (Create, Command, Receive, Signal, Delete of a shell), as two
other clients read them (winrm4j, pywinrm). The NTLM side and the sealing of messages are pyspnego's and pypsrp's own:
they prove nothing about a real Windows.
"""

import base64
import os
import re
import ssl
import threading
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import spnego
from pypsrp.encryption import WinRMEncryption

from scanner.login.commands import table
from scanner.model import Login, SecretPlace

HERE = "127.0.0.1"
USER = "auditor"
RUN = {one.name: one.run for one in table("windows").command}
GOOD = {
    "system": "build=17763\r\nrevision=6532\r\nproduct=Windows Server 2019 Standard\r\nedition=ServerStandard\r\n",
    "hotfixes": "hotfix=KB5044277\r\nhotfix=KB5043050\r\nhotfix=KB5044277\r\n",
    "restart": "servicing=False\r\nupdate=True\r\n",
}
"""What a Windows Server 2019 prints, by the name of the command."""

SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
NAMES = (
    'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
    'xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer" '
    'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:rsp="' + SHELL + '"'
)
BODIES = {
    "Create": "<x:ResourceCreated><a:ReferenceParameters><w:ResourceURI>{shell}/cmd</w:ResourceURI><w:SelectorSet>"
    '<w:Selector Name="ShellId">{id}</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>'
    "<rsp:Shell><rsp:ShellId>{id}</rsp:ShellId></rsp:Shell>",
    "Command": "<rsp:CommandResponse><rsp:CommandId>{id}</rsp:CommandId></rsp:CommandResponse>",
    "Receive": '<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="{id}">{out}</rsp:Stream>'
    '<rsp:CommandState CommandId="{id}" State="{shell}/CommandState/{state}">'
    "<rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse>",
    "Signal": "<rsp:SignalResponse/>",
    "Delete": "",
}


TIMED_OUT = (
    f"<s:Envelope {NAMES}><s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode>"
    "<s:Value>w:TimedOut</s:Value></s:Subcode></s:Code><s:Reason>"
    '<s:Text xml:lang="en-US">The operation timed out.</s:Text></s:Reason><s:Detail>'
    '<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="2150858793" Machine="h">'
    "<f:Message>The operation timed out.</f:Message></f:WSManFault></s:Detail></s:Fault></s:Body></s:Envelope>"
).encode()
"""What a server says that has no output in the time allowed (MS-WSMV; the code as winrm4j reads it)."""


@dataclass
class Windows:
    """Where it listens, and what it lived through. `garbage`: what it answers in place of XML."""

    printed: Mapping[str, str]
    port: int = 0
    state: str = "Done"
    garbage: bytes = b""
    encoding: str = "identity"
    late: int = 0  # how many times it has nothing to say before a command's output
    offers: str = "Negotiate"
    connections: int = 0
    let_in: int = 0
    refused: int = 0
    commands: list[str] = field(default_factory=list)
    sealed: list[bool] = field(default_factory=list)

    def is_late(self, asked: bytes) -> bool:
        """Whether this question for output gets none yet."""
        if b"windows/shell/Receive<" not in asked or not self.late:
            return False
        self.late -= 1
        return True

    def answer(self, asked: bytes) -> bytes:
        """The envelope that answers an envelope."""
        tree = ET.fromstring(asked)
        action = (tree.findtext(".//{*}Action") or "").rpartition("/")[2]
        message = tree.findtext(".//{*}MessageID") or ""
        if action == "Command":
            words = [tree.findtext(".//{*}Command"), *(one.text for one in tree.iterfind(".//{*}Arguments"))]
            self.commands.append(" ".join(word or "" for word in words))
        out = {RUN[name]: text for name, text in self.printed.items()}.get((self.commands or [""])[-1], "")
        body = BODIES[action].format(
            shell=SHELL, id=uuid.uuid4(), out=base64.b64encode(out.encode()).decode(), state=self.state
        )
        head = f"<a:RelatesTo>{message}</a:RelatesTo>"
        return f"<s:Envelope {NAMES}><s:Header>{head}</s:Header><s:Body>{body}</s:Body></s:Envelope>".encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Windows
    ours: Any = None
    code = 200

    def setup(self) -> None:
        super().setup()
        self.host.connections += 1

    def log_message(self, *_: object) -> None:
        return

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.ours is None or not self.ours.complete:
            token = self._step()
            if token is not None:
                self._say(401, b"", {"WWW-Authenticate": token})
                return
            self.host.let_in += 1
        said = self._answer(body) if body else (b"", {})
        self._say(self.code, *said)

    def _step(self) -> str | None:
        """What is said to somebody who is not let in yet; None: he is."""
        told = self.headers.get("Authorization", "")
        if not told.startswith("Negotiate "):
            return self.host.offers
        if self.ours is None:
            winrm = spnego.NegotiateOptions.wrapping_winrm
            self.ours = spnego.server(protocol="ntlm", options=winrm | spnego.NegotiateOptions.use_ntlm)
        try:
            token = self.ours.step(base64.b64decode(told.split()[1]))
        except spnego.exceptions.SpnegoError as e:
            print("ERR", e)
            self.host.refused += 1
            return self.host.offers
        return None if self.ours.complete else f"Negotiate {base64.b64encode(token or b'').decode()}"

    def _answer(self, body: bytes) -> tuple[bytes, dict[str, str]]:
        if self.host.garbage:
            return self.host.garbage, {
                "Content-Type": "application/soap+xml",
                "Content-Encoding": self.host.encoding,
            }
        sealed = "encrypted" in self.headers.get("Content-Type", "")
        self.host.sealed.append(sealed)
        seal = WinRMEncryption(self.ours, WinRMEncryption.SPNEGO)
        asked = seal.unwrap_message(body, "Encrypted Boundary") if sealed else body
        self.code, said = (500, TIMED_OUT) if self.host.is_late(asked) else (200, self.host.answer(asked))
        if not sealed:
            return said, {"Content-Type": "application/soap+xml;charset=UTF-8"}
        kind, payload = seal.wrap_message(said)
        return payload, {"Content-Type": f'{kind};protocol="{seal.protocol}";boundary="Encrypted Boundary"'}

    def _say(self, code: int, body: bytes, headers: Mapping[str, str] = {}) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def windows_host(
    folder: Path, password: str, tls: ssl.SSLContext | None = None, *, address: str = HERE, **more: Any
) -> Iterator[Windows]:
    """A responder that lets USER in with `password`, over HTTPS where `tls` is given."""
    host = Windows(printed=more.pop("printed", GOOD), **more)
    users = folder / "users"
    users.write_text(f":{USER}:{password}\n")
    server = ThreadingHTTPServer((address, 0), type("Handler", (_Handler,), {"host": host}))
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    host.port = server.server_address[1]
    before, os.environ["NTLM_USER_FILE"] = os.environ.get("NTLM_USER_FILE"), str(users)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        os.environ.pop("NTLM_USER_FILE")
        if before is not None:
            os.environ["NTLM_USER_FILE"] = before


def winrm_login(host: Windows, secret: Path, **more: object) -> Login:
    place = SecretPlace(kind="file", name=str(secret))
    settings = {
        "kind": "winrm",
        "assets": (HERE,),
        "user": USER,
        "port": host.port,
        "secret": place,
        "https": False,
    }
    return Login.model_validate(settings | more)


def plain_words(commands: list[str]) -> bool:
    """Whether no command changes anything, as far as its verbs tell."""
    verbs = {
        word.partition("-")[0]
        for command in commands
        for word in re.findall(r"\b[A-Z][a-z]+-[A-Z]\w+", command)
    }
    return verbs <= {"Get", "Test", "For"}
