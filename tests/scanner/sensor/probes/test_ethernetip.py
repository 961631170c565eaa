"""The EtherNet/IP probes against cpppo's reply (recorded on loopback), a real 1756-ENBT/A and rubbish."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence.controllers import EthernetIpIdentity
from scanner.plugin import Closed, Garbled, Probe, Silence
from scanner.sensor.probes.cip_names import DEVICE_TYPES, VENDORS
from scanner.sensor.probes.ethernetip import enip_identity, enip_identity_udp
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.probes.captures import messages

# cpppo 5.2.5's server to ListIdentity, the same over TCP and UDP.
CPPPO = bytes.fromhex(
    "63003c00000000000000000000000000000000000000000001000c0036000100"
    "0002af1200000000000000000000000001000e003600140b60311a066c00"
    "14313735362d4c36312f42204c4f47495835353631ff"
)


def item(
    name: bytes = b"PLC", *, told: int | None = None, state: bytes = b"\x03", address: bytes = bytes(4)
) -> bytes:
    fixed = struct.pack("<H", 1) + struct.pack("!HH4s8x", 2, 44818, address)
    numbers = struct.pack("<HHHBBHI", 47, 12, 1234, 2, 5, 0x30, 0xDEADBEEF)
    return fixed + numbers + bytes((len(name) if told is None else told,)) + name + state


def reply(*items: tuple[int, bytes], status: int = 0, count: int | None = None) -> bytes:
    rows = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in items)
    body = struct.pack("<H", len(items) if count is None else count) + rows
    return struct.pack("<HHII8xI", 0x63, len(body), 0, status, 0) + body


def asked(answer: Reply, probe: Probe[EthernetIpIdentity] = enip_identity) -> EthernetIpIdentity:
    return probe(ScriptedLine("enip", [answer]))


@pytest.mark.parametrize("probe", [enip_identity, enip_identity_udp])
def test_a_logix_server_says_who_it_is(probe: Probe[EthernetIpIdentity]) -> None:
    assert asked(CPPPO, probe) == EthernetIpIdentity(
        vendor_id=1,
        vendor="Rockwell Automation",
        device_type=14,
        device_type_name="programmable logic controller",
        product_code=54,
        revision="20.11",
        serial="006c061a",
        product_name="1756-L61/B LOGIX5561",
        state=255,
    )


def test_a_real_network_module_says_who_it_is_and_where() -> None:
    request, answer = messages("ethernetip-listidentity.pcap", 44818)
    line = ScriptedLine("enip", [answer])
    assert enip_identity(line) == EthernetIpIdentity(
        vendor_id=1,
        vendor="Rockwell Automation",
        device_type=12,
        device_type_name="communications adapter",
        product_code=58,
        revision="4.3",
        serial="00524d8e",
        product_name="1756-ENBT/A",
        state=3,
        own_address="10.1.1.164",
    )
    assert line.sent[0][:12] == request[:12]  # what differs is the sender's own context


def test_one_question_of_24_bytes_is_all_that_is_sent() -> None:
    line = ScriptedLine("enip", [CPPPO])
    enip_identity(line)
    assert line.sent == [b"\x63" + bytes(23)]


def test_udp_is_asked_before_tcp() -> None:
    assert enip_identity_udp.order < enip_identity.order


def test_an_item_of_another_kind_in_front_is_passed_over() -> None:
    identity = asked(reply((0x86, b"\0" * 12), (0x0C, item(address=bytes((10, 0, 0, 9))))))
    assert (identity.vendor, identity.revision, identity.serial) == ("Omron", "2.5", "deadbeef")
    assert identity.own_address == "10.0.0.9"


def test_an_unknown_maker_stays_a_number() -> None:
    raw = item()
    identity = asked(reply((0x0C, raw[:18] + b"\xff\xff\xff\xff" + raw[22:])))
    assert (identity.vendor_id, identity.vendor, identity.device_type_name) == (0xFFFF, "", "")


def test_empty_and_longest_names_are_read_and_a_missing_state_is_zero() -> None:
    assert asked(reply((0x0C, item(b"", state=b"")))).product_name == ""
    longest = asked(reply((0x0C, item(b"x" * 255))))
    assert (longest.product_name, longest.state) == ("x" * 255, 3)


def test_an_address_in_the_wrong_byte_order_is_not_believed() -> None:
    raw = item(address=bytes((10, 0, 0, 9)))
    assert asked(reply((0x0C, raw[:2] + b"\x02\x00" + raw[4:]))).own_address == ""


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (reply((0x0C, item()), status=1), "status 1"),
        (reply((0x0C, item(told=200))), "identity item"),
        (reply((0x0C, b"")), "identity item"),
        (reply((0x0C, item()[:32])), "identity item"),
        (reply((0x86, b"")), "no identity item"),
        (reply(count=65535), "cut"),
        (reply(), "no identity item"),
        (reply((0x0C, item()))[:2] + b"\xff\xff" + bytes(70_000), "announces"),
        (b"\x65\x00" + bytes(26), "command"),
        (b"HTTP/1.1 400", "command"),
        (b"c\x01" + bytes(30), "command"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


def test_an_empty_body_is_garbled() -> None:
    with pytest.raises(Garbled):
        asked(b"\x63" + bytes(23))


def test_an_answer_cut_at_any_byte_names_nobody() -> None:
    for cut in truncations(CPPPO):
        with pytest.raises((Closed, Garbled)):
            asked(cut)


def test_an_answer_cut_at_any_byte_with_a_length_that_fits_names_nobody() -> None:
    for cut in (CPPPO[:end] for end in range(24, len(CPPPO) - 1)):
        with pytest.raises(Garbled):
            asked(cut[:2] + struct.pack("<H", len(cut) - 24) + cut[4:])


def test_every_name_has_text_and_every_number_fits_two_bytes() -> None:
    for names in (VENDORS, DEVICE_TYPES):
        assert all(0 < number < 0x10000 and name.strip() == name != "" for number, name in names.items())


@pytest.mark.parametrize("outcome", [Silence("nothing"), Closed("closed")])
def test_silence_and_a_closed_port_are_passed_on(outcome: Exception) -> None:
    with pytest.raises(type(outcome)):
        asked(outcome)


@given(st.binary(max_size=200))
def test_any_body_in_a_right_header_ends_in_an_outcome(body: bytes) -> None:
    try:
        identity = asked(b"\x63\x00" + struct.pack("<H", len(body)) + bytes(20) + body)
    except (Garbled, Closed):
        return
    assert b"\x0c\x00" in body
    assert len(identity.product_name) <= 256


@given(st.integers(0, len(CPPPO) - 1), st.integers(0, 255))
def test_one_wrong_byte_never_crashes(at: int, value: int) -> None:
    try:
        asked(CPPPO[:at] + bytes((value,)) + CPPPO[at + 1 :])
    except (Garbled, Closed):
        return
