"""A proxy on 127.0.0.1 that lets CONNECT through, or refuses it."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    server: "Proxy"

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)
        self.server.credentials.extend(filter(None, [self.headers.get("Proxy-Authorization")]))
        if self.server.refuses:
            self.send_error(403)
            return
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pump, args=(far, self.connection), daemon=True)
            back.start()
            _pump(self.connection, far)
            back.join(2)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


class Proxy(ThreadingHTTPServer):
    """`asked`: where it was asked to connect to; `credentials`: what was shown to it."""

    daemon_threads = True

    def __init__(self, *, refuses: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.refuses = refuses
        self.asked: list[str] = []
        self.credentials: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
