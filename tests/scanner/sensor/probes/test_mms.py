"""The MMS probe against libiec61850's replies (recorded on loopback), a Siemens controller's, and rubbish."""

import pytest

from scanner.evidence.building import MmsIdentity
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.mms import mms_identity
from scanner.sensor.probes.s7comm import s7_identity
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.field_replies import MMS

CONFIRMED, ACCEPTED, IDENTITY, CONCLUDED = MMS


def tpkt(message: bytes) -> bytes:
    return b"\x03\x00" + (7 + len(message)).to_bytes(2, "big") + b"\x02\xf0\x80" + message


def asked(*replies: Reply) -> tuple[MmsIdentity, ScriptedLine]:
    line = ScriptedLine("mms", list(replies))
    return mms_identity(line), line


def test_a_relay_says_who_it_is_and_the_session_is_concluded() -> None:
    told, line = asked(*MMS)
    assert told == MmsIdentity(vendor="Lab Relays", model="LR-670", revision="2.2.1")
    assert line.allowed == ["COTP connection request", "association (Initiate)", "Identify", "Conclude"]


def test_it_is_asked_with_consent_and_after_the_siemens_question() -> None:
    assert mms_identity.opt_in
    assert mms_identity.order > s7_identity.order


@pytest.mark.parametrize("end", [Silence("nothing"), Closed("closed"), tpkt(b"\x01\x00\x01\x00")])
def test_an_association_is_concluded_whatever_came(end: Reply) -> None:
    line = ScriptedLine("mms", [CONFIRMED, ACCEPTED, end])
    with pytest.raises((Silence, Closed, Garbled)):
        mms_identity(line)
    assert line.allowed[-1] == "Conclude"


def test_a_goodbye_without_an_answer_takes_nothing_away() -> None:
    assert asked(CONFIRMED, ACCEPTED, IDENTITY, Closed("closed"))[0].model == "LR-670"


def test_nothing_follows_an_association_that_was_not_accepted() -> None:
    refused = tpkt(b"\x0c\x03\x32\x01\x00")  # session refuse
    for second in (refused, Closed("closed"), tpkt(b""), ACCEPTED.replace(b"\xa9\x26", b"\xaa\x26")):
        line = ScriptedLine("mms", [CONFIRMED, second])
        with pytest.raises((Garbled, Closed)):
            mms_identity(line)
        assert len(line.sent) == 2


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"\x02\x01\x01\xa2", b"\x02\x01\x02\xa2", "none to Identify"),
        (b"\x02\x01\x01\xa2", b"\x02\x01\x01\xa1", "none to Identify"),
        (b"\xa1\x20\x02", b"\xa2\x20\x02", "tag 0xa1"),
        (b"\x80\x0aLab", b"\x80\xffLab", "cut|no length"),
        (b"\x80\x0aLab", b"\x80\x80Lab", "no length"),
        (b"\x01\x00\x01\x00", b"\x01\x00\x02\x00", "no session data"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(old: bytes, new: bytes, where: str) -> None:
    assert old in IDENTITY
    with pytest.raises(Garbled, match=where):
        asked(CONFIRMED, ACCEPTED, IDENTITY.replace(old, new, 1), CONCLUDED)


def test_missing_names_stay_empty() -> None:
    bare = bytes.fromhex("01000100 610e 300c 020103 a007 a105 020101 a200")
    assert asked(CONFIRMED, ACCEPTED, tpkt(bare), CONCLUDED)[0] == MmsIdentity()


def test_what_speaks_another_protocol_at_this_port_is_garbled() -> None:
    with pytest.raises(Garbled):
        asked(b"HTTP/1.1 400 Bad")
