"""Controllers' answers as an enemy would send them: cut, doubled, endless, random, of another protocol."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model import Fact
from scanner.plugin import Closed, Garbled, Refused, Silence
from tests.lines import Reply, truncations
from tests.scanner.sensor.probes.plc_replies import CASES, Case

OUTCOMES = (Garbled, Closed, Silence, Refused)
FOREIGN = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"220 ftp.example.org ready\r\n",
    bytes.fromhex("15030100020228"),
    b"\xff\xfb\x01\xff\xfd\x03",
    b"RFB 003.008\n",
    bytes(200),
    b"\xff" * 200,
)
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def outcome(case: Case, *replies: Reply) -> Fact | None:
    """The fact, or None where the probe ended as a probe may."""
    try:
        fact, line = case.asked(*replies)
    except OUTCOMES:
        return None
    assert len(line.sent) <= case.probe.questions
    assert isinstance(fact, case.probe.gives)
    return fact


def tells_nothing_else(fact: Fact, known: Fact) -> bool:
    """Each field is what the whole answers say, or was not told."""
    blank = {name: field.default for name, field in type(known).model_fields.items()}
    told = fact.model_dump()
    return all(told[name] in (value, blank.get(name)) for name, value in known.model_dump().items())


@every_case
def test_whole_answers_tell_who_it_is(case: Case) -> None:
    fact, line = case.asked(*case.replies)
    assert fact == case.fact
    assert line.connections == 1
    assert len(line.sent) == len(line.allowed) == len(case.replies)


@every_case
def test_an_answer_cut_at_any_byte_tells_nothing_wrong(case: Case) -> None:
    for number, reply in enumerate(case.replies):
        for cut in truncations(reply):
            fact = outcome(case, *case.replies[:number], cut)
            assert fact is None or tells_nothing_else(fact, case.fact)


@every_case
def test_a_first_answer_cut_at_any_byte_names_nobody(case: Case) -> None:
    needed = [cut for cut in truncations(case.replies[0]) if outcome(case, cut) is not None]
    assert all(len(cut) >= len(case.replies[0]) - 60 for cut in needed)  # what is not read may be missing


@every_case
def test_an_answer_that_comes_twice_tells_the_same(case: Case) -> None:
    assert outcome(case, *(reply * 2 for reply in case.replies)) in (case.fact, None)


@every_case
def test_answers_in_another_order_name_nobody_else(case: Case) -> None:
    fact = outcome(case, *reversed(case.replies))
    assert fact is None or tells_nothing_else(fact, case.fact)


@every_case
@pytest.mark.parametrize("filling", [b"\xff", b"A", b"\x01"])
def test_an_answer_without_end_ends_in_bounded_work(case: Case, filling: bytes) -> None:
    for kept in (1, 2, 4, 8):
        fact = outcome(case, *[case.replies[0][:kept] + filling * 70_000] * 4)
        assert fact is None or sum(len(str(value)) for value in fact.model_dump().values()) < 2_000


@every_case
@pytest.mark.parametrize("foreign", FOREIGN)
def test_another_protocol_on_the_port_names_nobody(case: Case, foreign: bytes) -> None:
    assert outcome(case, *[foreign] * 4) is None


@every_case
@pytest.mark.parametrize("ending", [Silence("nothing"), Closed("closed"), Refused("not now")])
def test_silence_a_closed_port_and_a_refusal_are_passed_on(case: Case, ending: Exception) -> None:
    with pytest.raises(type(ending)):
        case.asked(*[ending] * 4)


@every_case
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(replies=st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=4))
def test_any_bytes_end_in_an_outcome(case: Case, replies: list[bytes]) -> None:
    outcome(case, *replies)


@every_case
@settings(max_examples=120, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_wrong_bytes_in_a_good_answer_never_crash(case: Case, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(case.replies) - 1))
    reply = bytearray(case.replies[number])
    for _ in range(data.draw(st.integers(1, 3))):
        reply[data.draw(st.integers(0, len(reply) - 1))] = data.draw(
            st.sampled_from((0, 1, 0x7F, 0x80, 0xFF))
        )
    outcome(case, *case.replies[:number], bytes(reply), *case.replies[number + 1 :])


@every_case
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(tail=st.binary(max_size=300), kept=st.integers(1, 60))
def test_any_bytes_behind_a_good_beginning_end_in_an_outcome(case: Case, tail: bytes, kept: int) -> None:
    outcome(case, *case.replies[:-1], case.replies[-1][:kept] + tail)
