"""The MELSEC probes: MELSOFT frames after a real FX5U's (where its capture is present), SLMP after its manual."""

import struct

import pytest

from scanner.evidence.plcs import MelsecIdentity
from scanner.plugin import Garbled, Refused, Tcp, Udp
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.melsec import melsec_identity, melsec_identity_udp, whole
from scanner.sensor.probes.slmp import slmp_identity
from tests.scanner.sensor.probes.captures import messages
from tests.scanner.sensor.probes.plc_replies import CASES, MELSEC, SLMP


def named(name: bytes) -> bytes:
    return MELSEC[:41] + name.ljust(16, b"\0") + MELSEC[57:]


def test_a_real_fx5us_frames_end_where_the_framing_says() -> None:
    answers = [message for message in messages("melsec.pcap", 5562) if message[:1] == b"\xd7"]
    answers.pop()  # the file ends within the last one
    assert len(answers) > 100
    assert all(whole(message) == len(message) for message in answers)
    assert {message[21] for message in answers} == {0x9C}


def test_the_guard_refuses_all_that_a_real_engineering_tool_asked() -> None:
    asked = {message for message in messages("melsec.pcap", 5562) if message[:1] == b"\x57"}
    assert len(asked) > 100
    for message in asked:
        with pytest.raises(Refused):
            allowed_request("melsec", message)


def test_a_real_answer_to_another_question_names_nobody() -> None:
    for message in messages("melsec.pcap", 5562)[:40]:
        with pytest.raises(Garbled):
            CASES["melsec"].asked(message)


def test_the_ports_that_lock_a_controller_are_never_asked() -> None:
    ports = {*melsec_identity.ports, *melsec_identity_udp.ports, *slmp_identity.ports}
    assert ports == {Udp(5006), Tcp(5007), Udp(5000)}
    assert melsec_identity_udp.order < melsec_identity.order
    assert slmp_identity.opt_in


@pytest.mark.parametrize("name", ["Q03UDECPU", "L02SCPU-P", "R04ENCPU", "FX5U-32MT/ES", "Q26UDEHCPU      "])
def test_model_names_are_read(name: str) -> None:
    assert CASES["melsec"].asked(named(name.encode()))[0].model == name.strip()


@pytest.mark.parametrize("name", [b"", b"    ", b"\x1b[2J", b"Q\xc3\xa9CPU", b"<script>", b"-"])
def test_what_is_no_model_name_is_garbled(name: bytes) -> None:
    with pytest.raises(Garbled):
        CASES["melsec"].asked(named(name))


@pytest.mark.parametrize("length", [0, 1, 19, 20, 1004, 65535])
def test_a_length_that_leaves_no_room_for_a_model_or_has_no_end_is_garbled(length: int) -> None:
    with pytest.raises(Garbled):
        CASES["melsec"].asked(MELSEC[:19] + struct.pack("<H", length) + MELSEC[21:] + bytes(70_000))


def test_an_slmp_end_code_is_an_answer() -> None:
    declined = SLMP[:7] + struct.pack("<HH", 11, 0xC059) + bytes.fromhex("00ffff030001010000")
    assert CASES["slmp"].asked(declined)[0] == MelsecIdentity(frame="3e", end_code=0xC059)


@pytest.mark.parametrize("length", [0, 1, 2, 19, 21, 65535])
def test_an_slmp_answer_of_another_length_is_garbled(length: int) -> None:
    with pytest.raises(Garbled):
        CASES["slmp"].asked(SLMP[:7] + struct.pack("<H", length) + SLMP[9:] + bytes(70_000))


def test_an_slmp_answer_from_another_station_is_garbled() -> None:
    with pytest.raises(Garbled):
        CASES["slmp"].asked(SLMP[:3] + b"\1" + SLMP[4:])
