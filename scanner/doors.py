"""Locked doors: after `lock()`, no socket and no program without a pass, libraries included.

A Python audit hook can't be taken out again and sees what any module of this process does. It is
one of several layers: the operating system repeats it (own user, only CAP_NET_RAW, address rules).
It stops mistakes and careless libraries, not native code that is out to harm.
"""

import _posixsubprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import socket

PROGRAM_EVENTS: Final = frozenset(
    {"subprocess.Popen", "pty.spawn"}
    | {f"os.{name}" for name in ("system", "exec", "posix_spawn", "spawn", "fork", "forkpty")}
)
ADDRESS_EVENTS: Final = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"})
NAME_EVENTS: Final = frozenset(
    f"socket.{name}" for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo")
)
RAW_TYPES: Final = (3, 10)  # SOCK_RAW, SOCK_PACKET
PACKET_FAMILY: Final = 17
NETLINK_FAMILY: Final = 16
"""Netlink talks to this machine's own kernel (routes, interfaces); nothing of it leaves."""

STAYS_HERE: Final = (1, NETLINK_FAMILY, -1)  # Unix sockets; -1: wraps a descriptor that is open already


MOST_ADDRESSES: Final = 4
"""Addresses of one name that are tried."""


class DoorLocked(PermissionError):  # noqa: N818 - says what is, as PermissionError does
    """Something tried to reach the network or start a program without a pass."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one piece of code may do while it holds this.

    `address` and `port` bind connects and datagrams; `raw` opens the link layer and binds a local
    port; `names` allows name look-ups; `program` is the one executable that may be started.
    """

    address: str = ""
    port: int = 0
    raw: bool = False
    names: bool = False
    program: str = ""


@dataclass
class _Held(threading.local):
    passes: list[Pass] = field(default_factory=list)


_held = _Held()
_locked = False


@contextmanager
def opened(way: Pass) -> Iterator[None]:
    """Lets the calling thread do what `way` says until the block ends."""
    _held.passes.append(way)
    try:
        yield
    finally:
        _held.passes.pop()


def dial(host: str, port: int, seconds: float | None, kind: int = 1) -> "socket.socket":
    """A connected socket of SOCK_STREAM (1) or SOCK_DGRAM (2).

    Only the addresses that the name stands for get a pass, one after the other. Raises OSError.
    """
    import socket

    with opened(Pass(names=True)):
        found = socket.getaddrinfo(host, port, type=kind)
    trouble: OSError = OSError("the name has no address")
    for family, found_kind, protocol, _, address in found[:MOST_ADDRESSES]:
        with opened(Pass(address=str(address[0]), port=port)):
            line = socket.socket(family, found_kind, protocol)
            line.settimeout(seconds)
            try:
                line.connect(address)
            except OSError as error:
                line.close()
                trouble = error
                continue
            return line
    raise trouble


def lock() -> None:
    """Locks the doors of this process for good. Calling it again changes nothing."""
    global _locked  # noqa: PLW0603 - a process has one set of doors
    if not _locked:
        sys.addaudithook(_watch)
        _watch_fork_exec()
        _locked = True


def _watch_fork_exec() -> None:
    """`multiprocessing` starts programs through this function, which tells no audit hook of it."""
    start: Callable[..., int] = _posixsubprocess.fork_exec

    def fork_exec(*args: Any) -> int:
        _allow("fork_exec", lambda way: bool(way.program), _program(tuple(args[0] or ("",))))
        return start(*args)

    _posixsubprocess.fork_exec = fork_exec


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event in ADDRESS_EVENTS:
        _address(event, args)
    elif event in PROGRAM_EVENTS:
        _allow(event, lambda way: bool(way.program) and way.program == _program(args), _program(args))
    elif event in NAME_EVENTS:
        _name(event, args[0])
    elif event == "socket.__new__":
        _new_socket(args)


def _name(event: str, name: object) -> None:
    try:
        ip_address(name.decode() if isinstance(name, bytes) else str(name))
    except ValueError:
        _allow(event, lambda way: way.names, str(name))
    # An address is not looked up anywhere; only the reverse look-ups would ask somebody.
    if event in ("socket.gethostbyaddr", "socket.getnameinfo"):
        _allow(event, lambda way: way.names, str(name))


def _new_socket(args: tuple[Any, ...]) -> None:
    _, family, kind, *_ = args
    if int(family) in STAYS_HERE:
        return
    # The low bits are the type; the high ones are flags such as SOCK_NONBLOCK.
    if int(family) == PACKET_FAMILY or int(kind) & 0xF in RAW_TYPES:
        _allow("a raw socket", lambda way: way.raw, "the link layer")
    # Refused here and not at its connect: a connect to a name looks it up before it tells the hook.
    _allow("a socket", lambda way: way.raw or bool(way.address), "the network")


def _address(event: str, args: tuple[Any, ...]) -> None:
    target = args[1] if len(args) > 1 else None
    if isinstance(target, str | bytes) or target is None:  # a Unix socket, or already connected
        return
    if int(getattr(args[0], "family", 0)) == NETLINK_FAMILY:
        return
    on_link = int(getattr(args[0], "family", 0)) == PACKET_FAMILY
    if on_link or event == "socket.bind":
        _allow(event, lambda way: way.raw, str(target))
    else:
        _allow(event, lambda way: bool(way.address) and target[:2] == (way.address, way.port), str(target))


def _program(args: tuple[Any, ...]) -> str:
    first = args[0] if args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def _allow(event: str, fits: Any, what: str) -> None:
    if not any(fits(way) for way in _held.passes):
        raise DoorLocked(f"{event} to {what}: no permit")
