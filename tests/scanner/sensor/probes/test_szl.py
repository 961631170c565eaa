"""What the records of status lists say, and what is not believed in them."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence.controllers import S7Identity
from scanner.plugin import Garbled
from tests.lines import Reply
from tests.scanner.sensor.probes.s7_replies import DECLINED, MODULE, answer, played, to_ours


def module_record(index: int, name: bytes, tail: str) -> bytes:
    return struct.pack("!H", index) + name.ljust(20) + bytes.fromhex(tail)


def test_releases_and_versions_are_read_from_their_own_records() -> None:
    rows = [
        module_record(1, b"6ES7 212-1BE40-0XB0", "0000 0001 0000"),
        module_record(6, b"6ES7 212-1BE40-0XB0", "0000 0005 0000"),
        module_record(7, b"6ES7 212-1BE40-0XB0", "0000 5604 0201"),
        module_record(0x81, b"Boot Loader", "0000 4120 0909"),
    ]
    identity, _ = played(answer(0x0011, b"".join(rows), length=28, count=4))
    assert identity == S7Identity(order_number="6ES7 212-1BE40-0XB0", hardware_version="5", firmware="4.2.1")


def test_numbers_that_are_no_release_or_version_are_not_told() -> None:
    rows = [
        module_record(1, b"6ES7 412", "0000 5601 0000"),
        module_record(7, b"6ES7 412", "0000 0004 0201"),
    ]
    identity, _ = played(answer(0x0011, b"".join(rows), length=28, count=2))
    assert identity == S7Identity(order_number="6ES7 412")


@pytest.mark.parametrize(
    ("length", "count"), [(0, 0), (28, 0), (0, 9), (0, 65535), (65535, 65535), (1, 28), (2, 2)]
)
def test_a_record_length_or_count_that_cannot_be_names_nothing(length: int, count: int) -> None:
    row = module_record(1, b"6ES7 315-2EH14-0AB0", "00c0 0003 0001")
    assert played(answer(0x0011, row, length=length, count=count))[0] == S7Identity()


def test_a_last_record_that_is_cut_is_left_out_and_a_repeated_one_does_not_count() -> None:
    row = module_record(1, b"6ES7 315-2EH14-0AB0", "00c0 0003 0001")
    other = module_record(1, b"6ES7 999", "00c0 0009 0001")
    cut = module_record(7, b"", "00c0 5603 0207")[:-1]
    identity, _ = played(answer(0x0011, row + other + cut, length=28, count=3))
    assert identity == S7Identity(order_number="6ES7 315-2EH14-0AB0", hardware_version="3")


def test_names_without_a_header_are_believed_only_in_their_full_form() -> None:
    rows = b"".join(bytes(2) + f"name {n}".encode().ljust(32, b"\0") for n in range(6))
    full = played(to_ours(DECLINED), answer(0x001C, rows, length=0, count=0))[0]
    assert (full.system_name, full.serial, full.module_type) == ("name 0", "name 4", "name 5")
    for wrong in (rows[:-1], rows[34:], b"\0\x01" + rows[2:], rows + bytes(34)):
        assert played(to_ours(DECLINED), answer(0x001C, wrong, length=0, count=0))[0] == S7Identity()


@pytest.mark.parametrize(("level", "told"), [(0, 0), (1, 1), (2, 2), (3, 3), (5, 0), (0x0101, 0)])
def test_the_level_in_force_is_told_and_an_unknown_one_is_not(level: int, told: int) -> None:
    record = struct.pack("!5H", 4, 3, 3, level, 1).ljust(40, b"\0")
    declined = to_ours(DECLINED)
    identity, _ = played(declined, declined, answer(0x0232, record, length=40, count=1))
    assert identity.protection == told


def test_a_list_cut_at_any_byte_in_a_right_frame_names_nobody_else() -> None:
    body = MODULE[33:]
    for end in range(len(body)):
        identity, _ = played(answer(0x0011, body[4:end], length=26, count=1))
        assert identity in (S7Identity(), S7Identity(order_number="6ES7 315-2EH14-0AB0", firmware="3.3.0"))


def right_frame(payload: bytes) -> Reply:
    return answer(0, payload, length=0, count=0, head=False)


@given(st.lists(st.binary(max_size=220), max_size=3))
def test_any_list_in_a_right_frame_ends_in_an_outcome(payloads: list[bytes]) -> None:
    try:
        played(*map(right_frame, payloads))
    except Garbled:
        return
