"""What a sensor said comes back exactly, once, and in its order."""

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from scanner.evidence import (
    Announcement,
    Certificate,
    MqttGreeting,
    OpcUaEndpoint,
    OpcUaServer,
    OpenPort,
    SshServer,
    TlsServer,
)
from scanner.model import (
    Answer,
    Asked,
    Evidence,
    Fact,
    Heard,
    Message,
    Note,
    Progress,
    Seen,
    Service,
    Touch,
)
from scanner.store import Store, StoreError
from scanner.store.engine import writing
from tests.scanner.store.things import evidence, order, touch

TEXT = st.text(max_size=20)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
EAST = st.just(timezone(timedelta(hours=2)))
MOMENT = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=EAST)  # noqa: DTZ001
SERVICE = st.none() | st.builds(
    Service, transport=st.sampled_from(["tcp", "udp", "link"]), port=st.integers(0, 65535)
)
CERTIFICATE = st.builds(
    Certificate, subject=TEXT, names=TEXTS, not_before=MOMENT, not_after=MOMENT, key_bits=st.integers()
)
ENDPOINT = st.builds(
    OpcUaEndpoint, url=TEXT, mode=st.just("Sign"), policy=TEXT, tokens=st.just(("anonymous",))
)
MAYBE_CERTIFICATE = st.none() | CERTIFICATE
DETAILS = st.dictionaries(TEXT, TEXT, max_size=3)
FACT: st.SearchStrategy[Fact] = st.one_of(
    st.builds(OpenPort, port=st.integers(0, 65535)),
    st.builds(SshServer, banner=TEXT, ciphers=TEXTS),
    st.builds(TlsServer, accepted=TEXTS, certificate=MAYBE_CERTIFICATE),
    st.builds(Announcement, protocol=st.just("mdns"), names=TEXTS, details=DETAILS),
    st.builds(
        OpcUaServer, endpoints=st.lists(ENDPOINT, max_size=2).map(tuple), certificate=MAYBE_CERTIFICATE
    ),
    st.builds(MqttGreeting, return_code=st.integers(), secured=st.booleans()),
)
HEARD = st.builds(
    Evidence, asset=TEXT, service=SERVICE, probe=TEXT, wanted=TEXT, reason=TEXT, fact=FACT,
    raw=st.binary(max_size=4096), at=MOMENT, sensor=TEXT, answer=st.just(Answer.HEARD),
)  # fmt: skip
NOT_HEARD = st.builds(
    Evidence, asset=TEXT, service=SERVICE, probe=TEXT, wanted=TEXT, reason=TEXT, raw=st.binary(max_size=99),
    at=MOMENT, answer=st.sampled_from([each for each in Answer if each is not Answer.HEARD]), fact=st.none(),
)  # fmt: skip
ANY_TOUCH = st.builds(
    Touch, at=MOMENT, asset=TEXT, service=SERVICE, what=TEXT, why=TEXT, payload=TEXT,
    frames=st.integers(1, 2**31 - 1), kind=st.sampled_from(["connect", "request", "datagram", "echo", "frame"]),
)  # fmt: skip
AGAIN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def running(store: Store) -> Store:
    store.begin_scan(order(), os.getpid())
    return store


def empty(store: Store) -> None:
    store.discard("s1")
    store.begin_scan(order(), os.getpid())


@AGAIN
@given(items=st.lists(HEARD | NOT_HEARD, max_size=4))
def test_evidence_comes_back_exactly(running: Store, items: list[Evidence]) -> None:
    empty(running)
    running.add_messages("s1", [Heard(evidence=item) for item in items], 0)
    assert running.evidence_of("s1") == tuple(items)


@AGAIN
@given(touches=st.lists(ANY_TOUCH, max_size=4))
def test_the_ledger_comes_back_exactly(running: Store, touches: list[Touch]) -> None:
    empty(running)
    running.add_messages("s1", touches, 0)
    assert running.touches_of("s1") == tuple(touches)


def test_machines_seen_come_back_in_their_order(running: Store) -> None:
    lines = [
        Seen(address="10.0.0.9", mac="00:1b:1b:00:00:01", names=("plc",), how="arp"),
        Seen(address="10.0.0.2", how="icmp"),
    ]
    running.add_messages("s1", lines, 0)
    assert running.seen_of("s1") == tuple(lines)


