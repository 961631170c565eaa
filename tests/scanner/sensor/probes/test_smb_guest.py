"""SMB as a guest: one login and no more. Proved with Debian's Samba; refusals by hand after MS-SMB2 2.2.6."""

import os
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import SmbGuest
from scanner.plugin import Closed, Garbled, Impact, Silence
from scanner.sensor.probes.ntlm import Challenge
from scanner.sensor.probes.smb_guest import authenticate, read_login, smb_guest
from scanner.sensor.probes.smb_messages import negotiate, session_setup
from scanner.sensor.wire.line import TcpLine
from tests.lines import Reply, ScriptedLine, truncations
from tests.promises.runs import wait_for
from tests.scanner.sensor.orders import BRISK, brisk_order, guard_of
from tests.scanner.sensor.probes.it_replies import SMB2_CHALLENGE, SMB2_NEGOTIATE

LOGON_FAILURE, MORE_PROCESSING = 0xC000_006D, 0xC000_0016


def login_answer(status: int, command: int = 1, flags: int = 1) -> bytes:
    body = struct.pack("<4sHHIHHI", b"\xfeSMB", 64, 0, status, command, 1, flags) + bytes(44) + bytes(9)
    return len(body).to_bytes(4, "big") + body


def asked(*replies: Reply) -> tuple[SmbGuest, ScriptedLine]:
    line = ScriptedLine("smb-guest", [SMB2_NEGOTIATE, SMB2_CHALLENGE, *replies], zone_is_ot=False)
    return smb_guest(line), line


@pytest.mark.parametrize(("status", "allowed"), [(0, True), (LOGON_FAILURE, False), (0xC000_0022, False)])
def test_one_login_is_tried_and_its_answer_told(status: int, allowed: bool) -> None:
    told, line = asked(login_answer(status), login_answer(0))
    assert told == SmbGuest(allowed=allowed, status=status)
    assert line.sent[:2] == [negotiate(), session_setup()]
    assert len(line.sent) == smb_guest.questions == 3
    assert smb_guest.touches == 1


def test_the_only_name_is_guest_and_no_password_is_known() -> None:
    message = authenticate(Challenge(nonce=b"\1" * 8, target=bytes(40)), b"\2" * 8)
    length, _, at = struct.unpack_from("<HHI", message, 36)
    assert message[at : at + length] == "guest".encode("utf-16-le")
    assert struct.unpack_from("<H", message, 28) == struct.unpack_from("<H", message, 44) == (0,)


def test_it_is_a_guess_for_offices_and_needs_consent() -> None:
    assert (smb_guest.impact, smb_guest.opt_in, smb_guest.office_only) == (Impact.GUESS, True, True)


@pytest.mark.parametrize(
    "reply",
    [login_answer(MORE_PROCESSING), login_answer(0, command=3), login_answer(0, flags=0), login_answer(1),
     login_answer(0x8000_0005)],
)  # fmt: skip
def test_another_answer_lets_nobody_in_and_is_not_followed(reply: bytes) -> None:
    line = ScriptedLine("smb-guest", [SMB2_NEGOTIATE, SMB2_CHALLENGE, reply, login_answer(0)])
    with pytest.raises(Garbled):
        smb_guest(line)
    assert len(line.sent) == 3


@pytest.mark.parametrize(
    "reply", [SMB2_NEGOTIATE, login_answer(LOGON_FAILURE), b"\0\0\0\x20" + b"\xffSMB" * 8]
)
def test_without_a_challenge_no_login_is_sent(reply: bytes) -> None:
    line = ScriptedLine("smb-guest", [SMB2_NEGOTIATE, reply, login_answer(0)])
    with pytest.raises(Garbled):
        smb_guest(line)
    assert len(line.sent) == 2


@pytest.mark.parametrize("reply", list(truncations(login_answer(0))))
def test_half_an_answer_lets_nobody_in(reply: bytes) -> None:
    with pytest.raises((Closed, Garbled)):
        asked(reply)


@given(st.lists(st.binary(max_size=120), max_size=3))
def test_random_bytes_end_in_a_plain_outcome(replies: list[bytes]) -> None:
    try:
        told = smb_guest(ScriptedLine("smb-guest", list(replies)))
    except (Silence, Closed, Garbled):
        return
    assert told.allowed is (told.status == 0)


@given(st.binary(max_size=120))
def test_random_answers_to_the_login_let_nobody_in_by_chance(reply: bytes) -> None:
    with suppress(Garbled):
        assert read_login(reply).status in (0, *range(0xC000_0000, 0xC000_0001)) or reply[4:8] == b"\xfeSMB"


CONFIG = """\
[global]
server role = standalone server
bind interfaces only = yes
interfaces = 127.0.0.1
smb ports = {port}
server min protocol = {oldest}
server max protocol = {newest}
map to guest = {guests}
log level = 3
passdb backend = tdbsam:{folder}/passdb.tdb
private dir = {folder}
lock directory = {folder}
state directory = {folder}
cache directory = {folder}
pid directory = {folder}
ncalrpc dir = {folder}/ncalrpc
usershare path =
load printers = no
printcap name = /dev/null
disable spoolss = yes
rpc start on demand helpers = no
"""


ATTEMPT = "Checking password for unmapped user []\\[guest]@[]"


@contextmanager
def samba(folder: Path, guests: str, oldest: str, newest: str) -> Iterator[int]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = folder / "smb.conf"
    config.write_text(CONFIG.format(port=port, folder=folder, guests=guests, oldest=oldest, newest=newest))
    command = ["smbd", "--foreground", "--no-process-group", "--debug-stdout", f"--configfile={config}"]
    # In a session of its own: when it ends, smbd ends everybody in its process group.
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True) as server,
    ):
        try:
            assert wait_for(lambda: "waiting for connections" in _log(folder), 60), _log(folder)
            yield port
        finally:
            server.terminate()
            server.wait(60)


def _log(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")


@pytest.mark.skipif(
    not shutil.which("smbd") or os.geteuid() != 0, reason="Samba needs to be installed, and root"
)
@pytest.mark.parametrize(("oldest", "newest"), [("SMB2_02", "SMB2_02"), ("SMB2_10", "SMB3_11")])
@pytest.mark.parametrize(("guests", "allowed"), [("Bad User", True), ("Never", False)])
def test_samba_is_understood_and_logs_one_attempt(
    guests: str, allowed: bool, oldest: str, newest: str, tmp_path: Path
) -> None:
    order = brisk_order(pace=BRISK.model_copy(update={"answer_seconds": 8.0}))
    with samba(tmp_path, guests, oldest, newest) as port:
        line = TcpLine(guard_of(order), smb_guest, "127.0.0.1", port, is_ot=False)
        with closing(line):
            assert smb_guest(line).allowed is allowed
        assert wait_for(lambda: ATTEMPT in _log(tmp_path), 60)
    # smbd has ended here: no line is still to come.
    assert _log(tmp_path).count(ATTEMPT) == 1
