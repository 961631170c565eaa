"""Tricks with allowed requests: nothing rides before, behind or inside one, and no length may lie."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from scanner.packs import load_probes
from scanner.plugin import Probe
from tests.captures.dissected import messages
from tests.captures.judge import JUDGES
from tests.captures.small import IDENTITY, REFUSED, Small
from tests.captures.test_guard import REPLAYS, Replay, lets_out
from tests.fuzz.seeds import dialogues, said_by

GARBAGE = (b"\0", b"\r\n", b"\n", b" ", b"\xff" * 4, b"A" * 64)
each = pytest.mark.parametrize("small", IDENTITY, ids=lambda small: f"{small.protocol} {small.name}")


@each
def test_an_identity_request_written_by_hand_passes(small: Small) -> None:
    assert lets_out(small.protocol, small.data)


@pytest.mark.parametrize("small", REFUSED, ids=lambda small: f"{small.protocol} {small.name}")
def test_a_request_that_changes_or_reads_the_process_is_refused_by_every_table(small: Small) -> None:
    assert [protocol for protocol in JUDGES if lets_out(protocol, small.data)] == []


@each
def test_a_length_that_lies_is_refused(small: Small) -> None:
    for at, size in small.lengths:
        for byte in range(at, at + size):
            for lie in range(256):
                told = small.data[:byte] + bytes((lie,)) + small.data[byte + 1 :]
                assert lets_out(small.protocol, told) == (told == small.data), (at, lie)


@each
def test_a_refused_request_behind_or_before_an_allowed_one_is_refused(small: Small) -> None:
    for other in REFUSED:
        assert not lets_out(small.protocol, small.data + other.data), other.name
        assert not lets_out(small.protocol, other.data + small.data), other.name


@each
def test_a_length_that_covers_a_second_request_does_not_help(small: Small) -> None:
    behind = next(other.data for other in REFUSED if other.protocol == small.protocol)
    for at, size in small.lengths:
        for order in ("big", "little"):
            counted = int.from_bytes(small.data[at : at + size], order) + len(behind)
            if counted < 256**size:
                longer = counted.to_bytes(size, order)
                assert not lets_out(
                    small.protocol, small.data[:at] + longer + small.data[at + size :] + behind
                )


def every_request() -> Iterator[tuple[Probe[Any], bytes]]:
    """What the probes really say, in a talk with the replies that their tests use; else their first question."""
    talks = {probe.id: (probe, replies) for probe, replies in dialogues()}
    for probe in load_probes("scanner.sensor.probes"):
        _, replies = talks.get(probe.id, (probe, []))
        yield from ((probe, request) for request in said_by(probe, replies))


def test_nothing_rides_before_or_behind_what_any_probe_says() -> None:
    requests = list(every_request())
    assert len({probe.id for probe, _ in requests}) > 40
    for probe, request in requests:
        for garbage in (*GARBAGE, request):
            leaks = (request + garbage, garbage + request)
            assert not any(lets_out(probe.protocol, leak) for leak in leaks), (probe.id, request, garbage)


def test_no_request_is_cut() -> None:
    for probe, request in every_request():
        for end in range(len(request)):
            assert not lets_out(probe.protocol, request[:end]) or probe.protocol == "http", (
                probe.id,
                request[:end],
            )


@pytest.mark.parametrize("replay", [one for one in REPLAYS if one.passing], ids=lambda replay: replay.file)
def test_two_requests_of_a_capture_in_one_message_are_refused(replay: Replay) -> None:
    asked = [m.data for _, m in replay.asked()]
    allowed = {data for data in asked if lets_out(replay.protocol, data)}
    assert allowed
    for first in allowed:
        for second in set(asked):
            assert not lets_out(replay.protocol, first + second)
            assert not lets_out(replay.protocol, second + first)


@pytest.mark.parametrize("replay", REPLAYS, ids=lambda replay: replay.file)
def test_a_capture_sent_in_larger_or_smaller_pieces_gets_no_further(replay: Replay) -> None:
    asked = [m.data for _, m in replay.asked()][:400]
    passing = {data for data in asked if lets_out(replay.protocol, data)}
    assert not any(lets_out(replay.protocol, one + other) for one, other in pairwise(asked))
    halves = {half for data in set(asked) for half in (data[: len(data) // 2], data[len(data) // 2 :])}
    assert not any(lets_out(replay.protocol, half) for half in halves - passing)


def test_others_identity_reads_pass_in_our_spelling_and_in_no_other() -> None:
    (listed,) = (m.data for m in messages("ethernetip-listidentity.pcap") if m.port == 44818)
    (found,) = (m.data for m in messages("beckhoff-ads.pcapng", only="udp") if m.sender == "192.168.1.99")
    hello = next(m.data for m in messages("niagara-fox-hello.pcap") if m.port == 1911)
    opened, asked, *_, closed = (m.data for m in messages("hart-ip.pcap", only="tcp.dstport == 5094"))
    ours = {
        "enip": [listed[:12] + bytes(8) + listed[20:]],
        "ads": [found[:12] + bytes(6) + found[18:]],
        "fox": [hello[: hello.index(b"hostName")] + b"};;\n"],
        "hart-ip": [opened[:5] + b"\x01" + opened[6:9] + (10_000).to_bytes(4, "big"),
                    asked[:5] + b"\x02" + asked[6:], closed[:5] + b"\x03" + closed[6:]],
    }  # fmt: skip
    for theirs in (listed, found, hello, opened, asked, closed):
        assert not any(lets_out(protocol, theirs) for protocol in ours)
    for protocol, spelled in ours.items():
        assert all(lets_out(protocol, request) for request in spelled), protocol
