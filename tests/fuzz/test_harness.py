"""The attack itself: it feels what it must feel, and reaches every probe."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.framing import anything, line_end
from scanner.model import Fact, Service
from scanner.packs import load_probes
from scanner.plugin import Closed, Garbled, Line, Probe, Silence, Tcp, Udp, probe
from scanner.sensor.hearing import overheard
from tests.fuzz import targets
from tests.fuzz.__main__ import address, shooter, write_seeds
from tests.fuzz.frames import frames
from tests.fuzz.hostile import MOST_BYTES, HostileLine, Overstepped, examine
from tests.fuzz.seeds import seeds


class Word(Fact):
    """What the pretended probe gives."""

    text: str = ""


def pretended(speak: Any, *ports: Tcp | Udp, protocol: str = "smtp", questions: int = 1) -> Probe[Any]:
    return probe(
        id="pretended", title="A pretended probe", protocol=protocol, ports=ports or (Tcp(25),), gives=Word,
        questions=questions,
    )(speak)  # fmt: skip


def talk(*pieces: bytes, silent: bool = False, port: Tcp | Udp | None = None) -> HostileLine:
    transport = "udp" if isinstance(port, Udp) else "tcp"
    service = Service.model_validate({"transport": transport, "port": 25})
    return HostileLine(pretended(lambda line: None), service, list(pieces), silent=silent)


def test_a_probe_that_fails_is_felt() -> None:
    with pytest.raises(ZeroDivisionError):
        examine(pretended(lambda line: 1 // 0), [])


def test_a_probe_that_asks_more_than_it_declared_is_felt() -> None:
    def chatty(line: Line) -> Word:
        line.say(b"QUIT\r\n")
        line.say(b"QUIT\r\n")
        return Word()

    assert examine(pretended(chatty, questions=2), []) == Word()
    with pytest.raises(Overstepped, match="declared 1 questions"):
        examine(pretended(chatty), [])


def test_a_probe_that_connects_more_often_than_it_declared_is_felt() -> None:
    with pytest.raises(Overstepped, match="1 touches"):
        examine(pretended(lambda line: line.again()), [])


def test_a_probe_that_is_made_to_say_something_else_is_felt() -> None:
    def parrot(line: Line) -> Word:
        line.say(line.hear(anything))
        return Word()

    assert examine(pretended(parrot), [b"QUIT\r\n"]) == Word()
    with pytest.raises(Overstepped, match="something else"):
        examine(pretended(parrot), [b"RSET\r\n"])


def test_another_fact_than_the_declared_one_is_felt() -> None:
    with pytest.raises(AssertionError, match="gave a str"):
        examine(pretended(lambda line: "word"), [])


@pytest.mark.parametrize("text", ["a\x1b[2J", "a\nb", "\x7f"])
def test_a_control_character_in_a_fact_is_felt(text: str) -> None:
    with pytest.raises(AssertionError, match="control character"):
        examine(pretended(lambda line: Word(text=text)), [])


def test_a_fact_without_bounds_is_felt() -> None:
    with pytest.raises(AssertionError, match="tells"):
        examine(pretended(lambda line: Word(text="a" * 70_000)), [])


def test_a_slow_parser_is_felt(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(line: Line) -> Word:
        return Word(text=str(sum(1 for _ in range(3_000_000)))[:1])

    monkeypatch.setattr("tests.fuzz.hostile.MOST_SECONDS", 0.02)
    with pytest.raises(AssertionError, match="seconds of work"):
        examine(pretended(slow), [])


def test_a_line_hands_over_one_message_after_another_whatever_the_pieces_are() -> None:
    line = talk(b"a\nb", b"\nc")
    assert [line.hear(line_end()), line.hear(line_end())] == [b"a\n", b"b\n"]
    with pytest.raises(Closed) as ended:
        line.hear(line_end())
    assert ended.value.args[1] == b"c"


def test_an_end_is_silence_or_a_closed_connection() -> None:
    with pytest.raises(Silence):
        talk(silent=True).hear(anything)
    with pytest.raises(Closed):
        talk(b"", b"late", silent=True).hear(anything)


def test_a_flood_is_cut_off() -> None:
    with pytest.raises(Garbled, match="without end"):
        talk(*[b"a" * 4096] * 100).hear(lambda so_far: None)
    assert MOST_BYTES < 4096 * 100


def test_a_datagram_is_whole_or_garbled() -> None:
    assert talk(b"abc", port=Udp(25)).hear(lambda so_far: 2) == b"ab"
    with pytest.raises(Garbled):
        talk(b"abc", port=Udp(25)).hear(lambda so_far: 4)


@given(st.lists(st.binary(max_size=600), max_size=5))
def test_pieces_survive_being_an_input(pieces: list[bytes]) -> None:
    assert targets.pieces_of(targets.joined(pieces)[1:]) == pieces


def test_every_probe_is_a_target_with_an_address_of_its_own() -> None:
    every = targets.every_target()
    assert {one.id for one in load_probes("scanner.sensor.probes")} <= set(every)
    assert len({address(name) for name in every}) == len(every)


def test_the_samples_reach_their_targets_and_break_none(tmp_path: Path) -> None:
    every = targets.every_target()
    found = list(seeds())
    assert {name for name, _ in found} <= set(every)
    for name, raw in found:
        targets.attack(every[name], raw)
    write_seeds(tmp_path / "corpus", found)
    assert len(list((tmp_path / "corpus").iterdir())) > len(every)


def test_each_kind_of_crash_is_kept_once_and_tried_again_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken: dict[str, targets.Target] = {"broken": lambda raw: raw[3]}
    monkeypatch.setattr(targets, "every_target", lambda: broken)
    shoot = shooter("", tmp_path)
    for raw in (b"abcd", b"ab", b"", b"a"):
        shoot(address("broken") + raw)
    (crash,) = tmp_path.glob("crash-*")
    assert crash.read_bytes() == address("broken") + b"ab"
    assert "broken IndexError" in capsys.readouterr().err
    write_seeds(tmp_path / "corpus", [])
    assert (tmp_path / "corpus" / crash.name).exists()


def test_the_listener_understands_a_frame_of_each_kind() -> None:
    heard = [overheard(frame) for frame in frames()]
    protocols = {one.announcement.protocol for one in heard if one is not None}
    assert protocols == {
        "arp", "lldp", "mdns", "ssdp", "dhcp", "nbns", "ws-discovery", "bacnet", "ethernet-ip", "profinet",
        "ethercat", "powerlink", "sercos", "snmp",
    }  # fmt: skip


def test_an_unknown_target_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no target is called nobody"):
        shooter("nobody", tmp_path)
