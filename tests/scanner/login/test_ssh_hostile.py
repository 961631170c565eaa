"""SSH hosts that hang, never end, lie or babble: bounded, nothing believed, nothing repeated."""

import asyncio
from pathlib import Path

import pytest

from scanner.evidence import InstalledPackages
from scanner.login import commands, linux
from scanner.login.job import Reply
from scanner.model import Answer
from tests.scanner.login.hosts import (
    DEBIAN,
    DPKG,
    GOOD,
    RUN,
    SECRET,
    Host,
    Process,
    behaving,
    login_at,
    printing,
    ssh_host,
)  # fmt: skip
from tests.scanner.login.making import made
from tests.scanner.sensor import servers
from tests.timing import ends_within


async def hangs(process: Process) -> None:
    await asyncio.sleep(60)


async def prints_without_end(process: Process) -> None:
    while True:
        process.stdout.write(b"ii \tx\t1\tx\t1\n" * 1000)
        await process.stdout.drain()


async def one_endless_line(process: Process) -> None:
    while True:
        process.stdout.write(b"A" * 65_536)
        await process.stdout.drain()


def test_a_shell_that_hangs_is_left_after_the_time_of_the_login(secret: Path) -> None:
    with ends_within(4), ssh_host(behaving("os-release", hangs)) as host:
        reply = made(login_at(host, secret), seconds=4)
    assert (reply.answer, reply.reason) == (Answer.SILENT, "the login took too long")


def test_output_without_end_is_cut_and_told_as_incomplete(secret: Path) -> None:
    with ssh_host(behaving("dpkg", prints_without_end)) as host:
        reply = made(login_at(host, secret), seconds=60)
    assert isinstance(reply.fact, InstalledPackages)
    assert not reply.fact.complete
    assert len(reply.fact.packages) == linux.MOST_PACKAGES


def test_a_line_without_end_is_cut_and_understood_as_nothing(secret: Path) -> None:
    with ssh_host(behaving("dpkg", one_endless_line)) as host:
        reply = made(login_at(host, secret), seconds=60)
    assert (reply.fact, reply.answer) == (None, Answer.GARBLED)


@pytest.mark.parametrize("name", ["os-release", "kernel", "kernels", "restart"])
def test_endless_small_answers_end_too(name: str, secret: Path) -> None:
    with ssh_host(behaving(name, one_endless_line)) as host:
        reply = made(login_at(host, secret), seconds=60)
    assert reply.fact is None or isinstance(reply.fact, InstalledPackages)
    assert commands.table("linux").named(name).most_bytes <= 65_536


def test_control_characters_never_come_through(secret: Path) -> None:
    nasty = {
        "os-release": DEBIAN.replace("Debian GNU/Linux 12", "Deb\x1b[2J\x07\u202eian"),
        "kernel": "6.1.0\x1b]0;owned\x07\n",
        "kernels": "/boot:\nvmlinuz-6.1.0\x1b[31m\n",
        "dpkg": DPKG + "ii \tevil\x1b[2J\t1.0\tevil\t1.0\nii \tok\t1.0\x00\tok\t1.0\n\xff\xfe\n",
    }
    with ssh_host(printing(nasty)) as host:
        reply = made(login_at(host, secret))
    assert isinstance(reply.fact, InstalledPackages)
    text = reply.fact.model_dump_json()
    assert not any(sign in text for sign in ("\\u001b", "\x1b", "\u202e", "\\u0000", "evil", "owned"))
    assert (reply.fact.kernel_running, reply.fact.kernels_installed) == ("", ())


def test_a_system_that_we_do_not_know_is_told_as_such(secret: Path) -> None:
    with ssh_host(printing({**GOOD, "os-release": "ID=haiku\nPRETTY_NAME=Haiku\n"})) as host:
        reply = made(login_at(host, secret))
    assert reply.answer is Answer.GARBLED
    assert "(Haiku)" in reply.reason
    assert host.commands == [RUN["os-release"]]


def test_a_list_command_that_fails_is_no_empty_list(secret: Path) -> None:
    without = {name: text for name, text in GOOD.items() if name != "dpkg"}
    with ssh_host(printing(without)) as host:
        reply = made(login_at(host, secret))
    assert (reply.fact, reply.answer) == (None, Answer.GARBLED)


def test_a_host_that_sends_the_password_back_gets_it_into_nothing(secret: Path) -> None:
    echo = {"os-release": DEBIAN.replace("Debian GNU/Linux 12", SECRET), "dpkg": DPKG}
    with ssh_host(printing({**GOOD, **echo})) as host:
        reply = made(login_at(host, secret))
    assert isinstance(reply.fact, InstalledPackages)
    assert SECRET not in reply.model_dump_json()


def nonsense(host: Host, secret: Path) -> Reply:
    return made(login_at(host, secret, host_keys=("SHA256:" + "A" * 43,)), seconds=60)


@pytest.mark.parametrize(
    "greeting", [b"\x00" * 64, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n" + b"\xff" * 300]
)
def test_a_server_that_answers_nonsense_ends_the_login(greeting: bytes, secret: Path) -> None:
    with servers.serving(servers.saying(greeting)) as server:
        reply = nonsense(Host(port=server.port), secret)
    assert (reply.fact, reply.answer) == (None, Answer.NOT_ASKED)
    assert "login" in reply.reason
