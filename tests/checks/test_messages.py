"""What do brokers and small devices tell before anybody has said who they are?"""

import pytest

from checks.messages import amqp_anonymous, amqp_cleartext, coap_readable
from scanner import Outcome
from scanner.evidence import AmqpGreeting, CoapServer
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    ("ways", "anonymous", "clear"),
    [
        (("PLAIN", "AMQPLAIN", "ANONYMOUS"), NOT_MET, NOT_MET),
        (("anonymous",), NOT_MET, UNKNOWN),
        (("PLAIN",), MET, NOT_MET),
        (("RABBIT-CR-DEMO", "EXTERNAL"), MET, UNKNOWN),
        ((), UNKNOWN, UNKNOWN),
    ],
)
def test_a_message_queue_is_judged_by_the_logins_that_it_offers(
    ways: tuple[str, ...], anonymous: Outcome, clear: Outcome
) -> None:
    greeting = AmqpGreeting(version="0-9-1", mechanisms=ways)
    assert amqp_anonymous(greeting).outcome is anonymous
    assert amqp_cleartext(greeting).outcome is clear


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        (CoapServer(resources=("/sensors/temperature", "/actuators/fan")), NOT_MET),
        (CoapServer(code="4.01"), MET),
        (CoapServer(code="4.03"), MET),
        (CoapServer(code="4.04"), UNKNOWN),
        (CoapServer(), UNKNOWN),
    ],
)
def test_a_small_device_is_judged_by_what_it_lists_to_a_stranger(
    server: CoapServer, outcome: Outcome
) -> None:
    assert coap_readable(server).outcome is outcome


def test_the_count_of_what_is_listed_is_told_and_that_no_value_was_read() -> None:
    said = str(coap_readable(CoapServer(resources=("/a", "/b"))).why)
    assert "(2)" in said
    assert "was not tried" in said
