"""Nothing is told twice, nothing is lost, and what fails holds up nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.delivery import deliver, rounds, send_due
from scanner.agent.delivery.letter import Letter, UndeliveredError
from scanner.agent.delivery.rounds import GIVE_UP, LEASE, put, tell
from scanner.config import Config
from scanner.model import Audit, Outcome, now
from scanner.store import Store
from scanner.store.outbox import Outbox
from scanner.store.tables import outbox as table
from tests.scanner.agent.delivery.things import AT, LATHE, PRESS, WEB, an_audit, configured, gap, kept, opened
from tests.scanner.store.things import set_row

A = {"name": "a", "host": "127.0.0.1", "when": WEB, "port": 1}
B = A | {"name": "b"}


class Sent:
    """Stands in for every way out; `faults` are raised by the name of the target, once each."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Letter]] = []
        self.tried: list[str] = []
        self.faults: dict[str, list[Exception]] = {}

    def __call__(self, _: object, target: Any, letter: Letter) -> str:
        self.tried.append(target.name)
        if self.faults.get(target.name):
            raise self.faults[target.name].pop(0)
        self.letters.append((target.name, letter))
        return ""

    @property
    def news(self) -> list[tuple[str, str, list[str]]]:
        return [(name, one.audit.scan, [event.kind for event in one.events]) for name, one in self.letters]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    made = Sent()

    def send(this: object, target: Any, letter: Letter) -> str:
        return made(this, target, letter)

    monkeypatch.setattr(rounds._Round, "_sent", send)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as one:
        yield one


def config(*targets: dict[str, Any], **more: Any) -> Config:
    return configured(syslog=list(targets), **more)


def test_each_target_hears_what_it_asked_for(store: Store, sent: Sent) -> None:
    deliver(store, config(A, B | {"when": ["critical"]}), kept(store, an_audit("s1", gap())), moment=AT)
    assert sorted(sent.news) == [("a", "s1", ["critical", "always"]), ("b", "s1", ["critical"])]


def test_a_target_that_asked_for_nothing_that_happened_hears_nothing(store: Store, sent: Sent) -> None:
    assert deliver(store, config(A | {"when": ["incomplete"]}), kept(store, an_audit()), moment=AT) == ()
    assert sent.tried == []


def test_the_same_audit_is_told_once_however_often_it_is_handed_over(store: Store, sent: Sent) -> None:
    audit = kept(store, an_audit("s1", gap()))
    for _ in range(3):
        deliver(store, config(A), audit, moment=AT)
    assert len(sent.letters) == 1


def test_a_gap_that_is_not_seen_for_a_while_is_not_told_again(store: Store, sent: Sent) -> None:
    critical = config(A | {"when": ["critical"]})
    audits = [an_audit("s1", gap()), an_audit("s2", day=1), an_audit("s3", gap(), day=2)]
    for before, audit in zip([None, *audits], audits, strict=False):
        deliver(store, critical, kept(store, audit), before, AT)
    assert sent.news == [("a", "s1", ["critical"])]


def test_a_gap_that_was_mended_and_comes_back_is_told_again(store: Store, sent: Sent) -> None:
    audits = [
        an_audit("s1", gap()),
        an_audit("s2", gap(outcome=Outcome.MET), day=1),
        an_audit("s3", gap(), day=2),
    ]
    for before, audit in zip([None, *audits], audits, strict=False):
        deliver(store, config(A | {"when": ["critical"]}), kept(store, audit), before, AT)
    assert [scan for _, scan, _ in sent.news] == ["s1", "s3"]


def test_a_scan_that_ends_early_every_night_for_one_reason_is_told_once(store: Store, sent: Sent) -> None:
    for day in range(3):
        audit = kept(store, an_audit(f"s{day}", day=day, complete=False, reason="The interface is gone."))
        deliver(store, config(A | {"when": ["incomplete"]}), audit, moment=AT)
    deliver(store, config(A | {"when": ["incomplete"]}), kept(store, an_audit("s3", day=3)), moment=AT)
    audit = kept(store, an_audit("s4", day=4, complete=False, reason="The interface is gone."))
    deliver(store, config(A | {"when": ["incomplete"]}), audit, moment=AT)
    assert [scan for _, scan, _ in sent.news] == ["s0", "s4"]


def test_a_machine_that_was_away_is_no_new_machine(store: Store, sent: Sent) -> None:
    news = config(A | {"when": ["new_device"]})
    audits = [
        an_audit("s1", assets=(PRESS, LATHE)),
        an_audit("s2", day=1),
        an_audit("s3", day=2, assets=(PRESS, LATHE)),
    ]
    for number, audit in enumerate(audits):
        _begun(store, audit)
        deliver(store, news, audit, audits[number - 1] if number else None, AT)
    assert sent.news == []


def _begun(store: Store, audit: Audit) -> None:
    kept(store, audit)
    set_row(store, audit.scan, started=audit.started)


def test_a_target_that_is_down_is_tried_again_with_longer_and_longer_pauses(store: Store, sent: Sent) -> None:
    sent.faults["a"] = [ConnectionRefusedError(111, "Connection refused") for _ in range(3)]
    (failed,) = deliver(store, config(A), kept(store, an_audit()), moment=AT)
    assert (failed.sent, failed.problem) == (False, "it could not be reached (Connection refused)")
    pauses, moment = [], AT
    while due := Outbox(store).next_due():
        pauses.append((due - moment).total_seconds() / 60)
        moment = due
        assert send_due(store, config(A), moment - timedelta(seconds=1)) == ()
        send_due(store, config(A), moment)
    assert pauses == [1, 2, 4]
    assert sent.news == [("a", "s1", ["always"])]


