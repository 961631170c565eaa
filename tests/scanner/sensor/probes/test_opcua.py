"""The OPC UA probe against replies of asyncua 2.1 (recorded on loopback), built ones and rubbish."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence.opcua import OpcUaEndpoint, OpcUaServer
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.opcua import MOST_ENDPOINTS, opcua_endpoints
from scanner.sensor.probes.ua_channel import MOST_CHUNKS
from tests.lines import Reply, ScriptedLine, truncations
from tests.scanner.sensor.probes.opcua_replies import (
    ACK,
    ENDPOINTS,
    OPENED,
    application,
    array,
    asked,
    endpoint,
    endpoints,
    header,
    message,
    offered,
    service,
    text,
)


def test_a_real_server_tells_its_endpoints_and_its_certificate() -> None:
    server, line = asked(ACK, OPENED, ENDPOINTS)
    assert (server.application_uri, server.application_name) == ("urn:cell", "Cell Controller")
    assert server.product_uri == "https://www.siemens.com/s7-1500/v2.9"
    assert (server.vendor, server.product, server.version) == ("Siemens", "Cell Controller", "2.9")
    url, tokens = "opc.tcp://127.0.0.1:15841/", ("anonymous", "username")
    assert server.endpoints == (
        OpcUaEndpoint(url=url, mode="None", policy="None", tokens=tokens),
        OpcUaEndpoint(url=url, mode="SignAndEncrypt", policy="Basic256Sha256", tokens=tokens),
    )
    assert server.certificate is not None
    assert (server.certificate.subject, server.certificate.key_bits) == ("CN=cell", 1024)
    assert line.allowed == ["hello", "open a channel without security", "get endpoints", "close the channel"]


def test_channel_and_token_of_the_server_are_used_from_then_on() -> None:
    _, line = asked(ACK, OPENED, ENDPOINTS)
    assert [sent[8:16] for sent in line.sent[2:]] == [struct.pack("<II", 6, 13)] * 2


def test_an_ipv6_address_stands_in_brackets() -> None:
    line = ScriptedLine(
        "opcua", [ACK, OPENED, endpoints()], address="fd00::15", service=Service(transport="tcp", port=4840)
    )
    opcua_endpoints(line)
    assert line.sent[0].endswith(b"opc.tcp://[fd00::15]:4840")


def test_a_server_without_endpoints_is_still_a_server() -> None:
    assert offered(endpoints()) == OpcUaServer()
    assert offered(message(service(header() + struct.pack("<i", -1)))) == OpcUaServer()


@pytest.mark.parametrize(
    ("mode", "name"), [(0, "Invalid"), (1, "None"), (2, "Sign"), (3, "SignAndEncrypt"), (9, "Invalid")]
)
def test_every_mode_has_its_name(mode: int, name: str) -> None:
    assert offered(endpoints(endpoint(mode=mode))).endpoints[0].mode == name


def test_tokens_belong_to_their_own_endpoint_and_unknown_ones_are_left_out() -> None:
    server = offered(endpoints(endpoint(tokens=(1, 1, 77)), endpoint(tokens=()), endpoint(tokens=(3, 2, 0))))
    told = [entry.tokens for entry in server.endpoints]
    assert told == [("username",), (), ("anonymous", "certificate", "issued")]


def test_null_texts_are_empty_and_names_may_have_a_language() -> None:
    bare = offered(endpoints(endpoint(application(b"", b"", b"\0"))))
    assert (bare.application_name, bare.vendor, bare.product, bare.version) == ("", "", "", "")
    named = offered(endpoints(endpoint(application(name=b"\x03" + text(b"de") + text(b"Presse")))))
    assert named.application_name == "Presse"


@pytest.mark.parametrize(
    ("uri", "vendor", "version"),
    [
        (b"urn:beckhoff.com:TcOpcUaServer", "Beckhoff", ""),
        (b"http://br-automation.com/opcua-server/4.93", "B&R", "4.93"),
        (b"urn:wago:runtime:1.2.3", "WAGO", "1.2.3"),
        (b"urn:not-siemens:gateway", "", ""),
        (b"http://evil.example/siemens", "", ""),
        (b"urn:s7-1500", "", ""),
        (b"", "", ""),
    ],
)
def test_a_maker_is_named_only_where_the_uri_lies_in_its_name(uri: bytes, vendor: str, version: str) -> None:
    server = offered(endpoints(endpoint(application(product=uri))))
    assert (server.vendor, server.version) == (vendor, version)


def test_a_broken_certificate_does_not_hide_the_endpoints() -> None:
    server = offered(endpoints(endpoint(certificate=b"\x30\x82\x01\x00rubbish")))
    assert server.certificate is None
    assert len(server.endpoints) == 1


def test_of_a_chain_the_first_certificate_is_read() -> None:
    start = ENDPOINTS.index(b"\x30\x82")
    der = ENDPOINTS[start : start + 4 + int.from_bytes(ENDPOINTS[start + 2 : start + 4], "big")]
    server = offered(endpoints(endpoint(certificate=der + der), endpoint(certificate=b"other")))
    assert server.certificate is not None
    assert server.certificate.subject == "CN=cell"


def test_more_endpoints_than_anyone_needs_are_cut() -> None:
    assert len(offered(endpoints(*[endpoint()] * 100)).endpoints) == MOST_ENDPOINTS


def test_an_answer_in_chunks_is_put_together() -> None:
    body = ENDPOINTS[24:]
    parts = [body[:700], body[700:1400], body[1400:]]
    kinds = (b"MSGC", b"MSGC", b"MSGF")
    sequence = struct.pack("<II", 2, 2)
    chunks = [message(sequence + part, kind) for kind, part in zip(kinds, parts, strict=True)]
    assert offered(*chunks) == offered(ENDPOINTS)


def test_chunks_without_end_and_an_abort_are_given_up() -> None:
    with pytest.raises(Garbled, match="too many chunks"):
        offered(*[message(bytes(100), b"MSGC")] * (MOST_CHUNKS + 5))
    with pytest.raises(Garbled, match="broken off"):
        offered(message(bytes(100), b"MSGA"))


REFUSAL = b"ERRF" + struct.pack("<III", 8 + 8 + 2, 0x80550000, 2) + b"no"


@pytest.mark.parametrize(
    ("replies", "where"),
    [
        ([b"HTTP/1.1 400 Bad Request"], "no OPC UA message"),
        ([b"\x15\x03\x01\x00\x02\x02\x28"], "no OPC UA message"),
        ([b"ACKF\x00\x00\x00\x00" + bytes(20)], "announces 0"),
        ([b"ACKF\xff\xff\xff\xff" + bytes(20)], "announces 4294967295"),
        ([b"ACKF\x08\x00\x00\x00"], "in the middle of a value"),
        ([OPENED], "OPN came where ACK"),
        ([REFUSAL], "0x80550000 no"),
        ([ACK, REFUSAL], "0x80550000 no"),
        ([ACK, OPENED.replace(b"#None", b"#Sign")], "another security policy"),
        ([ACK, OPENED, ACK], "ACK came where MSG"),
        ([ACK, OPENED, message(service(header(0x80010000), 397))], "refused with 0x80010000"),
        ([ACK, OPENED, message(service(header(), 397))], "refused with 0x00000000"),
        ([ACK, OPENED, message(service(header(0x800B0000)))], "refused with 0x800b0000"),
        ([ACK, OPENED, message(service(header(), 464))], "type id 464"),
        ([ACK, OPENED, message(service(header(), request=7))], "request id 7"),
        ([ACK, OPENED, message(service(header() + struct.pack("<i", 0x7FFFFFFF)))], "an array of 2147483647"),
        ([ACK, OPENED, message(service(header() + struct.pack("<i", -2)))], "an array of -2"),
        ([ACK, OPENED, message(service(header(diagnostics=b"\x40" * 90)))], "nested too deep"),
        ([ACK, OPENED, endpoints(struct.pack("<i", -7))], "in the middle of a value"),
        ([ACK, OPENED, endpoints(struct.pack("<i", 0x7FFFFFFF))], "in the middle of a value"),
        ([ACK, OPENED, message(struct.pack("<II", 2, 2) + b"\x05" + bytes(40))], "type id"),
    ],
)
def test_what_is_no_answer_is_garbled_and_says_where(replies: list[Reply], where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(*replies)


def test_diagnostics_in_the_header_are_read_over() -> None:
    inner = b"\x3f" + bytes(16) + text(b"why") + bytes(4)
    told = header(diagnostics=b"\x40" + inner)
    assert len(offered(message(service(told + array(endpoint())))).endpoints) == 1


@pytest.mark.parametrize("place", [0, 1])
def test_a_handshake_cut_at_any_byte_names_nobody(place: int) -> None:
    whole = [ACK, OPENED]
    for cut in truncations(whole[place]):
        with pytest.raises((Closed, Garbled)):
            asked(*whole[:place], cut)


def test_endpoints_cut_at_any_byte_name_nobody() -> None:
    body = endpoints(endpoint(), endpoint(mode=3))[16:]
    for end in range(len(body)):
        with pytest.raises(Garbled):
            offered(message(body[:end]))


@pytest.mark.parametrize("outcome", [Silence("nothing"), Closed("closed")])
def test_silence_and_a_closed_connection_are_passed_on(outcome: Exception) -> None:
    for replies in ([outcome], [ACK, outcome], [ACK, OPENED, outcome]):
        with pytest.raises(type(outcome)):
            asked(*replies)


@given(st.binary(max_size=400))
def test_any_body_in_a_right_frame_ends_in_an_outcome(body: bytes) -> None:
    try:
        server = offered(message(service(header() + body)))
    except Garbled:
        return
    assert len(server.endpoints) <= MOST_ENDPOINTS


@given(st.integers(0, len(ENDPOINTS) - 1), st.integers(0, 255))
def test_one_wrong_byte_never_crashes(at: int, value: int) -> None:
    try:
        offered(ENDPOINTS[:at] + bytes((value,)) + ENDPOINTS[at + 1 :])
    except (Garbled, Closed, Silence):
        return


@given(st.lists(st.binary(min_size=1, max_size=100), min_size=1, max_size=4))
def test_any_bytes_are_no_server(replies: list[bytes]) -> None:
    with pytest.raises((Garbled, Closed, Silence)):
        asked(*replies)
