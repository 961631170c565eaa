"""MQTT: whether a broker lets a stranger in who names no user.

Source: OASIS MQTT 3.1.1, sections 3.1 (CONNECT), 3.2 (CONNACK), 3.14 (DISCONNECT).
"""

from secrets import token_hex

from scapy.contrib.mqtt import MQTT, MQTTConnack, MQTTConnect, MQTTDisconnect

from scanner.evidence.messaging import MqttGreeting
from scanner.framing import fixed
from scanner.plugin import Garbled, Line, Tcp, probe

CONNECT, CONNACK, DISCONNECT = 1, 2, 14
VERSION_3_1_1 = 4
KEEP_ALIVE = 10  # seconds after which a broker forgets us, should the goodbye get lost
ACCEPTED, NOT_AUTHORISED = 0, 5
PORTS = [Tcp(1883), Tcp(8883, implicit_tls=True)]


@probe(
    id="mqtt-greeting",
    title="Whether a message broker lets strangers in",
    protocol="mqtt",
    ports=[*PORTS],
    gives=MqttGreeting,
    order=30,
    questions=2,
)
def mqtt_greeting(line: Line) -> MqttGreeting:
    """One CONNECT without user, password or will; then DISCONNECT, which sends no will either."""
    secured = any(port.implicit_tls for port in PORTS if port.port == line.service.port)
    if secured:
        _secure(line)
    code = _return_code(line.ask(connect(), until=fixed(4)))
    if code == ACCEPTED:
        line.say(bytes(MQTT(type=DISCONNECT) / MQTTDisconnect()))
    return MqttGreeting(return_code=code, secured=secured)


def connect() -> bytes:
    """A CONNECT with an id of its own: an id in use would throw that client out (3.1.4-2)."""
    ask = MQTTConnect(
        protoname=b"MQTT",
        protolevel=VERSION_3_1_1,
        cleansess=1,
        klive=KEEP_ALIVE,
        clientId=f"vaglio-{token_hex(4)}".encode(),
    )
    return bytes(MQTT(type=CONNECT) / ask)


def _secure(line: Line) -> None:
    shown = line.secure("TLSv1.2", "TLSv1.3")
    if shown.refusal:
        raise Garbled(f"no TLS connection: {shown.refusal}")


def _return_code(reply: bytes) -> int:
    if reply[:2] != bytes((CONNACK << 4, 2)):
        raise Garbled("the first message is no CONNACK of two bytes")
    told = MQTTConnack(reply[2:])
    # A clean session is never a present one, and 3.1.1 knows no code above 5 (3.2.2-1, 3.2.2.3).
    if told.sessPresentFlag or told.retcode > NOT_AUTHORISED:
        raise Garbled("the CONNACK holds values that MQTT 3.1.1 does not know")
    return int(told.retcode)