def test_what_waits_survives_a_restart_with_the_same_id(tmp_path: Path, sent: Sent) -> None:
    sent.faults["a"] = [TimeoutError("timed out")]
    with opened(tmp_path) as store:
        deliver(store, config(A), kept(store, an_audit()), moment=AT)
        (waits,) = Outbox(store).newest()
    with opened(tmp_path) as store:
        assert send_due(store, config(A), AT + timedelta(minutes=1))[0].sent
        assert send_due(store, config(A), AT + timedelta(days=1)) == ()
    assert [one.id for _, one in sent.letters] == [waits.id]


def test_a_carrier_that_dies_midway_leaves_the_parcel_to_the_next_after_its_lease(
    store: Store, sent: Sent
) -> None:
    put(store, config(A).delivery, kept(store, an_audit()), None, AT)
    (parcel,) = Outbox(store).due(AT)
    until = now() + LEASE
    assert Outbox(store).claim(parcel, AT, until)
    assert not Outbox(store).claim(parcel, AT, until)
    assert send_due(store, config(A), until - timedelta(seconds=1)) == ()
    assert send_due(store, config(A), until)[0].sent


def test_a_target_that_is_down_holds_up_no_other(store: Store, sent: Sent) -> None:
    sent.faults["a"] = [OSError("down")] * 9
    for number in range(3):
        put(store, config(A, B).delivery, kept(store, an_audit(f"s{number}", day=number)), None, AT)
    send_due(store, config(A, B), AT)
    assert sent.tried.count("a") == 1
    assert [name for name, _, _ in sent.news] == ["b", "b", "b"]


@pytest.mark.parametrize(
    "fault", [UndeliveredError("refused", rejected=True), RuntimeError("boom"), KeyError("x")]
)
def test_a_message_that_nobody_can_take_holds_up_no_other(store: Store, sent: Sent, fault: Exception) -> None:
    sent.faults["a"] = [fault]
    for number in range(3):
        put(store, config(A).delivery, kept(store, an_audit(f"s{number}", day=number)), None, AT)
    outcomes = send_due(store, config(A), AT)
    assert sorted(one.sent for one in outcomes) == [False, True, True]


def test_a_body_that_nobody_can_read_holds_up_no_other(store: Store, sent: Sent) -> None:
    for number in range(2):
        put(store, config(A).delivery, kept(store, an_audit(f"s{number}", day=number)), None, AT)
    (first, _) = Outbox(store).due(AT)
    store.write(
        lambda one: one.execute(table.update().where(table.c.id == first.id).values(body="{nonsense"))
    )
    outcomes = send_due(store, config(A), AT)
    assert sorted((one.sent, one.problem) for one in outcomes) == [
        (False, "the message could not be made (ValidationError)"), (True, ""),
    ]  # fmt: skip


def test_what_fails_for_a_week_is_given_up_and_says_so(store: Store, sent: Sent) -> None:
    sent.faults["a"] = [OSError("down"), OSError("down")]
    deliver(store, config(A), kept(store, an_audit()), moment=AT)
    send_due(store, config(A), AT + GIVE_UP + timedelta(minutes=1))
    (parcel,) = Outbox(store).newest()
    assert (parcel.status, parcel.problem) == ("failed", "it could not be reached (down)")
    assert send_due(store, config(A), AT + timedelta(days=30)) == ()


def test_a_target_that_the_configuration_names_no_more_gets_nothing(store: Store, sent: Sent) -> None:
    put(store, config(A, B).delivery, kept(store, an_audit()), None, AT)
    send_due(store, config(B), AT)
    assert [name for name, _, _ in sent.news] == ["b"]
    assert {one.target: one.status for one in Outbox(store).newest()} == {"a": "failed", "b": "sent"}


def test_people_are_not_disturbed_in_their_quiet_hours_and_hear_it_afterwards(
    store: Store, sent: Sent
) -> None:
    hours = {"hours": [{"start": "07:00", "end": "12:00"}], "timezone": "UTC"}
    night = config(A | {"quiet": True}, B, **hours)
    deliver(store, night, kept(store, an_audit()), moment=AT)
    assert [name for name, _, _ in sent.news] == ["b"]
    send_due(store, night, AT.replace(hour=12))
    assert [name for name, _, _ in sent.news] == ["b", "a"]


def test_without_a_target_nothing_is_put_anywhere(store: Store, sent: Sent) -> None:
    assert deliver(store, configured(), kept(store, an_audit("s1", gap())), moment=AT) == ()
    assert Outbox(store).newest() == ()


def test_a_scan_that_is_dropped_takes_its_parcel_along(store: Store, sent: Sent) -> None:
    put(store, config(A).delivery, kept(store, an_audit()), None, AT)
    store.discard("s1")
    assert send_due(store, config(A), AT) == ()
    assert sent.tried == []


def test_a_person_is_told_what_waits_and_who_was_left_out() -> None:
    outcomes = [
        rounds.Outcome("a", "s", sent=False, problem="it is down"), rounds.Outcome("b", "s", sent=True),
        rounds.Outcome("c", "s", sent=True, problem="the mail server refused x@y"),
    ]  # fmt: skip
    assert tell(outcomes) == [
        'Not delivered to "a": it is down. It is tried again.',
        'Delivered to "c", but the mail server refused x@y.',
    ]
