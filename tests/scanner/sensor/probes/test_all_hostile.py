"""Every probe that the sensor finds, against an enemy; probes that are still to be written, too."""

import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.packs import load_probes
from scanner.plugin import Garbled, Probe
from tests.fuzz.hostile import MOST_BYTES, examine
from tests.fuzz.seeds import dialogues, played, seeds, told
from tests.fuzz.targets import PARSERS, attack
from tests.lines import Reply

PROBES = sorted(load_probes("scanner.sensor.probes"), key=lambda probe: probe.id)
TALKS: dict[str, list[list[Reply]]] = {}
for _probe, _replies in dialogues():
    TALKS.setdefault(_probe.id, []).append(_replies)
SAMPLES = {
    probe.id: max(
        (played(probe, replies) for replies in TALKS[probe.id]), key=lambda said: sum(map(len, said))
    )
    for probe in PROBES
    if probe.id in TALKS
}
DOORS = {probe.id: not probe.questions and examine(probe, []) is not None for probe in PROBES}
OVER_HTTP = {
    "docker-api", "grafana", "influxdb", "ipp", "jenkins", "kubernetes", "mtconnect", "node-red", "portainer",
    "search-node", "ultimaker",
}  # fmt: skip
# These say no more than what was written or refused there: a start page, a text at a terminal's port, no TLS.
# The first three share their server, and the way to it, with the other.
TAKES_ANY = {
    "ftp": {"ftp-anonymous"},
    "smb": {"smb-guest"},
    "ssh": {"ssh-host-key"},
    "http": OVER_HTTP,
    "telnet": {probe.id for probe in PROBES},
    "tls": {probe.id for probe in PROBES},
}
MOST_MEMORY = 16 * MOST_BYTES
FILLERS = (
    b"\0",
    b"\xff",
    b"A",
    b"\r\n",
    b"\x30\x82\xff\xff",
    b"<a>",
    b"1.0\n",
    b"220-x\r\n",
    b"\x03\0\x07\xd0\x02\xf0\0\x32",
)
LIES = (b"\0", b"\x7f", b"\xff", b"\0\0", b"\xff\xff", b"\xff\xff\xff\xff")
"""A length of zero and of as much as its field can hold, wherever a length may stand."""
each = pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.id)
quick = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


def pieces(known: list[bytes]) -> st.SearchStrategy[list[bytes]]:
    """What comes back: real replies in any order, spoilt ones, and bytes without any sense."""
    noise = st.binary(max_size=200)
    if not known:
        return st.lists(noise, max_size=6)
    real = st.sampled_from(known)
    spoilt = st.builds(_spoilt, real, st.integers(0, 400), st.integers(0, 8), st.binary(max_size=8))
    first = st.lists(st.one_of(spoilt, real, noise), max_size=6)
    return st.one_of(
        first, st.builds(lambda kept, then: known[:kept] + then, st.integers(0, len(known)), first)
    )


def _spoilt(reply: bytes, at: int, taken: int, put: bytes) -> bytes:
    at %= len(reply) + 1
    return reply[:at] + put + reply[at + taken :]


@each
def test_whatever_is_answered_is_a_fact_or_a_plain_outcome(probe: Probe[Any]) -> None:
    @quick
    @given(pieces(SAMPLES.get(probe.id, [])), st.integers(0, 255))
    def run(replies: list[bytes], flags: int) -> None:
        examine(probe, replies, flags)

    run()


@each
@pytest.mark.parametrize("flags", [0, 1, 2, 3])
def test_a_real_answer_cut_or_changed_at_any_byte_is_survived(probe: Probe[Any], flags: int) -> None:
    known = SAMPLES.get(probe.id, [])
    for number, reply in enumerate(known):
        for at in range(flags, min(len(reply), 400), 4):  # the four share the bytes between them
            wrongs = [reply[:at], *(reply[:at] + lie + reply[at + len(lie) :] for lie in LIES)]
            for wrong in wrongs:
                examine(probe, [*known[:number], wrong, *known[number + 1 :]], flags)


@each
def test_answers_repeated_or_in_another_order_are_survived(probe: Probe[Any]) -> None:
    known = SAMPLES.get(probe.id, [])
    for replies in (
        known[::-1],
        known * 20,
        [one for one in known for _ in range(20)],
        [b"".join(known) * 3],
    ):
        for flags in range(4):
            examine(probe, replies, flags)


@each
def test_an_answer_without_end_takes_bounded_time_and_memory(probe: Probe[Any]) -> None:
    known = SAMPLES.get(probe.id, [])
    for filler in (*FILLERS, *(one[:1] for one in known[:1])):
        flood = [(filler * 4096)[:4096]] * (MOST_BYTES // 4096 + 1)
        tracemalloc.start()
        try:
            examine(probe, flood)
            examine(probe, [*known[:1], *flood])
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert most < MOST_MEMORY, (filler, most)


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_without_a_line_raises_nothing_but_garbled(name: str) -> None:
    known = [raw for target, raw in seeds() if target == name]

    @quick
    @given(
        st.one_of(
            st.binary(max_size=400),
            pieces(known).map(b"".join),
            *(
                st.builds(
                    _spoilt, st.just(one), st.integers(0, 400), st.integers(0, 8), st.binary(max_size=8)
                )
                for one in known
            ),
        )
    )
    def run(raw: bytes) -> None:
        attack(PARSERS[name], raw)

    run()


@each
def test_every_probe_has_the_answers_of_something_real_and_they_give_its_fact(probe: Probe[Any]) -> None:
    """A new probe's replies count once a `DIALOGUES` or `CASES` in a test_*_hostile or *_replies module lists them.

    A door, of which only the open port is looked at, needs none.
    """
    known = TALKS.get(probe.id, [])
    assert known or DOORS.get(probe.id), f"no sample replies of {probe.id}"
    assert all(isinstance(told(probe, replies), probe.gives) for replies in known)


def test_a_door_is_known_by_its_port_alone() -> None:
    assert {name for name, is_door in DOORS.items() if is_door} == {
        "dce-rpc", "heidenhain-lsv2", "remote-help", "rlogin",
    }  # fmt: skip


@each
def test_the_answers_of_another_protocol_are_never_taken_for_an_identity(probe: Probe[Any]) -> None:
    others = [
        other for other in PROBES if other.protocol != probe.protocol and other.gives is not probe.gives
    ]
    wrong = {
        other.id
        for other in others
        for flags in range(4)
        if not DOORS.get(probe.id) and examine(probe, SAMPLES.get(other.id, []), flags) is not None
    }
    assert wrong <= TAKES_ANY.get(probe.id, set())


def test_garbled_is_the_only_excuse_of_a_parser() -> None:
    def excuse(raw: bytes) -> None:
        raise Garbled(f"{len(raw)} bytes")

    def crash(raw: bytes) -> None:
        raw[100]

    attack(excuse, b"")
    with pytest.raises(IndexError):
        attack(crash, b"")
