"""FTP as anonymous: one attempt and no more. Replies as vsftpd 3.0.3 gives them, and those of RFC 959."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import FtpAnonymous
from scanner.plugin import Closed, Garbled, Impact, Silence
from scanner.sensor.probes.ftp import QUIT
from scanner.sensor.probes.ftp_anonymous import PASS, USER, ftp_anonymous
from scanner.sensor.wire.line import TcpLine
from tests.lines import Reply, ScriptedLine, truncations
from tests.promises.runs import wait_for
from tests.scanner.sensor.orders import BRISK, brisk_order, guard_of
from tests.scanner.sensor.probes.login_replies import GREETING, PASSWORD, WELCOME
from tests.scanner.sensor.servers import listens

REFUSED = b"530 Login incorrect.\r\n"


def asked(*replies: Reply) -> FtpAnonymous:
    return ftp_anonymous(ScriptedLine("ftp-anonymous", list(replies)))


def test_a_welcome_is_told() -> None:
    line = ScriptedLine("ftp-anonymous", [GREETING, PASSWORD, WELCOME])
    assert ftp_anonymous(line) == FtpAnonymous(allowed=True, code=230, answer="Login successful.")
    assert line.sent == [USER, PASS, QUIT]


def test_a_server_without_passwords_is_not_given_one() -> None:
    line = ScriptedLine("ftp-anonymous", [GREETING, WELCOME])
    assert ftp_anonymous(line).allowed
    assert line.sent == [USER, QUIT]


@pytest.mark.parametrize("refusal", [REFUSED, b"430 no\r\n", b"421 Too many users.\r\n", b"332 account?\r\n"])
def test_after_a_refusal_nothing_is_tried_again(refusal: bytes) -> None:
    line = ScriptedLine("ftp-anonymous", [GREETING, PASSWORD, refusal, WELCOME])
    assert not ftp_anonymous(line).allowed
    assert line.sent == [USER, PASS, QUIT]


def test_a_second_question_for_the_password_is_not_answered() -> None:
    line = ScriptedLine("ftp-anonymous", [GREETING, PASSWORD, PASSWORD, WELCOME])
    with pytest.raises(Garbled):
        ftp_anonymous(line)
    assert line.sent == [USER, PASS]


@pytest.mark.parametrize("greeting", [b"421 busy\r\n", b"SSH-2.0-x\r\n", b"530 no\r\n"])
def test_a_server_that_is_not_ready_is_told_no_name(greeting: bytes) -> None:
    line = ScriptedLine("ftp-anonymous", [greeting])
    with pytest.raises(Garbled):
        ftp_anonymous(line)
    assert line.sent == []


def test_it_is_a_guess_for_offices_and_needs_consent() -> None:
    assert (ftp_anonymous.impact, ftp_anonymous.opt_in, ftp_anonymous.office_only) == (
        Impact.GUESS,
        True,
        True,
    )
    assert (ftp_anonymous.touches, ftp_anonymous.questions) == (1, 3)


@pytest.mark.parametrize("reply", list(truncations(WELCOME)))
def test_half_an_answer_lets_nobody_in(reply: bytes) -> None:
    with pytest.raises((Closed, Garbled)):
        asked(GREETING, PASSWORD, reply)


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_random_bytes_end_in_a_plain_outcome(replies: list[bytes]) -> None:
    try:
        told = asked(*replies)
    except (Silence, Closed, Garbled):
        return
    assert told.code in range(100, 600)


# The system's own login takes its time over a refusal.
PATIENT = brisk_order(pace=BRISK.model_copy(update={"answer_seconds": 8.0}))
CONFIG = """\
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
listen_port={port}
background=NO
anonymous_enable={anonymous}
anon_root={folder}
local_enable=YES
secure_chroot_dir={folder}
seccomp_sandbox=NO
"""


@contextmanager
def vsftpd(folder: Path, anonymous: str) -> Iterator[int]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = folder / "vsftpd.conf"
    config.write_text(CONFIG.format(port=port, anonymous=anonymous, folder=folder))
    folder.chmod(0o555)
    with subprocess.Popen(["vsftpd", config]) as server:
        try:
            assert wait_for(lambda: listens(port), 60), "vsftpd did not start"
            yield port
        finally:
            server.kill()


@pytest.mark.skipif(os.geteuid() != 0, reason="vsftpd can only be started by root")
@pytest.mark.skipif(not shutil.which("vsftpd"), reason="vsftpd is not installed")
@pytest.mark.parametrize(("setting", "allowed"), [("YES", True), ("NO", False)])
def test_vsftpd_is_understood(setting: str, allowed: bool, tmp_path: Path) -> None:
    with vsftpd(tmp_path, setting) as port:
        line = TcpLine(guard_of(PATIENT), ftp_anonymous, "127.0.0.1", port, is_ot=False)
        with closing(line):
            assert ftp_anonymous(line).allowed is allowed
