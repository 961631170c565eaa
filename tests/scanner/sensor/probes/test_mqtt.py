"""The MQTT probe against mosquitto's replies (recorded on loopback), the specification and rubbish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence.messaging import MqttGreeting
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Silence, TlsHandshake
from scanner.sensor.probes.mqtt import connect, mqtt_greeting
from tests.lines import Reply, ScriptedLine, truncations

ACCEPTED = bytes.fromhex("20020000")  # mosquitto, allow_anonymous true
REFUSED = bytes.fromhex("20020005")  # mosquitto, allow_anonymous false


def line_to(port: int, *replies: Reply, handshakes: tuple[TlsHandshake, ...] = ()) -> ScriptedLine:
    service = Service(transport="tcp", port=port)
    return ScriptedLine("mqtt", list(replies), service=service, handshakes=list(handshakes))


def test_an_open_broker_accepts_and_hears_a_goodbye() -> None:
    line = line_to(1883, ACCEPTED)
    assert mqtt_greeting(line) == MqttGreeting(return_code=0)
    assert line.allowed == ["connect without a user", "disconnect"]
    assert line.sent[1] == b"\xe0\x00"


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5])
def test_a_refusal_is_told_and_ends_the_conversation(code: int) -> None:
    line = line_to(1883, bytes((0x20, 2, 0, code)))
    assert mqtt_greeting(line) == MqttGreeting(return_code=code)
    assert len(line.sent) == 1


def test_the_connect_is_the_one_of_the_specification() -> None:
    # MQTT 3.1.1, section 3.1, byte by byte; only the last eight letters are drawn.
    expected = b"\x10\x1b" + b"\x00\x04MQTT" + b"\x04" + b"\x02" + b"\x00\x0a" + b"\x00\x0fvaglio-"
    assert connect()[:-8] == expected


def test_every_connect_has_a_client_id_of_its_own() -> None:
    assert len({connect() for _ in range(50)}) == 50


def test_on_the_tls_port_a_handshake_comes_first() -> None:
    line = line_to(8883, REFUSED, handshakes=(TlsHandshake(version="TLSv1.3"),))
    assert mqtt_greeting(line) == MqttGreeting(return_code=5, secured=True)
    assert line.handshakes == []


def test_a_refused_handshake_is_told_and_nothing_is_said_in_clear() -> None:
    line = line_to(8883, ACCEPTED, handshakes=(TlsHandshake(refusal="protocol version"),))
    with pytest.raises(Garbled, match="protocol version"):
        mqtt_greeting(line)
    assert line.sent == []


@pytest.mark.parametrize(
    "other",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x20\x03\x00\x84\x00",  # MQTT 5: unsupported protocol version
        b"\x20\x02\x01\x00",  # a session that cannot be
        b"\x20\x02\x00\x06",
        b"\x30\x02\x00\x00",
        b"\x15\x03\x01\x00\x02\x02\x28",
    ],
)
def test_what_is_no_connack_is_garbled(other: bytes) -> None:
    with pytest.raises(Garbled):
        mqtt_greeting(line_to(1883, other))


def test_a_cut_connack_is_no_greeting() -> None:
    for cut in truncations(ACCEPTED):
        with pytest.raises(Closed):
            mqtt_greeting(line_to(1883, cut))


@pytest.mark.parametrize("outcome", [Silence("nothing"), Closed("closed")])
def test_silence_and_a_closed_connection_are_passed_on(outcome: Exception) -> None:
    with pytest.raises(type(outcome)):
        mqtt_greeting(line_to(1883, outcome))


@given(st.binary(min_size=4, max_size=64))
def test_only_a_connack_makes_a_greeting(reply: bytes) -> None:
    try:
        greeting = mqtt_greeting(line_to(1883, reply))
    except Garbled:
        return
    assert reply[:3] == b"\x20\x02\x00"
    assert greeting.return_code == reply[3] <= 5
