"""The read-only tables of controllers and brokers: whatever could change something has its example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.plugin import Refused
from scanner.sensor.guard.readonly import allowed_request, tables

OT = ("modbus", "s7comm", "enip", "opcua", "mqtt")


@pytest.mark.parametrize("protocol", OT)
@given(message=st.binary(max_size=80))
def test_random_bytes_are_refused(protocol: str, message: bytes) -> None:
    with pytest.raises(Refused):
        allowed_request(protocol, message)


def examples(protocol: str) -> list[bytes]:
    return [bytes.fromhex(entry.frame) for entry in tables()[protocol].never]


def test_modbus_has_an_example_of_every_function_that_writes_resets_or_reads_process_data() -> None:
    shown = {message[7] for message in examples("modbus")}
    assert shown >= {1, 2, 3, 4, 5, 6, 8, 15, 16, 21, 22, 23, 0x5A}
    assert any(message[7:9] == b"\x2b\x0d" for message in examples("modbus"))
    assert sum(message[6] == 0 for message in examples("modbus")) >= 2  # broadcasts of what is else allowed


@given(function=st.integers(0, 255), unit=st.integers(0, 255), rest=st.binary(max_size=8))
def test_modbus_lets_only_identity_functions_out(function: int, unit: int, rest: bytes) -> None:
    body = bytes((unit, function)) + rest
    message = b"\0\1\0\0" + len(body).to_bytes(2, "big") + body
    identity = function == 0x2B and len(rest) == 3 and rest[0] == 0x0E and rest[1] in {1, 2}
    right = (identity or (function == 0x11 and not rest)) and (0 < unit < 248 or unit == 255)
    assert let_out("modbus", message) == right


def test_s7comm_has_an_example_of_every_function_group_and_list_service_that_is_no_identity() -> None:
    shown = examples("s7comm")
    functions = {message[17] for message in shown if message[7:9] == b"\x32\x01"}
    assert functions >= {4, 5, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x28, 0x29}
    userdata = [message for message in shown if message[7:9] == b"\x32\x07"]
    assert {message[22] & 15 for message in userdata} >= {0, 1, 2, 3, 5, 6, 7, 15}
    assert len({message[23] for message in userdata if message[22] == 0x44 and message[23] >= 2}) >= 3
    assert any(message[7] == 0x72 for message in shown)


@given(function=st.integers(0, 255))
def test_s7comm_lets_no_other_job_out(function: int) -> None:
    setup = bytes.fromhex("0300001902f08032010000000100080000f0000001000101e0")
    assert let_out("s7comm", setup[:17] + bytes((function,)) + setup[18:]) == (function == 0xF0)


@given(
    group=st.integers(0, 255),
    function=st.integers(0, 255),
    szl=st.integers(0, 65535),
    index=st.integers(0, 5),
)
def test_s7comm_reads_only_three_lists(group: int, function: int, szl: int, index: int) -> None:
    start = bytes.fromhex("0300002102f0803207000000010008000800011204 11")
    asks = bytes((group, function, 0)) + bytes.fromhex("ff090004") + szl.to_bytes(2, "big")
    wanted = (szl, index) in {(0x11, 0), (0x1C, 0), (0x232, 4)}
    assert let_out("s7comm", start + asks + index.to_bytes(2, "big")) == (
        group == 0x44 and function == 1 and wanted
    )


@pytest.mark.parametrize(("szl", "index"), [(0x11, 0), (0x1C, 0), (0x232, 4)])
def test_s7comm_reads_those_three(szl: int, index: int) -> None:
    start = bytes.fromhex("0300002102f080320700000001000800080001120411440100ff090004")
    assert let_out("s7comm", start + szl.to_bytes(2, "big") + index.to_bytes(2, "big"))


def test_enip_has_an_example_of_every_command_that_opens_a_session_or_carries_cip() -> None:
    assert {int.from_bytes(message[:2], "little") for message in examples("enip")} >= {0x65, 0x6F, 0x70}


@given(command=st.integers(0, 65535), rest=st.binary(max_size=60))
def test_enip_lets_one_message_out(command: int, rest: bytes) -> None:
    message = command.to_bytes(2, "little") + rest
    assert let_out("enip", message) == (message == b"\x63" + bytes(23))


def test_opcua_has_an_example_of_every_service_beyond_the_endpoints() -> None:
    shown = {
        int.from_bytes(message[26:28], "little") for message in examples("opcua") if message[:3] == b"MSG"
    }
    add, delete, register = {488, 494}, {500, 506}, {437}
    assert shown >= {461, 467, 631, 527, 673, 712} | add | delete | register


@given(type_id=st.integers(0, 65535))
def test_opcua_lets_no_other_service_out(type_id: int) -> None:
    body = b"\2\0\0\0\2\0\0\0\1\0" + type_id.to_bytes(2, "little") + bytes(10) + b"\2\0\0\0" + bytes(4)
    body += b"\xff" * 4 + b"\x88\x13\0\0\0\0\0" + b"\x17\0\0\0opc.tcp://10.0.0.1:4840" + b"\xff" * 8
    message = b"MSGF" + (len(body) + 16).to_bytes(4, "little") + bytes(8) + body
    assert let_out("opcua", message) == (type_id == 428)


def test_mqtt_has_an_example_of_every_packet_beyond_hello_and_goodbye() -> None:
    shown = examples("mqtt")
    assert {message[0] >> 4 for message in shown} >= {3, 8}
    connects = [message for message in shown if message[0] == 0x10]
    assert any(message[9] & 0x04 for message in connects)  # a will
    assert any(message[9] & 0x20 for message in connects)  # a retained one
    assert any(message[12:14] != b"\x00\x0f" for message in connects)  # a fixed client id


@given(flags=st.integers(0, 255))
def test_mqtt_connects_with_a_clean_session_and_nothing_else(flags: int) -> None:
    message = b"\x10\x1b\x00\x04MQTT\x04" + bytes((flags,)) + b"\x00\x0a\x00\x0fvaglio-0123abcd"
    assert let_out("mqtt", message) == (flags == 2)


def let_out(protocol: str, message: bytes) -> bool:
    try:
        return bool(allowed_request(protocol, message))
    except Refused:
        return False
