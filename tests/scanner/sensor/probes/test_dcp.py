"""PROFINET DCP: scapy's layers build the answers and read the request; the parser is ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.contrib.pnio_dcp import (
    DCPDeviceIDBlock,
    DCPDeviceRoleBlock,
    DCPIPBlock,
    DCPManufacturerSpecificBlock,
    DCPNameOfStationBlock,
    ProfinetDCP,
)
from scapy.packet import Packet

from scanner.evidence.building import ProfinetStation
from scanner.plugin import Garbled
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.dcp import identify_all, listening_seconds, station
from tests.lines import truncations

NUMBER = 0x12345678


def answer(*blocks: Packet | bytes, number: int = NUMBER) -> bytes:
    rows = b"".join(map(bytes, blocks))
    head = b"\xfe\xff\x05\x01" + number.to_bytes(4, "big") + b"\0\0"
    return head + len(rows).to_bytes(2, "big") + rows


STATION = answer(
    DCPManufacturerSpecificBlock(device_vendor_value="S7-1200"),
    DCPNameOfStationBlock(name_of_station="press-plc"),
    DCPDeviceIDBlock(vendor_id=0x002A, device_id=0x010D),
    DCPDeviceRoleBlock(device_role_details=2),
    DCPIPBlock(ip="10.0.0.7", netmask="255.255.255.0", gateway="10.0.0.1"),
)


def test_a_station_says_who_it_is() -> None:
    assert station(STATION, NUMBER) == ProfinetStation(
        name="press-plc", model="S7-1200", vendor_id=0x2A, device_id=0x010D, roles=("controller",),
        own_address="10.0.0.7",
    )  # fmt: skip


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
    told = station(answer(DCPIPBlock(ip="0.0.0.0"), DCPDeviceRoleBlock(device_role_details=9)), NUMBER)
    assert (told.own_address, told.roles) == ("", ("device", "supervisor"))


def test_of_two_names_the_first_counts() -> None:
    blocks = [DCPNameOfStationBlock(name_of_station=name) for name in ("one", "two")]
    assert station(answer(*blocks), NUMBER).name == "one"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"", "no answer to Identify"),
        (identify_all(NUMBER), "no answer to Identify"),
        (answer(number=1), "another Identify"),
        (STATION[:10] + b"\xff\xff" + STATION[12:], "shorter than it says"),
        (answer(b"\x02\x02\xff\xff\0\0"), "block of the answer is cut"),
        (answer(b"\x02"), ""),
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
