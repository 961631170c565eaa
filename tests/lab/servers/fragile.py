"""Ours: a misbehaving device for tests. A controller that falls silent when handled roughly, with a diary.

It knows Modbus only as far as Read Device Identification, written from the Modbus Application Protocol
V1.1b3, section 6.21, and the Messaging Implementation Guide V1.0b, section 3.1.3 (MBAP header).
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import struct
import subprocess
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("ip",)
DIARY = "fragile.jsonl"
IDENTITY = {0: b"Vecchia Automazione", 1: b"VA-200", 2: b"V1.07", 4: b"Stacker controller", 5: b"VA-200 S"}
BASIC, REGULAR, EXTENDED, ONE_OBJECT = 1, 2, 3, 4
EVENTS = ("attempt", "connect", "request", "datagram", "close", "reset", "lost", "silent", "awake")
MOST_ATTEMPTS, WITHIN_SECONDS = 5, 10.0
# Flags of a TCP header (RFC 9293, section 3.1) and names of Linux's packet(7).
FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10
ETH_ALL, ETH_IP = 0x0003, b"\x08\x00"


def programs(site: servers.Site) -> list[Program]:
    diary = site.folder / DIARY
    diary.touch()
    silence = site.options.get("silence", os.environ.get("VGL_FRAGILE_SILENCE", "20"))
    bears = site.options.get("bears", 0)
    return [site.ours(diary=str(diary), address=site.address, silence=float(silence), bears=bears)]


class Diary:
    """One JSON object a line: every attempt, connection, request and each time the device fell silent."""

    def __init__(self, path: str) -> None:
        self.file = Path(path).open("a", buffering=1)  # noqa: SIM115 (open for the life of the process)

    def note(self, event: str, **what: object) -> None:
        self.file.write(json.dumps({"time": time.time(), "event": event, **what}) + "\n")


def is_identity(frame: bytes) -> bool:
    """Whether a whole frame asks for the identity of one unit; unit 0 is a broadcast: nobody answers it."""
    if len(frame) != 11:
        return False
    _, protocol, length, unit, function, mei, code, _ = struct.unpack(">HHHBBBBB", frame)
    return (
        (protocol, length, function, mei) == (0, 5, 0x2B, 0x0E) and unit != 0 and BASIC <= code <= ONE_OBJECT
    )


def reply(frame: bytes) -> bytes:
    """The identity, or exception 2 (illegal data address) for an object that it hasn't got."""
    code, first = frame[9], frame[10]
    last = {BASIC: 2, REGULAR: 6, EXTENDED: 255, ONE_OBJECT: first}[code]
    if code == ONE_OBJECT and first not in IDENTITY:
        return _mbap(frame, b"\xab\x02")
    # Section 6.21: an object number that doesn't match begins again at object 0.
    start = first if first in IDENTITY and first <= last else 0
    told = [(number, text) for number, text in IDENTITY.items() if start <= number <= last]
    objects = b"".join(bytes([number, len(text)]) + text for number, text in told)
    return _mbap(frame, bytes([0x2B, 0x0E, code, 0x82, 0, 0, len(told)]) + objects)


def _mbap(frame: bytes, pdu: bytes) -> bytes:
    return frame[:2] + struct.pack(">HHB", 0, len(pdu) + 1, frame[6]) + pdu


