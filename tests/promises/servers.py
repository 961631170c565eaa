"""Small real services on loopback addresses of their own, for audits without the lab."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Panel(BaseHTTPRequestHandler):
    """A page with a login form, over HTTP in clear."""

    def do_GET(self) -> None:
        body = b"<html><title>Panel</title><form><input type=password name=p></form></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Ftp(socketserver.StreamRequestHandler):
    """Greets and answers FEAT as a server without TLS does (RFC 959, RFC 2389)."""

    timeout = 10
    features = b"211-Features:\r\n UTF8\r\n211 End\r\n"

    def handle(self) -> None:
        self.wfile.write(b"220 (vsFTPd 3.0.3)\r\n")
        for line in self.rfile:
            command = line.strip().upper()
            self.wfile.write(self.features if command == b"FEAT" else b"221 Bye\r\n")
            if command == b"QUIT":
                return


class _FtpWithTls(_Ftp):
    """The same after it was set up to encrypt (RFC 4217, section 6)."""

    features = b"211-Features:\r\n AUTH TLS\r\n UTF8\r\n211 End\r\n"


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def ftp(address: str, *, encrypts: bool = False) -> Iterator[None]:
    """An FTP server on a loopback address; `encrypts`: it offers TLS."""
    with ExitStack() as stack:
        _serve(stack, _Threads((address, 21), _FtpWithTls if encrypts else _Ftp))
        yield


def _serve(stack: ExitStack, server: socketserver.TCPServer) -> None:
    stack.callback(server.server_close)
    stack.callback(server.shutdown)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()


@contextmanager
def office(*addresses: str) -> Iterator[None]:
    """An FTP server and a web panel on each loopback address."""
    with ExitStack() as stack:
        for address in addresses:
            for server in (_Threads((address, 21), _Ftp), ThreadingHTTPServer((address, 8080), _Panel)):
                _serve(stack, server)
        yield