def test_the_same_lines_twice_are_stored_once(running: Store) -> None:
    lines: list[Message] = [touch(), Heard(evidence=evidence()), Seen(address="10.0.0.7", how="arp"), touch()]
    running.add_messages("s1", lines, 0)
    running.add_messages("s1", lines[2:], 2)
    running.add_messages("s1", lines, 0)
    assert running.touches_of("s1") == (lines[0], lines[3])
    assert len(running.evidence_of("s1")) == 1
    assert len(running.seen_of("s1")) == 1


def test_lines_that_are_not_kept_still_count(running: Store) -> None:
    assert running.next_line("s1") == 0
    running.add_messages("s1", [Progress(stage="ask"), Note(text="x"), touch(), touch(1)], 0)
    assert running.next_line("s1") == 4
    running.add_messages("s1", [touch(2)], running.next_line("s1"))
    assert [each.service for each in running.touches_of("s1")] == [touch(n).service for n in range(3)]


def test_lines_belong_to_a_scan_that_is_there(running: Store) -> None:
    with pytest.raises(StoreError):
        running.add_messages("no such scan", [touch()], 0)


def test_evidence_of_another_scan_may_have_the_same_id(running: Store) -> None:
    running.begin_scan(order("s2"), os.getpid())
    for scan in ("s1", "s2"):
        running.add_messages(scan, [Heard(evidence=evidence().model_copy(update={"id": "e1"}))], 0)
    assert len(running.evidence_of("s1")) == len(running.evidence_of("s2")) == 1


def test_evidence_of_an_unknown_kind_is_left_out_and_counted(running: Store) -> None:
    running.add_messages("s1", [Heard(evidence=evidence(port=each)) for each in (1, 2, 3)], 0)
    with writing(running._engine) as connection:
        change = (
            'UPDATE evidence SET body = replace(body, \'"kind":"open-port"\', \'"kind":"gone"\') WHERE n = 1'
        )
        assert connection.execute(text(change)).rowcount == 1
    assert [each.service.port for each in running.evidence_of("s1") if each.service] == [1, 3]
    assert running.unreadable_evidence("s1") == 1


def test_what_was_put_is_not_put_again_and_what_was_held_back_is(running: Store) -> None:
    def question(answer: Answer) -> Asked:
        place = Service(transport="tcp", port=list(Answer).index(answer))
        return Asked(asset="10.0.0.7", probe="ssh", service=place)

    def ended(answer: Answer) -> Heard:
        place = question(answer).service
        return Heard(
            evidence=Evidence(asset="10.0.0.7", service=place, probe="ssh", wanted="x", answer=answer)
        )

    twice = [Heard(evidence=evidence()), Heard(evidence=evidence())]
    rest = [answer for answer in Answer if answer is not Answer.HEARD]
    running.add_messages("s1", [*twice, *map(ended, rest)], 0)
    held_back = {Answer.REFUSED, Answer.NOT_ASKED}
    assert running.asked("s1") == (
        Asked(asset="10.0.0.7", probe="open-ports", service=Service(transport="tcp", port=502)),
        *(question(answer) for answer in rest if answer not in held_back),
    )


def test_a_question_without_a_port_was_put_too(running: Store) -> None:
    said = Evidence(asset="10.0.0.7", probe="listen", wanted="x", answer=Answer.SILENT)
    running.add_messages("s1", [Heard(evidence=said)], 0)
    assert running.asked("s1") == (Asked(asset="10.0.0.7", probe="listen", service=None),)


def test_a_moment_without_an_offset_is_refused(running: Store) -> None:
    naive = touch().model_copy(update={"at": datetime(2026, 1, 1)})  # noqa: DTZ001
    with pytest.raises(StoreError, match="without an offset"):
        running.add_messages("s1", [naive], 0)


def test_moments_sort_as_they_happened(running: Store, file: Path) -> None:
    early = touch().model_copy(update={"at": datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=5)))})
    late = touch().model_copy(update={"at": datetime(2026, 1, 1, 8, tzinfo=UTC)})
    running.add_messages("s1", [late, early], 0)
    with running._engine.connect() as connection:
        assert list(connection.execute(text("SELECT n FROM touches ORDER BY at")).scalars()) == [1, 0]
