"""SMB: versions and signing from negotiations alone; on OT not even the first NTLM message."""

from datetime import UTC, datetime

import pytest

from scanner.evidence.files import SmbServer
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.ntlm import read_challenge
from scanner.sensor.probes.smb import read_names, read_negotiate, smb
from scanner.sensor.probes.smb_messages import message_end
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.it_replies import SMB1_ACCEPTED, SMB1_REFUSED, SMB2_CHALLENGE, SMB2_NEGOTIATE


def asked(*replies: Reply, ot: bool = True) -> tuple[SmbServer, ScriptedLine]:
    line = ScriptedLine("smb", list(replies), zone_is_ot=ot)
    return smb(line), line


def test_samba_tells_dialect_signing_names_and_version_1() -> None:
    told, line = asked(SMB2_NEGOTIATE, SMB2_CHALLENGE, SMB1_ACCEPTED, ot=False)
    assert told == SmbServer(
        smb1=True, dialect="3.1.1", signing_required=False,
        computer_name="OLDNAS", domain="OLDNAS", windows_build="6.1.0", date=told.date,
    )  # fmt: skip
    assert line.connections == smb.touches == 2


def test_the_clock_of_the_server_is_read_from_its_answer() -> None:
    # 134,000,000,000,000,000 tenths of a microsecond after 1601, of which 11,644,473,600 seconds lie before 1970.
    answer = bytearray(SMB2_NEGOTIATE)
    answer[4 + 64 + 40 : 4 + 64 + 48] = (134_000_000_000_000_000).to_bytes(8, "little")
    assert read_negotiate(bytes(answer)).date == datetime(2025, 8, 18, 14, 13, 20, tzinfo=UTC)
    for unknown in (bytes(8), b"\xff" * 8):
        answer[4 + 64 + 40 : 4 + 64 + 48] = unknown
        assert read_negotiate(bytes(answer)).date is None


def test_on_ot_no_session_is_begun() -> None:
    told, line = asked(SMB2_NEGOTIATE, SMB1_REFUSED)
    assert (told.smb1, told.computer_name) == (False, "")
    assert line.allowed == ["SMB2 negotiate", "SMB1 negotiate of NT LM 0.12"]


def test_required_signing_is_told() -> None:
    required = SMB2_NEGOTIATE[:70] + b"\x03" + SMB2_NEGOTIATE[71:]
    assert read_negotiate(required).signing_required


@pytest.mark.parametrize("refusal", [SMB1_REFUSED, SMB2_NEGOTIATE, Closed("closed"), b"\x05stranger"])
def test_version_1_counts_only_where_it_was_accepted(refusal: Reply) -> None:
    assert asked(SMB2_NEGOTIATE, refusal)[0].smb1 is False


def test_an_index_that_was_not_offered_is_no_version_1() -> None:
    other = SMB1_ACCEPTED[:37] + b"\x01\x00" + SMB1_ACCEPTED[39:]
    assert SMB1_ACCEPTED[36] == 17
    assert asked(SMB2_NEGOTIATE, other)[0].smb1 is False


def test_silence_on_version_1_leaves_it_open() -> None:
    told, _ = asked(SMB2_NEGOTIATE, Silence("no answer"))
    assert (told.smb1, told.dialect) == (None, "3.1.1")


def test_a_server_of_version_1_only_is_told_with_its_signing() -> None:
    required = SMB1_ACCEPTED[:39] + b"\x0f" + SMB1_ACCEPTED[40:]
    assert asked(Closed("closed"), SMB1_ACCEPTED)[0] == SmbServer(smb1=True, signing_required=False)
    assert asked(Closed("closed"), required)[0].signing_required


def test_a_port_that_hangs_up_on_everything_is_closed() -> None:
    with pytest.raises(Closed):
        asked(Closed("closed"), Closed("closed"))


def test_a_dialect_that_was_not_offered_is_garbled() -> None:
    with pytest.raises(Garbled, match="0x02FF"):
        read_negotiate(SMB2_NEGOTIATE[:72] + b"\xff\x02" + SMB2_NEGOTIATE[74:])


def test_an_error_or_a_request_is_no_answer() -> None:
    for at, byte in ((12, 0x05), (16, 0x03), (20, 0x00)):
        with pytest.raises(Garbled, match="command"):
            read_negotiate(SMB2_NEGOTIATE[:at] + bytes((byte,)) + SMB2_NEGOTIATE[at + 1 :])


def test_a_refused_session_leaves_the_names_empty() -> None:
    denied = SMB2_CHALLENGE[:12] + bytes.fromhex("220000c0") + SMB2_CHALLENGE[16:]
    with pytest.raises(Garbled, match="C0000022"):
        read_names(denied)
    told, _ = asked(SMB2_NEGOTIATE, denied, SMB1_REFUSED, ot=False)
    assert (told.dialect, told.computer_name) == ("3.1.1", "")


@pytest.mark.parametrize("end", [Closed("closed"), Silence("no answer"), b"\x05stranger"])
def test_a_session_that_breaks_off_does_not_lose_the_dialect(end: Reply) -> None:
    told, _ = asked(SMB2_NEGOTIATE, end, SMB1_REFUSED, ot=False)
    assert (told.dialect, told.smb1, told.windows_build) == ("3.1.1", False, "")


def test_a_name_longer_than_the_challenge_is_garbled() -> None:
    start = SMB2_CHALLENGE.index(b"NTLMSSP")
    challenge = bytearray(SMB2_CHALLENGE[start:])
    challenge[0x44 + 2] = 0xFF  # the first pair's length
    with pytest.raises(Garbled, match="longer"):
        read_challenge(bytes(challenge))
    with pytest.raises(Garbled, match="longer"):
        read_challenge(SMB2_CHALLENGE[start:-6])


def test_no_challenge_is_garbled() -> None:
    for blob in (b"", b"NTLMSSP\0", b"NTLMSSP\0\3\0\0\0" + bytes(60)):
        with pytest.raises(Garbled, match="no NTLM"):
            read_challenge(blob)


@pytest.mark.parametrize("start", [b"\x00\x00\x00\x00", b"\x00\xff\xff\xff", b"\x00\x00\x00\x1f", b"SSH-"])
def test_an_impossible_length_is_garbled(start: bytes) -> None:
    with pytest.raises(Garbled):
        message_end(start)
