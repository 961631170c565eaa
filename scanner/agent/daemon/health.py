"""/healthz and /metrics on this machine only: a loopback address or a Unix socket, and only where configured."""

import os
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from scanner.doors import Pass, opened

Page = tuple[int, str, bytes]
"""Status, content type, body."""
Pages = dict[str, Callable[[], Page]]

PATIENCE = 5.0
"""Seconds that one visitor may take; there is one thread, so a slow one must not hold the others up for long."""


class _Visit(BaseHTTPRequestHandler):
    """One question of somebody on this machine. Nothing of it is logged."""

    timeout = PATIENCE
    server_version, sys_version = "vaglio", ""
    pages: Pages

    def do_GET(self) -> None:
        """One of the pages, or 404; a page that fails is 503."""
        make = self.pages.get(self.path.partition("?")[0])
        status, kind, body = (
            make() if make else (404, "text/plain; charset=utf-8", b"There is no such page.\n")
        )
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def address_string(self) -> str:
        return "here"


class _UnixServer(socketserver.UnixStreamServer):
    def get_request(self) -> tuple[socket.socket, Any]:
        request, _ = super().get_request()
        return request, ("here", 0)  # the handler wants an address


class _Six(HTTPServer):
    address_family = socket.AF_INET6


@contextmanager
def served(place: str, pages: Pages) -> Iterator[None]:
    """Serves the pages at `place` (as the configuration has it) until the block ends. Raises OSError."""
    if not place:
        yield
        return
    server = _server(place, type("Visit", (_Visit,), {"pages": pages}))
    thread = threading.Thread(target=_serve, args=(server, place), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)
        if place.startswith("unix:"):
            Path(place.removeprefix("unix:")).unlink(missing_ok=True)


def _server(place: str, visit: type[_Visit]) -> socketserver.BaseServer:
    if place.startswith("unix:"):
        return _unix_server(Path(place.removeprefix("unix:")), visit)
    host, _, port = place.rpartition(":")
    address = (host.strip("[]"), int(port))
    with opened(Pass(raw=True)):
        return (_Six if ":" in address[0] else HTTPServer)(address, visit)


def _unix_server(path: Path, visit: type[_Visit]) -> socketserver.BaseServer:
    """For the owner and the group; a socket that somebody left behind makes room."""
    if path.is_socket():
        path.unlink()
    before = os.umask(0o117)
    try:
        return _UnixServer(str(path), visit)
    finally:
        os.umask(before)


def _serve(server: socketserver.BaseServer, place: str) -> None:
    host = place.rpartition(":")[0].strip("[]")
    # A socket of an accepted visit counts as a new one; nothing is ever dialled from here.
    with opened(Pass(address=host, port=-1)), suppress(OSError):
        server.serve_forever(poll_interval=1.0)
