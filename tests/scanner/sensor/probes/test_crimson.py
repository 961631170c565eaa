"""The Crimson 3 probe against answers of the form that the dissector of cr3-wireshark reads."""

import pytest

from scanner.evidence.plcs import CrimsonIdentity
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.crimson import MAKER, MODEL
from tests.lines import Reply
from tests.scanner.sensor.probes.plc_replies import CASES, CRIMSON, crimson_reply

CASE = CASES["crimson"]


def test_maker_and_model_are_asked_on_one_connection() -> None:
    line = CASE.asked(*CRIMSON)[1]
    assert (line.sent, line.connections) == ([MAKER, MODEL], 1)


@pytest.mark.parametrize("second", [Closed("closed"), Silence("nothing"), b"HTTP/1.1", CRIMSON[0]])
def test_what_was_told_first_stays_told_when_the_second_question_fails(second: Reply) -> None:
    assert CASE.asked(CRIMSON[0], second)[0] == CrimsonIdentity(vendor="Red Lion Controls")


@pytest.mark.parametrize(
    "reply",
    [
        crimson_reply("012a", b"G310C2\0"),
        crimson_reply("012b", b"Red Lion\0", kind="0200"),
        crimson_reply("012b", b"Red Lion"),
        crimson_reply("012b", b"Red\xffLion\0"),
        crimson_reply("012b", b"\0"),
        crimson_reply("012b", b""),
        b"\0\0\1\x2b\3\0",
        b"\0\1\1",
        b"\xff\xff" + bytes(70_000),
    ],
)
def test_an_answer_of_another_kind_is_garbled(reply: bytes) -> None:
    with pytest.raises(Garbled):
        CASE.asked(reply)
