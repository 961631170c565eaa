"""What message brokers say."""

from scanner.model import Fact


class MqttGreeting(Fact):
    """CONNACK after a CONNECT without a user (MQTT 3.1.1, section 3.2). 0 accepted, 5 not authorised."""

    return_code: int
    secured: bool = False


class AmqpGreeting(Fact):
    """Connection.Start of an AMQP broker (AMQP 0-9-1, section 1.4.2.1), heard before anybody logged in.

    `version` is the protocol's, "0-9-1"; a broker that speaks another one tells only that.
    `mechanisms` are the ways to log in that it offers; "ANONYMOUS" among them needs no password.
    """

    version: str
    product: str = ""
    product_version: str = ""
    platform: str = ""
    cluster: str = ""
    mechanisms: tuple[str, ...] = ()
