"""The S7comm probe against captures of two real CPUs, python-snap7's server (recorded) and rubbish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence.controllers import S7Identity
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.s7comm import s7_identity
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.probes.captures import messages
from tests.scanner.sensor.probes.s7_replies import (
    COMPONENTS,
    CONFIRM,
    DECLINED,
    MODULE,
    PROTECTION,
    SERVER,
    SETUP,
    SNAP7,
    answer,
    asked,
    played,
    to_ours,
    tpkt,
)


def test_a_snap7_server_says_who_it_is() -> None:
    identity, line = asked(*SERVER)
    assert identity == SNAP7
    assert line.allowed == [
        "COTP connection request",
        "setup communication",
        "read status list 0011 or 001C",
        "read status list 0011 or 001C",
        "read status list 0232 index 4",
    ]


def test_a_real_cpu_315_says_who_it_is_in_a_list_of_two_parts() -> None:
    setup_ask, setup, ask_module, module, ask_parts, part, ask_on, rest, *_ = messages(
        "s7-300-snap7-everything.pcapng", 102
    )
    identity, line = asked(CONFIRM, *map(to_ours, (setup, module, part, rest, DECLINED)))
    assert identity == S7Identity(
        order_number="6ES7 315-2EH14-0AB0",
        hardware_version="3",
        firmware="3.2.7",
        system_name="S7300/ET200M station_1",
        module_name="PLC_1",
        serial="S C-B1U393142011",
        module_type="CPU 315-2 PN/DP",
    )
    theirs = [setup_ask, ask_module, ask_parts, ask_on]
    assert [same(sent) for sent in line.sent[1:5]] == [same(sent) for sent in theirs]


def same(request: bytes) -> bytes:
    """A request without its reference, which every client counts in its own way."""
    return request[:11] + request[13:]


def test_a_real_im151_says_who_it_is_and_that_nothing_protects_it() -> None:
    talk = messages("s7-reading-plc-status.pcap", 102)
    confirm, setup = (
        next(m for m in talk if m[at:][:1] == kind) for at, kind in ((5, b"\xd0"), (8, b"\x03"))
    )
    module = next(m for m in talk if m[33:35] == b"\x00\x11")
    at = next(number for number, m in enumerate(talk) if m[33:35] == b"\x00\x1c")
    rest = next(m for m in talk[at + 1 :] if len(m) > 100)
    # List 0132 index 4 has the layout of 0232 index 4 (s7comm dissector); no capture holds the latter.
    protection = next(m for m in talk if m[33:37] == b"\x01\x32\x00\x04")
    parts = (setup, module, talk[at], rest, protection[:33] + b"\x02" + protection[34:])
    identity, _ = asked(confirm, *map(to_ours, parts))
    assert identity == S7Identity(
        order_number="6ES7 151-8AB01-0AB0",
        hardware_version="3",
        firmware="3.2.6",
        system_name="IM151-8-CPU",
        module_name="IM151-8 PN/DP CPU",
        serial="S C-C6TW74882012",
        module_type="IM151-8 PN/DP CPU",
        protection=1,
    )


def test_a_cpu_that_declines_every_list_is_one_without_a_name() -> None:
    assert played()[0] == S7Identity()


@pytest.mark.parametrize("first", [tpkt(bytes.fromhex("06 80 0001 0000 01")), Closed("closed")])
def test_the_second_access_point_is_tried_on_a_second_connection(first: Reply) -> None:
    identity, line = asked(first, *SERVER)
    assert identity == SNAP7
    assert [sent[-2:] for sent in line.sent[:2]] == [b"\x01\x02", b"\x02\x00"]
    assert line.connections == 2 == s7_identity.touches


def test_an_error_in_the_parameters_is_a_refusal_whatever_the_data_say() -> None:
    identity, _ = played(to_ours(MODULE[:27] + b"\xd4\x02" + MODULE[29:]))
    assert identity == S7Identity()


def test_a_transport_that_refuses_both_is_not_a_controller() -> None:
    refused = tpkt(bytes.fromhex("06 80 0001 0000 01"))
    with pytest.raises(Garbled, match="turned the connection down"):
        asked(refused, refused)


def test_silence_is_not_asked_twice() -> None:
    line = ScriptedLine("s7comm", [Silence("nothing")])
    with pytest.raises(Silence):
        s7_identity(line)
    assert line.connections == 1


def test_what_a_real_controller_answers_in_s7comm_plus_is_told_as_that_and_gives_no_identity() -> None:
    told = [
        one for one in messages("s7-1200-hmi.pcap", 102) if one[5:8] == b"\xf0\x80\x72" and one[11] == 0x32
    ]
    assert told, "answers of an S7-1200 to its panel"
    for one in told[:10]:
        with pytest.raises(Garbled, match=r"S7comm-plus only"):
            s7_identity(ScriptedLine("s7comm", [CONFIRM, one]))


@pytest.mark.parametrize(
    ("replies", "where"),
    [
        ([b"HTTP/1.1 400 Bad Request"], "TPKT"),
        ([b"\x15\x03\x01\x00\x02\x02\x28"], "TPKT"),
        ([b"\x03\x00\x00\x00" + CONFIRM], "announces 0"),
        ([b"\x03\x00\xff\xff" + bytes(9000)], "announces 65535"),
        ([tpkt(b"\x02\xf0\x80")], "no confirmation"),
        ([CONFIRM[:4] + b"\x10" + CONFIRM[5:]], "no confirmation"),
        ([CONFIRM, CONFIRM], "no COTP data"),
        ([CONFIRM, tpkt(b"\x02\xf0\x80\x72\x01\x00\x10" + bytes(16))], "S7comm-plus"),
        # A server of another protocol over the same transport (ISO session: MMS).
        ([CONFIRM, tpkt(b"\x02\xf0\x80\x0e" + bytes(40))], "not S7comm"),
        ([CONFIRM, tpkt(b"\x02\xf0\x80")], "not S7comm"),
        ([CONFIRM, SETUP[:17] + b"\x81\x04" + SETUP[19:]], "refused with error 8104"),
        ([CONFIRM, SETUP[:19] + b"\x04" + SETUP[20:]], "another one"),
        ([CONFIRM, SETUP[:11] + b"\x00\x09" + SETUP[13:]], "reference 9"),
        ([CONFIRM, MODULE], "type 7"),
        ([CONFIRM, SETUP[:16] + b"\x01" + SETUP[17:]], "lengths"),
        ([CONFIRM, tpkt(bytes.fromhex("06 80 0001 0000 01"))], "turned the connection down"),
        ([CONFIRM, SETUP, MODULE[:22] + b"\x87" + MODULE[23:]], "'read list' is another one"),
        ([CONFIRM, SETUP, MODULE[:31] + b"\x00\x23" + MODULE[33:]], "shorter than it says"),
        ([CONFIRM, SETUP, COMPONENTS[:12] + b"\x02" + COMPONENTS[13:]], "list 001c came where 0011"),
    ],
)
def test_what_is_not_s7comm_is_garbled_and_says_where(replies: list[Reply], where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(*replies)


def test_an_answer_in_several_transport_units_is_put_together() -> None:
    halves = MODULE[7:40], MODULE[40:]
    first, second = tpkt(b"\x02\xf0\x00" + halves[0]), tpkt(b"\x02\xf0\x80" + halves[1])
    assert asked(CONFIRM, SETUP, first, second, COMPONENTS, PROTECTION)[0] == SNAP7


def test_transport_units_without_end_are_given_up() -> None:
    with pytest.raises(Garbled, match="has not ended"):
        asked(CONFIRM, *[tpkt(b"\x02\xf0\x00x")] * 99)


def test_a_list_without_end_is_asked_for_four_times() -> None:
    endless = answer(0x0011, bytes(28), length=28, count=9, last=1)
    _, line = asked(CONFIRM, SETUP, *[endless] * 99)
    assert len(line.sent) <= s7_identity.questions
    assert line.allowed[2:6] == [
        "read status list 0011 or 001C",
        *["read the next part of a status list"] * 3,
    ]
    assert line.sent[3][24] == 7  # goes on with the sequence of the answer


@pytest.mark.parametrize("lost", [Silence("nothing"), Closed("closed"), b"\x03\x00\x00\x07\x02\xf0\x80"])
def test_after_a_lost_answer_the_identity_stands_and_nothing_more_is_asked(lost: Reply) -> None:
    identity, line = asked(CONFIRM, SETUP, MODULE, lost)
    assert identity.order_number == "6ES7 315-2EH14-0AB0"
    assert len(line.sent) == 4


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_answer_cut_at_any_byte_names_nobody(place: int) -> None:
    whole = [CONFIRM, SETUP, MODULE]
    for cut in truncations(whole[place]):
        with pytest.raises((Closed, Garbled)):
            asked(*whole[:place], cut, cut)


@given(st.integers(0, 4), st.data())
def test_one_wrong_byte_never_crashes(place: int, data: st.DataObject) -> None:
    replies = [CONFIRM, SETUP, MODULE, COMPONENTS, PROTECTION]
    at = data.draw(st.integers(0, len(replies[place]) - 1))
    wrong = bytes((data.draw(st.integers(0, 255)),))
    replies[place] = replies[place][:at] + wrong + replies[place][at + 1 :]
    try:
        asked(*replies)
    except (Garbled, Closed, Silence):
        return


@given(st.lists(st.binary(min_size=1, max_size=100), min_size=1, max_size=6))
def test_any_bytes_are_no_controller(replies: list[bytes]) -> None:
    with pytest.raises((Garbled, Closed, Silence)):
        asked(*replies)
