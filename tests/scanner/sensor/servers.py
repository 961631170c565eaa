"""Tiny servers on the loopback interface, one behaviour each."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.timing import BUSY_SECONDS

Behaviour = Callable[[socket.socket], None]


@dataclass
class Server:
    """Where it listens, and what it lived through."""

    port: int
    at_once: int = 0
    most_at_once: int = 0
    accepted: int = 0
    got: list[bytes] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begins(self) -> None:
        with self.lock:
            self.accepted += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)

    def to_its_end(self, peer: socket.socket) -> None:
        """Reads on until the other side ends the connection; notes how."""
        peer.settimeout(BUSY_SECONDS)
        how = "timeout"
        with contextlib.suppress(TimeoutError):
            try:
                while data := peer.recv(4096):
                    self.got.append(data)
                how = "FIN"
            except ConnectionError:
                how = "RST"
        with self.lock:
            self.at_once -= 1
            self.ends.append(how)

    def wait_for_ends(self, count: int = 1) -> list[str]:
        until = time.monotonic() + 3 * BUSY_SECONDS
        while len(self.ends) < count and time.monotonic() < until:
            time.sleep(0.01)
        return self.ends


@contextmanager
def serving(behave: Behaviour, address: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """Runs `behave` on each connection, then reads to its end."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(32)
        server = Server(listening.getsockname()[1])
        accepting = threading.Thread(target=_accept, args=(listening, behave, server), daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            # Before the number of the socket is given to the next server: else this thread may accept in its place.
            accepting.join(3 * BUSY_SECONDS)


def _accept(listening: socket.socket, behave: Behaviour, server: Server) -> None:
    with contextlib.suppress(OSError):
        while True:
            peer, _ = listening.accept()
            server.begins()
            threading.Thread(target=_one, args=(peer, behave, server), daemon=True).start()


def _one(peer: socket.socket, behave: Behaviour, server: Server) -> None:
    with peer:
        with contextlib.suppress(OSError):
            behave(peer)
        if peer.fileno() >= 0:
            server.to_its_end(peer)


def silent(peer: socket.socket) -> None:
    """Accepts and says nothing."""


def hangs_up(peer: socket.socket) -> None:
    """Ends its side at once."""
    peer.shutdown(socket.SHUT_WR)


def echoing(peer: socket.socket) -> None:
    """Says back what it hears, once."""
    peer.settimeout(BUSY_SECONDS)
    if data := peer.recv(4096):
        peer.sendall(data)


def saying(greeting: bytes) -> Behaviour:
    return lambda peer: peer.sendall(greeting)


def answering(reply: Callable[[bytes], bytes]) -> Behaviour:
    """Answers each message with `reply(message)`."""

    def behave(peer: socket.socket) -> None:
        peer.settimeout(BUSY_SECONDS)
        while data := peer.recv(4096):
            peer.sendall(reply(data))

    return behave


def flooding(piece: bytes = b"\x55" * 4096) -> Behaviour:
    """Sends on until the other side has ended the connection, or reads nothing any more."""

    def behave(peer: socket.socket) -> None:
        until = time.monotonic() + 3 * BUSY_SECONDS
        peer.settimeout(BUSY_SECONDS)
        while time.monotonic() < until:
            peer.sendall(piece)

    return behave


def dripping(text: bytes, every: float = 0.1) -> Behaviour:
    def behave(peer: socket.socket) -> None:
        for number in range(len(text)):
            peer.sendall(text[number : number + 1])
            time.sleep(every)

    return behave


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port on which nobody listens."""
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody listens at a port of IPv4 here, looked up without knocking (proc(5), /proc/net/tcp)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return any(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)


@contextmanager
def swallowing(address: str = "127.0.0.1") -> Iterator[int]:
    """A port that neither accepts nor refuses: its queue is full."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind((address, 0))
        listening.listen(0)
        for _ in range(2):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        time.sleep(0.05)
        yield int(listening.getsockname()[1])
