"""The benchmarks count what is there: frames of a capture, the busiest second, what a tool wrote down."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import capture as capture_of
from benchmarks import run
from benchmarks.frames import Frame, busiest_second, kinds, not_to, read, sent_by
from benchmarks.recall import by_address_of_nmap, by_address_of_report, fields, holds, recall
from benchmarks.table import Claim, Row, at_least, at_most, written

OURS, THEIRS = bytes.fromhex("024100000002"), bytes.fromhex("024100000010")
ARP, TCP, UDP = (
    b"\x08\x06" + bytes(28),
    b"\x08\x00" + bytes(9) + b"\x06" + bytes(10),
    b"\x08\x00" + bytes(9) + b"\x11",
)


def frame(sender: bytes, rest: bytes) -> bytes:
    return b"\xff" * 6 + sender + rest


def capture(
    path: Path, frames: list[tuple[int, int, bytes]], order: str = "<", magic: int = 0xA1B2C3D4
) -> Path:
    """Writes a pcap: (seconds, fraction, bytes) a frame."""
    data = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 96, 1)
    for seconds, fraction, content in frames:
        data += struct.pack(f"{order}IIII", seconds, fraction, len(content), 1500) + content
    path.write_bytes(data)
    return path


# --- a capture --------------------------------------------------------------------------------


def test_only_the_scanners_own_frames_are_counted_in_the_order_of_time(tmp_path: Path) -> None:
    frames = [(7, 500_000, frame(OURS, TCP)), (3, 0, frame(THEIRS, TCP)), (5, 0, frame(OURS, ARP))]
    sent = sent_by(read(capture(tmp_path / "a.pcap", frames)), "02:41:00:00:00:02")
    assert [one.at for one in sent] == [5.0, 7.5]
    assert kinds(sent) == {"ARP": 1, "TCP": 1}


def test_frames_to_devices_that_only_one_tool_asked_can_be_left_out() -> None:
    frames = [Frame(1, OURS + THEIRS + TCP), Frame(2, THEIRS + OURS + TCP), Frame(3, frame(OURS, ARP))]
    assert [one.at for one in not_to(frames, {"02:41:00:00:00:10"})] == [1, 3]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("magic", "fraction"), [(0xA1B2C3D4, 250_000), (0xA1B23C4D, 250_000_000)])
def test_every_clock_and_byte_order_of_pcap_is_read(
    tmp_path: Path, order: str, magic: int, fraction: int
) -> None:
    path = capture(tmp_path / "a.pcap", [(9, fraction, frame(OURS, UDP))], order, magic)
    (only,) = read(path)
    assert only.at == pytest.approx(9.25)
    assert (only.sender, only.kind) == ("02:41:00:00:00:02", "UDP")


def test_a_last_frame_that_was_cut_short_is_left_out(tmp_path: Path) -> None:
    path = capture(tmp_path / "a.pcap", [(1, 0, frame(OURS, ARP)), (2, 0, frame(OURS, ARP))])
    path.write_bytes(path.read_bytes()[:-5])
    assert [one.at for one in read(path)] == [1.0]


@pytest.mark.parametrize(
    "content", [b"", b"no capture at all, just some text", b"\x0a\x0d\x0d\x0a" + bytes(40)]
)
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a pcap"):
        list(read(path))


def test_a_frame_of_an_unknown_kind_is_counted_too() -> None:
    assert kinds([Frame(0, frame(OURS, b"\x88\xcc"))]) == {"other": 1}


# --- the busiest second -----------------------------------------------------------------------


def test_a_window_over_the_turn_of_a_second_is_seen() -> None:
    # Five frames in each of two calendar seconds, nine of them within one second.
    assert busiest_second([0.1, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.4, 1.59]) == 9


def test_a_frame_exactly_a_second_later_is_in_the_next_window() -> None:
    assert busiest_second([0.0, 1.0, 2.0]) == 1


def test_nothing_sent_is_no_frame_a_second() -> None:
    assert busiest_second([]) == 0


@given(st.lists(st.integers(min_value=0, max_value=8000), max_size=60))
def test_no_window_holds_more_than_the_busiest(milliseconds: list[int]) -> None:
    # Moments that binary fractions hold exactly, so that no window ends a rounding error early.
    times = [value / 1024 for value in milliseconds]
    every = [sum(start <= at < start + 1 for at in times) for start in times]
    assert busiest_second(times) == max(every, default=0)


# --- what a tool wrote down -------------------------------------------------------------------

PLC = {
    "modbus": {
        "vendor": "Schneider Electric",
        "version": "v2.80",
        "product_code": "107",
        "url": "https://se.com",
    }
}


def test_bare_codes_and_settings_are_not_asked_for() -> None:
    assert set(fields(PLC)) == {("modbus", "vendor"), ("modbus", "version")}


def test_every_told_field_makes_a_device_whole() -> None:
    assert recall(PLC, "SCHNEIDER  electric, firmware V2.80").whole


def test_a_field_that_is_not_written_down_is_missed() -> None:
    half = recall(PLC, "Schneider Electric")
    assert half.found == {("modbus", "vendor")}
    assert not half.whole


def test_a_device_that_tells_nothing_is_never_whole() -> None:
    assert not recall({}, "Schneider Electric").whole


@pytest.mark.parametrize(
    ("text", "value", "there"),
    [
        ("Protocol version: 3.8", "003.008", True),
        ("RFB 003.008", "3.8", True),
        ("version 2.80", "2.8", False),
        ("version 13.8", "3.8", False),
        ("version 3.8.1", "3.8", False),
        ("nginx/1.22.1", "nginx", True),
        ("enginx", "nginx", False),
        ("OpenSSH 9.2p1.", "OpenSSH", True),
        ("serial 0x60a1b2c3", "60a1b2c3", True),
    ],
)
def test_a_value_counts_only_as_a_word_of_its_own(text: str, value: str, there: bool) -> None:
    assert holds(text, value) is there


def test_a_report_is_read_asset_by_asset_with_its_findings() -> None:
    asset = {"id": "a1", "addresses": ["10.0.0.1"], "vendor": "Moxa", "services": [{"product": "nginx"}]}
    finding = {"asset": "a1", "why": "It said {}".format("Modicon"), "severity": "high"}
    foreign = {"asset": None, "why": "Siemens"}
    text = by_address_of_report(json.dumps({"assets": [asset], "findings": [finding, foreign]}))["10.0.0.1"]
    assert all(holds(text, word) for word in ("Moxa", "nginx", "Modicon"))
    assert not holds(text, "Siemens")


def test_nmaps_xml_is_read_host_by_host_with_its_scripts() -> None:
    xml = """<nmaprun args="nmap Siemens"><host><address addr="10.0.0.1" addrtype="ipv4"/>
    <address addr="00:80:F4:00:00:01" addrtype="mac" vendor="Moxa"/>
    <ports><port portid="502"><service product="nginx"/><script id="x" output="a"><elem>Modicon</elem></script>
    </port></ports></host><host><address addr="10.0.0.2" addrtype="ipv4"/></host></nmaprun>"""
    texts = by_address_of_nmap(xml)
    assert all(holds(texts["10.0.0.1"], word) for word in ("Moxa", "nginx", "Modicon"))
    assert not holds(texts["10.0.0.1"], "Siemens")
    assert not holds(texts["10.0.0.2"], "nginx")


# --- tables and the command -------------------------------------------------------------------


def test_a_goal_is_reached_at_its_limit_and_missed_beyond_it() -> None:
    assert at_most("frames", 260, 260, "≤ 260").reached
    assert not at_most("frames", 261, 260, "≤ 260").reached
    assert at_least("found", 50, 50, "50").reached
    assert not at_least("found", 49, 50, "50").reached


def test_a_table_shows_both_figures_their_ratio_and_a_missed_goal() -> None:
    text = written(
        Claim("x", "Title", (at_most("frames", 300, 260, "≤ 260", 400), Row("seconds", 1.5)), ("A note.",))
    )
    title, headings, frames, seconds, note = text.splitlines()
    assert title == "Title"
    assert headings.split() == ["Vaglio", "nmap", "ratio", "goal", "reached"]
    assert frames.split() == ["frames", "300", "400", "0.75", "≤", "260", "NO"]
    assert seconds.split() == ["seconds", "1.50", "-", "-"]
    assert note.strip() == "A note."


def test_the_copy_for_programs_holds_the_ratio_and_what_was_reached() -> None:
    (row,) = Claim("x", "Title", (at_most("frames", 3, 4, "≤ 4", 6),)).as_dict()["rows"]
    assert (row["ratio"], row["reached"]) == (0.5, True)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], [name for name in run.MEASURES if name != "long"]),
        (["--long"], list(run.MEASURES)),
        (["ports", "--long"], ["ports", "long"]),
        (["long"], ["long"]),
        (["lab", "start"], ["start", "lab"]),
    ],
)
def test_what_is_measured_is_what_was_asked_for(arguments: list[str], wanted: list[str]) -> None:
    assert run.wanted(run.options(arguments)) == wanted


def test_an_unknown_claim_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.options(["labs"])
    assert "no claim named labs; there are start, discovery" in capsys.readouterr().err


def test_without_root_it_says_so_and_sends_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(run, "MEASURES", dict.fromkeys(run.MEASURES, None))
    assert run.main(["ports"]) == 1
    assert "needs root" in capsys.readouterr().err


@pytest.mark.parametrize("captured", [96, 104])
def test_a_capture_that_does_not_hold_what_the_interface_sent_is_worth_nothing(captured: int) -> None:
    capture_of._refuse_gaps(100, 100 + capture_of.SLACK)
    with pytest.raises(capture_of.CannotRunError, match="run it again"):
        capture_of._refuse_gaps(captured, 100)


def test_frames_that_the_kernel_dropped_are_told() -> None:
    capture_of._refuse_losses("12 packets captured\n0 packets dropped by kernel\n")
    with pytest.raises(capture_of.CannotRunError, match="lost 7 frames"):
        capture_of._refuse_losses("12 packets captured\n7 packets dropped by kernel\n")
