"""A real collector takes our lines apart as we meant them, whatever a machine calls itself."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.agent.delivery import deliver
from scanner.agent.delivery.letter import one_line
from scanner.agent.delivery.syslog import MOST_BYTES, lines, send, structured
from scanner.config.delivery import Syslog
from scanner.model import Audit
from scanner.store import Store
from tests.scanner.agent.delivery.collector import Collector, collecting, free_port
from tests.scanner.agent.delivery.things import (
    AT,
    HOSTILE,
    LATHE,
    PRESS,
    WEB,
    an_audit,
    configured,
    gap,
    kept,
    letter,
    opened,
)
from tests.timing import ends_within


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as one:
        yield one


def hostile_audit() -> Audit:
    evil = PRESS.model_copy(update={"names": (HOSTILE,)})
    return an_audit("s2", gap(), assets=(evil, LATHE), segment='ha"ll]\r\n\\ | x=y')


@pytest.mark.parametrize("transport", ["udp", "tcp", "unix"])
def test_a_collector_gets_a_line_for_each_event(collector: Collector, store: Store, transport: str) -> None:
    config = configured(syslog=[collector.target(transport)])
    (outcome,) = deliver(store, config, kept(store, an_audit("s1", gap())), moment=AT)
    assert outcome.sent, outcome
    first, second = collector.taken(2)
    assert (first[0], first[2], first[3]) == ("130", "vaglio", "critical")
    assert 'segment="hall" scan="s1" check="screen-open" severity="critical" asset="a"' in first[4]
    assert first[5].strip() == "New critical weak point: screen-open (press, 10.0.0.1)."
    assert (second[0], second[3]) == ("134", "always")


@pytest.mark.parametrize("transport", ["udp", "tcp", "unix"])
@pytest.mark.parametrize("form", ["rfc5424", "cef"])
def test_a_hostile_name_makes_no_line_and_no_field_of_its_own(
    collector: Collector, store: Store, transport: str, form: str
) -> None:
    config = configured(syslog=[collector.target(transport, format=form)])
    audit = kept(store, hostile_audit())
    (outcome,) = deliver(store, config, audit, None, AT)
    assert outcome.sent, outcome
    taken = collector.taken(2)
    assert [one[3] for one in taken] == ["critical", "always"]
    assert {one[0] for one in taken} == {"130", "134"}
    assert all("".join(one).isprintable() for one in taken)
    if form == "rfc5424":
        assert all(one[4].startswith("[vaglio@32473 event=") and one[4].endswith("]") for one in taken)
    else:
        assert all(one[5].strip().startswith("CEF:0|Vaglio|Vaglio|") for one in taken)


def test_a_collector_over_tcp_that_is_not_there_is_told(store: Store) -> None:
    target = {
        "name": "s",
        "transport": "tcp",
        "host": "127.0.0.1",
        "port": free_port(socket.SOCK_STREAM),
        "when": WEB,
    }
    (outcome,) = deliver(store, configured(syslog=[target]), kept(store, an_audit()), moment=AT)
    assert (outcome.sent, outcome.problem) == (False, "it could not be reached (Connection refused)")


def test_a_socket_that_is_not_there_is_told_without_a_path(store: Store, tmp_path: Path) -> None:
    target = {"name": "s", "transport": "unix", "path": str(tmp_path / "none"), "when": WEB}
    (outcome,) = deliver(store, configured(syslog=[target]), kept(store, an_audit()), moment=AT)
    assert outcome.problem == "it could not be reached (No such file or directory)"


# An independent reading of RFC 5424 (section 6) and of the Common Event Format.
SD_VALUE = r'(?:[^"\\\]]|\\["\\\]])*'
LINE = re.compile(
    r"<(\d{1,3})>1 (\S+) ([!-~]{1,255}) vaglio - ([!-~]{1,32}) "
    rf'(?:\[vaglio@32473((?: [a-z]+="{SD_VALUE}")+)\]|-) (.*)',
)
CEF = re.compile(r"CEF:0\|((?:(?:[^|\\]|\\[|\\])*\|){6})(.*)")
VALUE = re.compile(r"(\w+)=((?:[^\\=]|\\[\\=])*)(?: (?=\w+=)|$)")


def _lines(audit: Audit, form: str = "rfc5424") -> list[str]:
    target = Syslog.model_validate({"name": "s", "host": "127.0.0.1", "format": form})
    return [one.decode() for one in lines(target, letter(audit))]


def _named(text: str) -> Audit:
    return an_audit("s1", gap(), assets=(PRESS.model_copy(update={"names": (text,)}),), segment=f"x{text}")


HARD = st.text(st.sampled_from('\r\n\x00\x1b\x85\u2028\u202e|=\\"][<> éA1\ud800'), max_size=40) | st.text(
    max_size=40
)


@settings(deadline=None, max_examples=60)
@given(HARD)
def test_whatever_a_machine_is_called_the_line_has_the_fields_that_we_gave_it(name: str) -> None:
    for line, event in zip(_lines(_named(name)), ("critical", "always"), strict=True):
        assert line.isprintable()
        match = LINE.fullmatch(line)
        assert match, line
        names = re.findall(rf'([a-z]+)="{SD_VALUE}"', match[5])
        assert names.count("event") == names.count("scan") == 1
        assert match[4] == event


@settings(deadline=None, max_examples=60)
@given(HARD)
def test_whatever_a_machine_is_called_the_cef_has_the_fields_that_we_gave_it(name: str) -> None:
    for line in _lines(_named(name), "cef"):
        match = LINE.fullmatch(line)
        assert match
        read = CEF.fullmatch(match[6])
        assert read, line
        fields = VALUE.findall(read[2])
        keys = [key for key, _ in fields]
        assert len(keys) == len(set(keys))
        assert set(keys) <= {
            "msg",
            "cat",
            "dst",
            *(f"cs{n}{end}" for n in range(1, 6) for end in ("", "Label")),
        }
        assert "".join(f"{key}={value} " for key, value in fields).strip() == read[2].strip()


def test_a_cef_event_says_what_happened() -> None:
    first, _ = _lines(an_audit("s1", gap()), "cef")
    told = first.split(" - CEF:")[1]
    assert told.startswith(
        "0|Vaglio|Vaglio|1|screen-open|screen-open|10|msg=New critical weak point: screen-open"
    )
    assert " cat=critical dst=10.0.0.1 cs1Label=segment cs1=hall cs2Label=scan cs2=s1" in told


def test_no_line_is_longer_than_every_collector_takes() -> None:
    for form in ("rfc5424", "cef"):
        assert all(len(one.encode()) <= MOST_BYTES for one in _lines(_named("é" * 5000), form))


def test_structured_data_escapes_its_three_marks() -> None:
    assert structured({"a": 'x"y\\z]'}) == '[vaglio@32473 a="x\\"y\\\\z\\]"]'


@settings(deadline=None)
@given(st.text())
def test_one_line_is_one_line_that_can_be_encoded(text: str) -> None:
    made = one_line(text, 50)
    assert made.isprintable()
    assert len(made) <= 50
    assert made.encode().decode() == made


def test_a_collector_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        target = {"name": "s", "transport": "tcp", "host": "127.0.0.1", "port": listener.getsockname()[1]}
        with ends_within(1):
            send(Syslog.model_validate(target), letter(an_audit()))
