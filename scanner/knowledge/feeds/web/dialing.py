"""Connections of the feeds: each address gets its own pass at the doors, and a watch can end any of them.

A read timeout bounds one pause only. A server that sends a byte now and then would hold us for ever, in the
handshake and the headers too, so a timer shuts the connection down when its time is over.
"""

import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from scanner.doors import Pass, dial, opened


class Watch:
    """Ends every connection that this thread uses once `seconds` are over."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._lock = threading.Lock()
        self._twins: set[socket.socket] = set()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Watch":
        _lane.watch = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        _lane.watch = None
        with self._lock:
            self._twins.clear()

    def add(self, twin: socket.socket) -> None:
        with self._lock:
            self._twins.add(twin)
        if self.over:
            _shut(twin)

    def _end(self) -> None:
        self.over = True
        with self._lock:
            for twin in self._twins:
                _shut(twin)


class _Lane(threading.local):
    watch: Watch | None = None


_lane = _Lane()


def _shut(twin: socket.socket) -> None:
    try:
        twin.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Watched(HTTPConnection):
    _twin: socket.socket | None = None

    def connect(self) -> None:
        # TLS and the second handle make socket objects of the connection that is there: they need a pass
        # too. This one reaches no address: it names the host, and connects go to numbers.
        with opened(Pass(address=f"name:{self.host}", port=self.port)):
            super().connect()

    def _new_conn(self) -> socket.socket:
        seconds = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            line = dial(self._dns_host, self.port, seconds)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no answer") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error
        # A second handle of the same connection: it stays ours when TLS takes the first one over.
        self._twin = line.dup()
        self._watch()
        return line

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        self._watch()
        super().putrequest(*args, **kwargs)

    def close(self) -> None:
        super().close()
        if self._twin is not None:
            self._twin.close()
            self._twin = None

    def _watch(self) -> None:
        if _lane.watch is not None and self._twin is not None:
            _lane.watch.add(self._twin)


class _WatchedTls(_Watched, HTTPSConnection):
    """The same with TLS on top."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTls


POOLS: Mapping[str, type[HTTPConnectionPool]] = {"http": _Pool, "https": _TlsPool}
"""What urllib3 is told to make connections with. Plain HTTP serves to reach a proxy only."""
