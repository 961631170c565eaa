"""The GE SRTP probe against the text buffer that GE's manual GFK-0529C prints (table 6-17)."""

import pytest

from scanner.evidence.plcs import SrtpIdentity
from scanner.plugin import Garbled, Silence
from scanner.sensor.probes.ge_srtp import ASK, OPEN
from tests.scanner.sensor.probes.plc_replies import CASES, SRTP_OPENED, SRTP_TEXT, srtp_reply

CASE = CASES["ge srtp"]


def test_zeros_open_the_conversation_and_one_service_is_asked() -> None:
    line = CASE.asked(*CASE.replies)[1]
    assert line.sent == [OPEN, ASK]
    assert line.allowed == ["opening", "controller type and id"]
    assert (len(OPEN), len(ASK), ASK[42]) == (56, 56, 0x43)


def test_an_opening_alone_names_nobody() -> None:
    with pytest.raises(Silence):
        CASE.asked(SRTP_OPENED)


def test_a_controller_that_declines_still_answered() -> None:
    assert CASE.asked(SRTP_OPENED, srtp_reply(b"", box=0xD1, status=2))[0] == SrtpIdentity(error=2)


def test_an_unknown_family_stays_a_number() -> None:
    fact, _ = CASE.asked(SRTP_OPENED, srtp_reply(SRTP_TEXT[:8] + b"\x43\x01" + SRTP_TEXT[10:]))
    assert (fact.family, fact.major_type, fact.minor_type) == ("", 0x43, 1)


@pytest.mark.parametrize(
    ("reply", "where"),
    [
        (srtp_reply(b""), "no controller type"),
        (srtp_reply(SRTP_TEXT[:19]), "no controller type"),
        (srtp_reply(box=0xC0), "no controller type"),
        (srtp_reply(number=3), "mailbox"),
        (b"\2" + srtp_reply()[1:], "mailbox"),
        (srtp_reply(told=65535), "announces"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(reply: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        CASE.asked(SRTP_OPENED, reply)


def test_another_answer_to_the_opening_ends_it() -> None:
    with pytest.raises(Garbled, match="opening"):
        CASE.asked(b"\3" + bytes(55))
