"""PROFINET DCP against answers laid out as IEC 61158-6-10 says; scapy and Wireshark judge request and answer."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.contrib.pnio_dcp import ProfinetDCP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from scanner.evidence.building import ProfinetStation
from scanner.plugin import Garbled
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.dcp import DESTINATION, ETHERTYPE, identify_all, listening_seconds, station
from tests.lines import truncations

NUMBER = 0x12345678


def block(option: int, suboption: int, value: bytes) -> bytes:
    """Two bytes of information in front of the value; filled up to an even length."""
    whole = bytes((option, suboption)) + (2 + len(value)).to_bytes(2, "big") + b"\0\0" + value
    return whole + bytes(len(whole) % 2)


def answer(*blocks: bytes, number: int = NUMBER) -> bytes:
    rows = b"".join(blocks)
    head = b"\xfe\xff\x05\x01" + number.to_bytes(4, "big") + b"\0\0"
    return head + len(rows).to_bytes(2, "big") + rows


ADDRESS = bytes((10, 0, 0, 7, 255, 255, 255, 0, 10, 0, 0, 1))
STATION = answer(
    block(2, 1, b"S7-1200"),
    block(2, 2, b"press-plc"),
    block(2, 3, bytes.fromhex("002a010d")),
    block(2, 4, b"\x02\x00"),
    block(1, 2, ADDRESS),
)


def test_a_station_says_who_it_is() -> None:
    assert station(STATION, NUMBER) == ProfinetStation(
        name="press-plc", model="S7-1200", vendor_id=0x2A, device_id=0x010D, roles=("controller",),
        own_address="10.0.0.7",
    )  # fmt: skip


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize(
    ("content", "field", "value"),
    [
        (identify_all(NUMBER), "pn_dcp.service_id", "5"),
        (identify_all(NUMBER), "pn_dcp.response_delay", "512"),
        (STATION, "pn_dcp.suboption_device_nameofstation", "press-plc"),
        (STATION, "pn_dcp.suboption_device_role", "0x02"),
        (STATION, "pn_dcp.suboption_ip_ip", "10.0.0.7"),
    ],
)
def test_wireshark_reads_request_and_answer_as_they_are_meant(
    content: bytes, field: str, value: str, tmp_path: Path
) -> None:
    file = str(tmp_path / "frame.pcap")
    wrpcap(file, [Ether(dst=DESTINATION, src="02:00:00:00:00:01", type=ETHERTYPE) / content])
    command = ["tshark", "-r", file, "-T", "fields", "-e", field]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    assert told == value


def test_padding_of_a_short_frame_is_no_part_of_the_answer() -> None:
    assert station(STATION + bytes(20), NUMBER) == station(STATION, NUMBER)


def test_scapy_reads_the_request_as_identify_all_with_spread_answers() -> None:
    request = identify_all(NUMBER)
    read = ProfinetDCP(request[2:])
    assert (read.service_id, read.service_type, read.xid) == (5, 0, NUMBER)
    assert (read.option, read.sub_option) == (255, 255)
    assert read.reserved == 0x0200
    assert listening_seconds() == pytest.approx(6.12)


@given(st.integers(0, 2**32 - 1))
def test_the_guard_lets_every_numbered_request_out(number: int) -> None:
    assert allowed_request("dcp", identify_all(number)) == "identify all"


def test_an_address_of_zeros_is_none_and_roles_add_up() -> None:
    told = station(answer(block(1, 2, bytes(12)), block(2, 4, b"\x09\0")), NUMBER)
    assert (told.own_address, told.roles) == ("", ("device", "supervisor"))


def test_of_two_names_the_first_counts() -> None:
    assert station(answer(block(2, 2, b"one"), block(2, 2, b"two")), NUMBER).name == "one"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"", "no answer to Identify"),
        (identify_all(NUMBER), "no answer to Identify"),
        (answer(number=1), "another Identify"),
        (STATION[:10] + b"\xff\xff" + STATION[12:], "shorter than it says"),
        (answer(b"\x02\x02\xff\xff\0\0"), "block of the answer is cut"),
        (answer(b"\x02\x02\x00"), "block of the answer is cut"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        station(wrong, NUMBER)


def test_blocks_of_no_length_end() -> None:
    assert station(answer(bytes(400)), NUMBER) == ProfinetStation()


def test_an_answer_cut_at_any_byte_names_nobody() -> None:
    for cut in truncations(STATION):
        with pytest.raises(Garbled):
            station(cut, NUMBER)


@given(st.binary(max_size=200))
def test_any_blocks_end_in_an_outcome(rows: bytes) -> None:
    try:
        station(answer(rows), NUMBER)
    except Garbled:
        return
