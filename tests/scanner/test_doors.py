"""After the doors are locked, nothing gets out without a pass: each claim in a process of its own."""

import subprocess
import sys
from textwrap import dedent

import pytest

START = """
import socket, sys, threading
from scanner.doors import DoorLocked, Pass, lock, opened
from contextlib import closing
lock()
def refused(act):
    try:
        act()
    except DoorLocked:
        return
    except Exception as error:
        chain = error
        while chain is not None:
            if isinstance(chain, DoorLocked):
                return
            chain = chain.__cause__ or chain.__context__ or getattr(chain, "reason", None)
            chain = chain if isinstance(chain, BaseException) else None
        raise SystemExit(f"not refused by the doors: {error!r}")
    raise SystemExit("it got out")
"""


def run(code: str) -> None:
    """Runs `code` behind locked doors; fails with what it said."""
    done = subprocess.run(
        [sys.executable, "-c", START + dedent(code)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


LIBRARIES = {
    "urllib": "import urllib.request; refused(lambda: urllib.request.urlopen('http://127.0.0.1:9/'))",
    "urllib with a name": "import urllib.request; refused(lambda: urllib.request.urlopen('http://example.com/'))",
    "http.client": "import http.client; refused(lambda: http.client.HTTPConnection('127.0.0.1', 9).connect())",
    "smtplib": "import smtplib; refused(lambda: smtplib.SMTP('127.0.0.1', 9))",
    "ftplib": "import ftplib; refused(lambda: ftplib.FTP('127.0.0.1'))",
    "asyncio": """
        import asyncio
        refused(lambda: asyncio.run(asyncio.open_connection('127.0.0.1', 9)))
    """,
    "an asyncio datagram": """
        import asyncio
        async def go():
            loop = asyncio.get_running_loop()
            await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=('127.0.0.1', 9))
        refused(lambda: asyncio.run(go()))
    """,
    "create_connection": "refused(lambda: socket.create_connection(('127.0.0.1', 9)))",
    "create_server": "refused(lambda: socket.create_server(('127.0.0.1', 0)))",
    "socketserver": """
        import socketserver
        refused(lambda: socketserver.TCPServer(('127.0.0.1', 0), None))
    """,
    "a log handler": """
        import logging.handlers
        refused(lambda: logging.handlers.SysLogHandler(('127.0.0.1', 9)))
    """,
    "a connect to a name": "refused(lambda: socket.socket().connect(('example.invalid', 80)))",
    "a datagram to a name": """
        refused(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('example.invalid', 53)))
    """,
    "IPv6": "refused(lambda: socket.socket(socket.AF_INET6).connect(('::1', 9)))",
    "connect_ex": "refused(lambda: socket.socket().connect_ex(('127.0.0.1', 9)))",
    "a raw socket": "refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))",
    "the link layer": "refused(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))",
    "the link layer, cooked": "refused(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM))",
}


@pytest.mark.parametrize("code", LIBRARIES.values(), ids=LIBRARIES)
def test_a_library_that_opens_its_own_socket_is_refused(code: str) -> None:
    run(code)


PROGRAMS = {
    "subprocess": "import subprocess; refused(lambda: subprocess.run(['/bin/true']))",
    "a shell": "import subprocess; refused(lambda: subprocess.run('true', shell=True))",
    "system": "import os; refused(lambda: os.system('true'))",
    "popen": "import os; refused(lambda: os.popen('true'))",
    "fork": "import os; refused(os.fork)",
    "forkpty": "import os; refused(os.forkpty)",
    "exec": "import os; refused(lambda: os.execv('/bin/true', ['true']))",
    "spawn": "import os; refused(lambda: os.spawnv(os.P_WAIT, '/bin/true', ['true']))",
    "posix_spawn": "import os; refused(lambda: os.posix_spawn('/bin/true', ['true'], {}))",
    "pty": "import pty; refused(lambda: pty.spawn('/bin/true'))",
    "asyncio": """
        import asyncio
        refused(lambda: asyncio.run(asyncio.create_subprocess_exec('/bin/true')))
    """,
    "multiprocessing, fork": """
        import multiprocessing
        refused(multiprocessing.get_context('fork').Process(target=print).start)
    """,
    "multiprocessing, spawn": """
        import multiprocessing
        refused(multiprocessing.get_context('spawn').Process(target=print).start)
    """,
    "multiprocessing, forkserver": """
        import multiprocessing
        refused(multiprocessing.get_context('forkserver').Process(target=print).start)
    """,
}


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS)
def test_starting_a_program_is_refused(code: str) -> None:
    run(code)


def test_one_program_may_be_started_with_its_pass_and_no_other() -> None:
    run("""
        import subprocess
        with opened(Pass(program='/bin/true')):
            assert subprocess.run(['/bin/true']).returncode == 0
            refused(lambda: subprocess.run(['/bin/false']))
        refused(lambda: subprocess.run(['/bin/true']))
    """)


def test_a_pass_opens_one_address_and_port() -> None:
    run("""
        with opened(Pass(address='127.0.0.1', port=9)):
            with closing(socket.socket()) as sock:
                assert sock.connect_ex(('127.0.0.1', 9)) != 0  # nobody is there, and that is all
            refused(lambda: socket.socket().connect(('127.0.0.1', 10)))
            refused(lambda: socket.socket().connect(('127.0.0.2', 9)))
            refused(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.2', 9)))
            refused(lambda: socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('127.0.0.2', 9)))
            refused(lambda: socket.socket().bind(('127.0.0.1', 0)))
            refused(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
    """)


def test_a_socket_that_was_opened_with_a_pass_connects_nowhere_else_later() -> None:
    run("""
        with opened(Pass(address='127.0.0.1', port=9)):
            sock = socket.socket(type=socket.SOCK_DGRAM)
            sock.connect(('127.0.0.1', 9))
        refused(lambda: sock.connect(('127.0.0.1', 10)))
        refused(lambda: sock.sendto(b'x', ('127.0.0.1', 10)))
        refused(lambda: sock.sendmsg([b'x'], [], 0, ('127.0.0.1', 9)))
    """)


def test_a_pass_opens_an_ipv6_address() -> None:
    run("""
        import errno
        with opened(Pass(address='::1', port=9)), closing(socket.socket(socket.AF_INET6)) as sock:
            assert sock.connect_ex(('::1', 9)) in (errno.ECONNREFUSED, errno.EADDRNOTAVAIL)
    """)


def test_a_connected_datagram_socket_may_send() -> None:
    run("""
        with opened(Pass(address='127.0.0.1', port=9)):
            sock = socket.socket(type=socket.SOCK_DGRAM)
            sock.connect(('127.0.0.1', 9))
        assert sock.send(b'x') == 1
    """)


def test_a_raw_pass_opens_the_link_layer_but_no_address() -> None:
    run("""
        with opened(Pass(raw=True)):
            refused(lambda: socket.socket().connect(('127.0.0.1', 9)))
            refused(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9)))
            try:
                socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
            except DoorLocked:
                raise
            except PermissionError:
                pass  # the kernel's word, not the doors'
    """)


def test_threads_do_not_share_passes() -> None:
    run("""
        ended = []
        def other():
            refused(lambda: socket.socket().connect(('127.0.0.1', 9)))
            ended.append(True)
        with opened(Pass(address='127.0.0.1', port=9)):
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
        assert ended == [True]
    """)


def test_a_pass_ends_with_its_block_even_when_that_fails() -> None:
    run("""
        try:
            with opened(Pass(address='127.0.0.1', port=9)):
                raise KeyError
        except KeyError:
            pass
        refused(lambda: socket.socket().connect(('127.0.0.1', 9)))
    """)


def test_an_empty_pass_opens_nothing() -> None:
    run("""
        with opened(Pass()):
            refused(lambda: socket.socket().connect(('', 0)))
            refused(lambda: socket.getaddrinfo('example.invalid', 80))
    """)


def test_an_address_needs_no_look_up_and_a_name_is_refused_one() -> None:
    run("""
        assert socket.getaddrinfo('127.0.0.1', 80)[0][4] == ('127.0.0.1', 80)
        assert socket.getaddrinfo(b'::1', 80)
        refused(lambda: socket.getaddrinfo('localhost', 80))
        refused(lambda: socket.gethostbyname('localhost'))
        refused(lambda: socket.gethostbyname_ex('localhost'))
        refused(lambda: socket.gethostbyaddr('127.0.0.1'))
        refused(lambda: socket.getnameinfo(('127.0.0.1', 80), 0))
        with opened(Pass(names=True)):
            assert socket.getaddrinfo('localhost', 80)
    """)


def test_what_stays_on_this_machine_is_free() -> None:
    run("""
        import asyncio, tempfile
        with closing(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)) as netlink:
            netlink.bind((0, 0))
        one, other = socket.socketpair()
        one.sendall(b'x')
        assert other.recv(1) == b'x'
        with tempfile.TemporaryDirectory() as folder, closing(socket.socket(socket.AF_UNIX)) as unix:
            unix.bind(folder + '/s')
        asyncio.run(asyncio.sleep(0))
    """)


def test_locking_twice_changes_nothing() -> None:
    run("""
        lock()
        refused(lambda: socket.socket().connect(('127.0.0.1', 9)))
        with opened(Pass(address='127.0.0.1', port=9)), closing(socket.socket()) as sock:
            assert sock.connect_ex(('127.0.0.1', 9)) != 0
    """)


def test_a_guarded_knock_gets_through_locked_doors() -> None:
    run("""
        from tests.scanner.sensor.orders import guard_of
        from scanner.sensor.wire.sweep import sweep
        from scanner.sensor.wire.udp import Datagrams
        knocks = list(sweep(guard_of(), '127.0.0.1', [9], 'test'))
        assert [knock.state for knock in knocks] == ['closed'], knocks
        Datagrams(guard_of(), '127.0.0.1', 9, 'test').close()
    """)
