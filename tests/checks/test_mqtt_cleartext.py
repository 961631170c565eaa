"""Do passwords travel to a message broker in clear?"""

import pytest

from checks.mqtt_cleartext import mqtt_cleartext
from scanner.evidence import MqttGreeting
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize("code", [4, 5])
def test_a_login_without_encryption_is_a_gap(code: int) -> None:
    assert mqtt_cleartext(MqttGreeting(return_code=code)).outcome is NOT_MET


def test_an_encrypted_broker_is_in_order() -> None:
    assert mqtt_cleartext(MqttGreeting(return_code=5, secured=True)).outcome is MET


@pytest.mark.parametrize("code", [0, 3])
def test_without_a_login_in_clear_the_question_stays_open(code: int) -> None:
    assert mqtt_cleartext(MqttGreeting(return_code=code)).outcome is UNKNOWN
