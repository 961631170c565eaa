"""What message brokers say."""

from scanner.model import Fact


class MqttGreeting(Fact):
    """CONNACK after a CONNECT without a user (MQTT 3.1.1, section 3.2). 0 accepted, 5 not authorised."""

    return_code: int
    secured: bool = False
