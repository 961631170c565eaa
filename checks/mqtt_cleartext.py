"""Do passwords travel to a message broker in clear?

A broker that asks for no login is the matter of mqtt-anonymous: no password travels there. This
question then stays open; "in order" would be untrue, and a second alarm for one cause is noise.
"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import MqttGreeting


@check(
    id="mqtt-cleartext",
    title="Passwords travel to the message broker in clear",
    why=(
        "Names and passwords go over the network as plain text. "
        "Whoever listens can read them, and then pass for a machine."
    ),
    what_to_do="Turn on encryption (TLS) in the broker and in the devices. Then change the passwords.",
    who=Actor.IT,
    effort=Effort.DAYS,
    stops_production=Stops.SHORT,
    message=(
        "The MQTT broker {asset} ({address}) asks for a password on a connection that is not encrypted. "
        "Please offer MQTT over TLS on port 8883. "
        "Move the clients over one by one, then close port 1883. "
        "At the end, give every client a new password."
    ),
    recheck="The next audit finds the broker on an encrypted port only.",
    needs=MqttGreeting,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=("IEC 62443-3-3 SR 3.1", "IEC 62443-3-3 SR 4.1"),
    praise="The message brokers that we asked encrypt what they say.",
)
def mqtt_cleartext(greeting: MqttGreeting) -> Verdict:
    if greeting.secured:
        return met("The connection is encrypted.")
    if greeting.return_code in (4, 5):
        return not_met("It wants a login on a connection that is not encrypted.")
    if greeting.return_code == 0:
        return unknown("It asks for no password here; whether its messages may be read by all is not known.")
    return unknown("It refused for another reason (code {code}).", code=greeting.return_code)
