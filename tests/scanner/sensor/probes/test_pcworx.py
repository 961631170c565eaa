"""The PC Worx probe against the example of nmap's script pcworx-info."""

import pytest

from scanner.plugin import Garbled, Impact, Silence
from scanner.sensor.probes.pcworx import pcworx_identity
from tests.scanner.sensor.probes.plc_replies import CASES, PCWORX, put

CASE = CASES["pcworx"]


def test_it_opens_a_session_and_so_is_asked_only_where_enabled() -> None:
    assert pcworx_identity.opt_in
    assert pcworx_identity.impact is Impact.HANDSHAKE


def test_the_sessions_number_is_borne_by_what_follows() -> None:
    line = CASE.asked(*PCWORX)[1]
    assert [sent[11] for sent in line.sent[1:]] == [0x42, 0x42]
    assert line.allowed == ["opening", "second message of the session", "description"]
    assert [int.from_bytes(sent[2:4], "big") for sent in line.sent] == [len(sent) for sent in line.sent]


def test_nothing_more_is_asked_when_the_opening_is_met_with_another_answer() -> None:
    with pytest.raises(Garbled, match="no session number"):
        CASE.asked(put(17, b"\x81\1\0\x11", {}), *PCWORX[1:])


@pytest.mark.parametrize("length", [0, 3, 1025, 65535])
def test_a_length_of_nothing_or_without_end_is_garbled(length: int) -> None:
    with pytest.raises(Garbled, match="announces"):
        CASE.asked(b"\x81\1" + length.to_bytes(2, "big") + bytes(70_000))


def test_a_description_without_a_model_is_garbled() -> None:
    with pytest.raises(Garbled, match="names no controller"):
        CASE.asked(*PCWORX[:2], put(200, b"\x81\6\0\xc8", {}))


def test_a_description_that_never_comes_is_silence() -> None:
    with pytest.raises(Silence):
        CASE.asked(*PCWORX[:2])
