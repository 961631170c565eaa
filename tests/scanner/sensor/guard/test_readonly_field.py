"""The read-only tables of buildings, field devices and grid: nothing beyond identity, and real sessions replayed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.plugin import Refused
from scanner.sensor.guard.readonly import allowed_request, tables
from scanner.sensor.probes import ads, amqp, atg, bacnet, bacnet_bbmd, fox, iec104, knxip, lantronix, moxa
from tests.scanner.sensor.probes.captures import datagrams, messages

FIELD = (
    "ads", "amqp", "atg", "bacnet", "bacnet-bbmd", "coap", "dcp", "dnp3", "fox", "hart-ip", "iec104", "knxip",
    "lantronix", "mms", "moxa",
)  # fmt: skip
CONSTANTS = {
    ads.REQUEST, amqp.HEADER, atg.COMMAND, bacnet.WHO_IS, bacnet_bbmd.READ_TABLE, fox.HELLO, iec104.TEST, knxip.REQUEST,
    lantronix.QUERY, moxa.SEARCH,
}  # fmt: skip


def let_out(protocol: str, message: bytes) -> str:
    try:
        return allowed_request(protocol, message)
    except Refused:
        return ""


@pytest.mark.parametrize("protocol", FIELD)
@given(message=st.binary(max_size=80))
def test_random_bytes_are_refused(protocol: str, message: bytes) -> None:
    # Hypothesis also draws the constants that stand in our sources, and some of those are requests.
    assert not let_out(protocol, message) or message in CONSTANTS


@pytest.mark.parametrize("protocol", FIELD)
def test_every_table_says_what_is_never_sent_and_what_it_was_tested_against(protocol: str) -> None:
    assert tables()[protocol].never
    assert tables()[protocol].tested


@given(
    service=st.integers(0, 255),
    kind=st.integers(0, 1023),
    instance=st.integers(0, 2**22 - 1),
    name=st.integers(0, 255),
)
def test_bacnet_reads_six_names_of_a_device_object(service: int, kind: int, instance: int, name: int) -> None:
    asked = b"\x0c" + (kind << 22 | instance).to_bytes(4, "big") + b"\x19" + bytes((name,))
    message = b"\x81\x0a\x00\x11\x01\x04\x00\x05\x01" + bytes((service,)) + asked
    right = service == 12 and kind == 8 and name in {121, 70, 44, 12, 77, 75}
    assert bool(let_out("bacnet", message)) == right


@example(kind=8, names=[121, 70, 44, 12, 77])
@given(
    kind=st.integers(0, 1023), names=st.lists(st.sampled_from([121, 70, 44, 12, 77, 75, 76, 8]), max_size=6)
)
def test_bacnet_reads_at_once_the_five_names_of_a_device_object_and_nothing_else(
    kind: int, names: list[int]
) -> None:
    wanted = b"\x1e" + b"".join(bytes((9, name)) for name in names) + b"\x1f"
    apdu = b"\x00\x05\x01\x0e\x0c" + (kind << 22 | 4711).to_bytes(4, "big") + wanted
    message = b"\x81\x0a" + (6 + len(apdu)).to_bytes(2, "big") + b"\x01\x04" + apdu
    assert bool(let_out("bacnet", message)) == (kind == 8 and names == [121, 70, 44, 12, 77])


@given(function=st.integers(0, 255), service=st.integers(0, 255))
def test_bacnet_says_no_other_unconfirmed_service_and_to_nobody_else(function: int, service: int) -> None:
    message = b"\x81" + bytes((function,)) + b"\x00\x08\x01\x00\x10" + bytes((service,))
    assert bool(let_out("bacnet", message)) == ((function, service) == (0x0A, 8))


@given(service=st.integers(0, 0xFFFFFFFF))
def test_ads_asks_for_server_information_only(service: int) -> None:
    message = (
        bytes.fromhex("0366147100000000") + service.to_bytes(4, "little") + bytes(6) + b"\x10\x27" + bytes(4)
    )
    assert bool(let_out("ads", message)) == (service == 1)


@given(command=st.integers(0, 255))
def test_hart_ip_lets_no_other_command_out(command: int) -> None:
    frame = bytes((2, 0, command, 0, 2 ^ command))
    assert bool(let_out("hart-ip", b"\x01\x00\x03\x00\x00\x02\x00\x0d" + frame)) == (command == 0)


@given(kind=st.integers(0, 65535))
def test_knx_lets_no_other_service_out(kind: int) -> None:
    message = b"\x06\x10" + kind.to_bytes(2, "big") + bytes.fromhex("000e0801000000000000")
    assert bool(let_out("knxip", message)) == (kind == 0x0203)


@given(byte=st.integers(0, 255))
def test_one_byte_decides_in_moxa_lantronix_iec_104_and_dnp3(byte: int) -> None:
    raw = bytes((byte,))
    assert bool(let_out("moxa", raw + bytes.fromhex("00000800000000"))) == (byte == 0x01)
    assert bool(let_out("lantronix", b"\0\0\0" + raw)) == (byte == 0xF6)
    assert bool(let_out("iec104", b"\x68\x04" + raw + bytes(3))) == (byte == 0x43)
    assert bool(let_out("dnp3", b"\x05\x64\x05" + raw + bytes.fromhex("01000004a657"))) == (byte == 0xC9)


@given(method=st.integers(0, 255), number=st.binary(min_size=2, max_size=2))
def test_coap_gets_and_nothing_else(method: int, number: bytes) -> None:
    message = b"\x40" + bytes((method,)) + number + b"\xbb.well-known\x04core"
    assert bool(let_out("coap", message)) == (method == 1)


@given(
    service=st.integers(0, 255), frame=st.sampled_from([b"\xfe\xfc", b"\xfe\xfd", b"\xfe\xfe", b"\xfe\xff"])
)
def test_dcp_identifies_and_nothing_else(service: int, frame: bytes) -> None:
    message = frame + bytes((service, 0)) + bytes(4) + b"\x02\x00\x00\x04\xff\xff\x00\x00"
    assert bool(let_out("dcp", message)) == (service == 5 and frame == b"\xfe\xfe")


@given(function=st.from_regex(r"[IS][0-9]{5}", fullmatch=True))
def test_a_tank_gauge_is_asked_for_one_report(function: str) -> None:
    assert bool(let_out("atg", b"\x01" + function.encode() + b"\n")) == (function == "I20100")


# Sessions of other people's tools, replayed


def test_of_a_bacnet_tools_session_only_names_are_let_out() -> None:
    asked = datagrams("bacnet-readproperty.pcap", 47808, "10.1.1.167")
    names = {let_out("bacnet", one) for one in asked}
    assert names == {"", "read a name of the device"}
    for one in asked:
        reads = one[1] == 0x0A and one[9] == 12 and one[16] in {121, 70, 44, 12, 77, 75}
        assert bool(let_out("bacnet", one)) == reads


def test_of_a_hart_session_nothing_but_command_0_and_the_goodbye_would_be_let_out() -> None:
    asked = [one for one in messages("hart-ip.pcap", 5094) if one[1] == 0]
    assert asked
    for one in asked:
        same = one[:4] + {0: b"\0\1", 3: b"\0\2", 1: b"\0\3"}.get(one[2], one[4:6]) + one[6:]
        expected = one[2] == 1 or one[8:] == b"\2\0\0\0\2"
        assert bool(let_out("hart-ip", same)) == expected


@pytest.mark.parametrize("name", ["dnp3-link-only.pcap", "dnp3-read.pcap"])
def test_of_a_dnp3_session_nothing_is_let_out(name: str) -> None:
    assert not any(let_out("dnp3", one) for one in messages(name, 20000))


def test_of_an_iec_104_session_only_the_test_frame_is_let_out() -> None:
    frames = messages("iec104-mixed.pcap", 2404)
    assert {one for one in frames if let_out("iec104", one)} == {bytes.fromhex("680443000000")}


def test_of_an_ads_session_over_tcp_nothing_is_let_out() -> None:
    frames = messages("beckhoff-ads.pcapng", 48898)
    assert len(frames) > 10
    assert not any(let_out("ads", one) for one in frames)


def test_of_a_niagara_session_nothing_is_let_out_as_its_hello_names_a_client() -> None:
    assert not any(let_out("fox", one) for one in messages("niagara-fox-hello.pcap", 1911))
