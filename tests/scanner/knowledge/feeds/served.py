"""A small HTTPS server on 127.0.0.1 that behaves well or badly, as a test wants it."""

import hashlib
import ssl
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Act = Callable[["Handler"], None]


def certificates(folder: Path) -> tuple[Path, Path]:
    """A CA of our own and a certificate of it for 127.0.0.1: (CA file, file with key and certificate)."""
    now = datetime.now(UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test CA")])

    def made(subject: x509.Name, public: ec.EllipticCurvePublicKey, ca: bool) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(ca_name).public_key(public)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        return builder.add_extension(names, critical=False).sign(ca_key, hashes.SHA256())

    leaf_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    ca_file, both = folder / "ca.pem", folder / "server.pem"
    ca_file.write_bytes(made(ca_name, ca_key.public_key(), True).public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    leaf = made(leaf_name, key.public_key(), False).public_bytes(serialization.Encoding.PEM)
    both.write_bytes(secret + leaf)
    return ca_file, both


class Handler(BaseHTTPRequestHandler):
    """Serves the server's files with ETag, Last-Modified and ranges, or does what is set for a path."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Http"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        served = self.server.served
        served.asked.append(path)
        act = served.acts.get(path)
        if act is not None:
            act(self)
        elif path in served.files:
            self.give(served.files[path])
        else:
            self.answer(404, b"")

    def give(self, body: bytes) -> None:
        """A file as a good server gives it."""
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        names = {
            "ETag": etag,
            "Last-Modified": format_datetime(datetime(2026, 3, 1, tzinfo=UTC), usegmt=True),
        }
        if self.headers.get("If-None-Match") == etag:
            self.answer(304, b"", headers=names)
            return
        begin = self.headers.get("Range", "").removeprefix("bytes=").rstrip("-")
        if begin and self.headers.get("If-Range") == etag:
            start = int(begin)
            self.server.served.resumed.append(start)
            names["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[start:], headers=names)
            return
        self.answer(200, body, headers=names)

    def answer(
        self,
        status: int,
        body: bytes,
        length: int | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    served: "Served"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what these tests are about."""


class Served:
    """What is served. `files` by path; `acts` are misbehaviour by path; `asked` is the log."""

    def __init__(self, ca_file: Path, certificate: Path) -> None:
        self.ca_file = ca_file
        self.files: dict[str, bytes] = {}
        self.acts: dict[str, Act] = {}
        self.asked: list[str] = []
        self.resumed: list[int] = []
        self.over = threading.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._http = _Http(("127.0.0.1", 0), Handler)
        self._http.served = self
        # The handshake belongs to the thread of the connection, not to the one that accepts.
        self._http.socket = context.wrap_socket(
            self._http.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def hang(self, handler: Handler) -> None:
        """Takes the question and says nothing."""
        self.over.wait(60)
        handler.close_connection = True

    def drip(self, handler: Handler) -> None:
        """A header that never ends, a byte now and then: no read times out."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not self.over.wait(0.1):
                handler.wfile.write(b"a")
                handler.wfile.flush()
        except OSError:
            pass
        handler.close_connection = True


def fails(status: int) -> Act:
    return lambda handler: handler.answer(status, b"trouble")


def redirects(target: str) -> Act:
    return lambda handler: handler.answer(302, b"", headers={"Location": target})


def cuts(body: bytes, at: int, times: int = 1) -> Act:
    """Announces the whole body and closes after `at` bytes, `times` times; then behaves."""
    left = [times]

    def act(handler: Handler) -> None:
        if not left[0]:
            handler.give(body)
            return
        left[0] -= 1
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        begin = int(handler.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        rest = body[begin:]
        extra = {"Content-Range": f"bytes {begin}-{len(body) - 1}/{len(body)}"} if begin else {}
        handler.answer(206 if begin else 200, rest[:at], len(rest), {"ETag": etag} | extra)
        handler.close_connection = True

    return act


def bomb(total: int, announced: int | None) -> Act:
    """`total` zeros, made as they go; `announced` is the size that it claims, None: none."""

    def act(handler: Handler) -> None:
        handler.send_response(200)
        if announced is not None:
            handler.send_header("Content-Length", str(announced))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        piece = bytes(1 << 16)
        sent = 0
        try:
            while sent < total:
                handler.wfile.write(piece)
                sent += len(piece)
        except OSError:
            pass
        handler.server.served.files["/sent"] = str(sent).encode()

    return act
