"""Does a message broker let in clients without a login?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import MqttGreeting


@check(
    id="mqtt-anonymous",
    title="A message broker lets in anyone",
    why=(
        "The broker passes on what the machines and sensors say. "
        "Anyone on this network can listen, or send false values in their name."
    ),
    what_to_do="Turn off access without a login. Give each machine and program its own name and password.",
    who=Actor.IT,
    effort=Effort.DAYS,
    stops_production=Stops.SHORT,
    message=(
        "The MQTT broker {asset} ({address}) accepts clients without a user name. "
        "Please turn off anonymous access. "
        "Please create one user for each device, with rights only for its own topics. "
        "First list the clients that connect today, so that none is cut off by surprise."
    ),
    recheck="The next audit connects without a name and is refused.",
    needs=MqttGreeting,
    severity=Severity.HIGH,
    requirements={"R7": "evidence", "R5": "evidence"},
    weight=2,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1"),
    praise="The message brokers that we asked want to know who connects.",
)
def mqtt_anonymous(greeting: MqttGreeting) -> Verdict:
    # MQTT 3.1.1 table 3.1: 4 bad user name or password, 5 not authorised. 1 to 3 say nothing about logins.
    if greeting.return_code == 0:
        return not_met("It accepted a stranger without a name or a password.")
    if greeting.return_code in (4, 5):
        return met("It refused a stranger without a name.")
    return unknown("It refused for another reason (code {code}).", code=greeting.return_code)