class Controller:
    """The device: one connection at a time, at most five attempts in ten seconds, identity requests only.

    `bears`: so many of these it answers, then it falls silent all the same; 0: any number.
    Attempts and simultaneity are judged by the packets themselves, in their order: what a busy
    process would see too late, or never, as at closed ports, counts as well.
    """

    def __init__(self, diary: Diary, address: str, silence: float, bears: int = 0) -> None:
        self.bears, self.answered = bears, 0
        self.diary, self.address, self.silence = diary, socket.inet_aton(address), silence
        self.attempts: deque[float] = deque()
        self.seen: deque[tuple[object, ...]] = deque(maxlen=64)
        self.flows: set[tuple[bytes, int, int]] = set()
        self.clients: dict[socket.socket, bytes] = {}
        self.wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_ALL))
        self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.listener = socket.create_server(("0.0.0.0", 502), backlog=8)
        self.watch = selectors.DefaultSelector()
        for source in (self.wire, self.listener):
            source.setblocking(False)
            self.watch.register(source, selectors.EVENT_READ)

    def run(self) -> None:
        while True:
            ready = {key.fileobj for key, _ in self.watch.select()}
            self.overhear()
            if self.listener in ready:
                self.accept()
            for client in [known for known in self.clients if known in ready]:
                self.hear(client)

    def overhear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                packet, (_, _, kind, *_) = self.wire.recvfrom(256)
                if packet[12:14] != ETH_IP:
                    continue
                if kind == socket.PACKET_HOST and packet[30:34] == self.address:
                    self.judge(packet[14:])
                elif kind == socket.PACKET_OUTGOING:
                    self.note_refusal(packet[14:])

    def judge(self, packet: bytes) -> None:
        peer, segment = packet[12:16], packet[(packet[0] & 15) * 4 :]
        source, port, sequence = struct.unpack(">HHI", segment[:8])
        if packet[9] == socket.IPPROTO_UDP:
            self.diary.note("datagram", peer=socket.inet_ntoa(peer), port=port)
        elif packet[9] == socket.IPPROTO_TCP and segment[13] & (SYN | ACK) == SYN:
            self.attempt(peer, source, port, sequence)
        elif packet[9] == socket.IPPROTO_TCP and segment[13] & (FIN | RST):
            self.flows.discard((peer, source, port))

    def note_refusal(self, packet: bytes) -> None:
        """A reset that the device itself sends, as from a closed port, ends what had begun."""
        segment = packet[(packet[0] & 15) * 4 :]
        if packet[9] == socket.IPPROTO_TCP and segment[13] & RST:
            port, source = struct.unpack(">HH", segment[:4])
            self.flows.discard((packet[16:20], source, port))

    def attempt(self, peer: bytes, source: int, port: int, sequence: int) -> None:
        # The same segment sent again is still the same attempt.
        if (peer, source, port, sequence) in self.seen:
            return
        self.seen.append((peer, source, port, sequence))
        self.diary.note("attempt", peer=f"{socket.inet_ntoa(peer)}:{source}", port=port)
        now = time.monotonic()
        self.attempts.append(now)
        self.flows.add((peer, source, port))
        while now - self.attempts[0] > WITHIN_SECONDS:
            self.attempts.popleft()
        if len(self.attempts) > MOST_ATTEMPTS:
            self.fall_silent("more than five connections in ten seconds")
        elif len(self.flows) > 1:
            self.fall_silent("more than one connection at a time")

    def accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            client, peer = self.listener.accept()
            client.setblocking(False)
            self.clients[client] = b""
            self.watch.register(client, selectors.EVENT_READ)
            self.diary.note("connect", peer=f"{peer[0]}:{peer[1]}", port=502)

    def hear(self, client: socket.socket) -> None:
        if client not in self.clients:  # Lost, because an earlier one made the device fall silent.
            return
        try:
            heard = client.recv(512)
        except BlockingIOError:
            return
        except ConnectionError:
            self.forget(client, "reset")
            return
        if heard:
            self.clients[client] += heard
            self.answer(client)
        else:
            self.hung_up(client)

    def answer(self, client: socket.socket) -> None:
        while len(held := self.clients.get(client, b"")) >= 6:
            size = 6 + int.from_bytes(held[4:6])
            if len(held) < size <= 260:
                return
            frame, self.clients[client] = held[:size], held[size:]
            self.diary.note("request", hex=frame.hex())
            if not is_identity(frame):
                self.fall_silent("a request other than identity")
                return
            with contextlib.suppress(OSError):
                client.send(reply(frame))
            self.answered += 1
            if self.answered == self.bears:
                self.fall_silent("it was asked, that was too much")
                return

    def hung_up(self, client: socket.socket) -> None:
        rest = self.clients[client]
        self.forget(client, "close")
        if rest:
            self.diary.note("request", hex=rest.hex(), whole=False)
            self.fall_silent("a request other than identity")

    def forget(self, client: socket.socket, event: str) -> None:
        self.diary.note(event)
        self.watch.unregister(client)
        del self.clients[client]
        client.close()

    def fall_silent(self, reason: str) -> None:
        self.diary.note("silent", reason=reason, seconds=self.silence)
        routes = subprocess.run(["ip", "route", "show"], capture_output=True, text=True, check=True).stdout
        # With the link down not even ARP is answered, like a controller whose processor hangs.
        subprocess.run(["ip", "link", "set", "eth0", "down"], check=True)
        for client in list(self.clients):
            # No farewell: the peer learns of it when the device is back and doesn't know it any more.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.forget(client, "lost")
        time.sleep(self.silence)
        self.wake(routes)

    def wake(self, routes: str) -> None:
        # What came in before the silence is forgotten with all the rest.
        with contextlib.suppress(BlockingIOError):
            while True:
                self.listener.accept()[0].close()
        with contextlib.suppress(BlockingIOError):
            while True:
                self.wire.recv(16)
        self.attempts.clear()
        self.flows.clear()
        subprocess.run(["ip", "link", "set", "eth0", "up"], check=True)
        for route in routes.splitlines():
            subprocess.run(["ip", "route", "replace", *route.split()], check=False)
        self.diary.note("awake")


def serve(diary: str, address: str, silence: float, bears: int) -> None:
    Controller(Diary(diary), address, silence, bears).run()


if __name__ == "__main__":
    serve(**servers.settings())
