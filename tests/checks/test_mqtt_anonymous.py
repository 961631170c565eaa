"""Does a message broker let in clients without a login?"""

import pytest

from checks.mqtt_anonymous import mqtt_anonymous
from scanner.evidence import MqttGreeting
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(0, NOT_MET), (4, MET), (5, MET), (1, UNKNOWN), (2, UNKNOWN), (3, UNKNOWN), (135, UNKNOWN)],
)
def test_only_a_refusal_for_the_login_shows_that_a_login_is_wanted(code: int, outcome: Outcome) -> None:
    assert mqtt_anonymous(MqttGreeting(return_code=code)).outcome is outcome


def test_encryption_does_not_excuse_an_open_door() -> None:
    assert mqtt_anonymous(MqttGreeting(return_code=0, secured=True)).outcome is NOT_MET
