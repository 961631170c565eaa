"""A receiver that checks the signature with nothing but the standard library takes what we post."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.delivery import Outcome, deliver, send_due
from scanner.agent.delivery import letter as letters
from scanner.agent.delivery.webhook import MOST_EVENTS, content
from scanner.model import Asset
from scanner.store import Store
from tests.scanner.agent.delivery.things import (
    AT,
    HOSTILE,
    PRESS,
    WEB,
    an_audit,
    configured,
    gap,
    kept,
    letter,
    opened,
    secret,
)
from tests.scanner.knowledge.feeds.served import certificates
from tests.timing import ends_within

KEY = "a key that both know"


class Receiver(BaseHTTPRequestHandler):
    server: "_Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = self.headers["Vaglio-Timestamp"].encode() + b"." + body
        right = "sha256=" + hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(self.headers["Vaglio-Timestamp"])) < 300
        genuine = hmac.compare_digest(right, self.headers["Vaglio-Signature"]) and fresh
        status = self.server.statuses.pop(0) if self.server.statuses else 204 if genuine else 401
        if status == 204:
            self.server.taken.append((self.headers["Vaglio-Delivery"], json.loads(body)))
        self.server.asked.append(self.path)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "https://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[str] = []
        self.statuses: list[int] = []
        self.ca_file: Path | None = None

    @property
    def url(self) -> str:
        return f"http{'s' if self.ca_file else ''}://127.0.0.1:{self.server_address[1]}/hook"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us goes away; that is what is tested."""


Start = Callable[..., _Server]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def start(*, secure: bool = True) -> _Server:
            server = stack.enter_context(closing_server())
            if secure:
                server.ca_file, certificate = certificates(tmp_path)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate)
                server.socket = context.wrap_socket(
                    server.socket, server_side=True, do_handshake_on_connect=False
                )
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.shutdown)
            return server

        yield start


def closing_server() -> _Server:
    return _Server()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as one:
        yield one


def target(server: _Server, folder: Path, key: str = KEY, **more: Any) -> dict[str, Any]:
    fields = {"name": "tickets", "url": server.url, "key": secret(folder, key), "ca_file": server.ca_file}
    return fields | {"when": WEB, "quiet": False} | more


def sent(store: Store, fields: dict[str, Any], audit: Any = None) -> Outcome:
    config = configured(webhook=[fields])
    (outcome,) = deliver(store, config, kept(store, audit or an_audit("s1", gap())), moment=AT)
    return outcome


@pytest.mark.parametrize("secure", [True, False])
def test_a_signed_message_says_what_the_audit_says(
    started: Start, store: Store, tmp_path: Path, secure: bool
) -> None:
    server = started(secure=secure)
    assert sent(store, target(server, tmp_path)).sent
    ((_, body),) = server.taken
    assert [one["kind"] for one in body["events"]] == ["critical", "always"]
    assert body["events"][0]["text"] == "New critical weak point: screen-open (press, 10.0.0.1)."
    assert (body["audit"]["segment"], body["audit"]["proven"], body["audit"]["complete"]) == (
        "hall",
        0.5,
        True,
    )


def test_another_key_signs_another_message(started: Start, store: Store, tmp_path: Path) -> None:
    server = started()
    assert sent(store, target(server, tmp_path, "not the key")).problem == "the other side answered 401"
    assert server.taken == []


def test_a_flaky_receiver_gets_it_once_with_one_id(started: Start, store: Store, tmp_path: Path) -> None:
    server = started()
    server.statuses = [503, 500, 429]
    config = configured(webhook=[target(server, tmp_path)])
    deliver(store, config, kept(store, an_audit()), moment=AT)
    from scanner.store.outbox import Outbox

    (parcel,) = Outbox(store).newest()
    while due := Outbox(store).next_due():
        send_due(store, config, due)
    assert len(server.asked) == 4
    assert [one for one, _ in server.taken] == [parcel.id]
    assert [one.attempts for one in Outbox(store).newest()] == [4]


def test_a_redirect_is_not_followed(started: Start, store: Store, tmp_path: Path) -> None:
    server = started()
    server.statuses = [302]
    assert sent(store, target(server, tmp_path)).problem == "the other side answered 302"
    assert server.asked == ["/hook"]


def test_a_receiver_whose_certificate_nobody_vouches_for_gets_nothing(
    started: Start, store: Store, tmp_path: Path
) -> None:
    server = started()
    outcome = sent(store, target(server, tmp_path, ca_file=None))
    assert outcome.problem.startswith("its certificate is not trusted (")
    assert server.asked == []


def test_a_receiver_that_is_not_there_is_told_without_a_traceback(store: Store, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    fields = {"name": "t", "url": f"http://127.0.0.1:{port}/", "key": secret(tmp_path, KEY), "when": WEB}
    assert sent(store, fields | {"quiet": False}).problem == "it could not be reached (Connection refused)"


def test_a_receiver_that_drips_for_ever_is_left(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "SECONDS", 1.0)
    over = threading.Event()

    def drip() -> None:
        line, _ = listener.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.1):
                try:
                    line.sendall(b"a")
                except OSError:
                    return

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=drip, daemon=True).start()
        fields = {"name": "t", "url": f"http://127.0.0.1:{listener.getsockname()[1]}/", "when": WEB}
        with ends_within(1):
            outcome = sent(store, fields | {"quiet": False, "key": secret(tmp_path, KEY)})
        over.set()
    assert not outcome.sent


def test_the_message_is_bounded_however_much_happened() -> None:
    many = tuple(
        Asset(id=f"m{n}", addresses=("10.0.0.9",), names=(f"m{n}",)) for n in range(MOST_EVENTS + 50)
    )
    body = json.loads(content(letter(an_audit("s2", assets=many), an_audit("s1"))))
    assert (len(body["events"]), body["events_in_all"]) == (MOST_EVENTS, MOST_EVENTS + 51)


def test_what_a_machine_calls_itself_stays_a_text_in_the_message() -> None:
    evil = PRESS.model_copy(update={"names": (HOSTILE,)})
    body = json.loads(content(letter(an_audit("s1", gap(), assets=(evil,)))))
    assert body["events"][0]["text"].isprintable()
    assert len(body["events"]) == 2
