"""What brokers and small devices tell before anybody has said who they are: AMQP, CoAP."""

from checks._plant import SHOWN_OPENLY, door
from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import AmqpGreeting, CoapServer

BY_PASSWORD = frozenset({"PLAIN", "AMQPLAIN", "LOGIN"})
"""Ways to log in that send the password as it is (RFC 4616; AMQP 0-9-1 brokers' own AMQPLAIN)."""


def _ways(greeting: AmqpGreeting) -> set[str]:
    return {name.upper() for name in greeting.mechanisms}


@check(
    id="amqp-anonymous",
    title="A message queue offers a way in without a password",
    why=(
        "The queue passes on orders and messages of your programs. "
        "Anyone on this network may read them, or send false ones."
    ),
    what_to_do="Turn off the way in without a name. Give each program its own name and password.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The AMQP broker {asset} ({address}) offers the login method ANONYMOUS. "
        "Please turn it off. "
        "Please create one user for each program, with rights only for its own queues. "
        "First list the programs that connect today, so that none is cut off by surprise."
    ),
    recheck="The next audit reads the login methods, and each wants a name.",
    needs=AmqpGreeting,
    severity=Severity.HIGH,
    requirements={"R7": "evidence", "R5": "evidence"},
    weight=2,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1"),
    praise="The message queues that we asked want to know who connects.",
)
def amqp_anonymous(greeting: AmqpGreeting) -> Verdict:
    ways = _ways(greeting)
    if not ways:
        return unknown("It did not tell how one logs in.")
    if "ANONYMOUS" in ways:
        return not_met("It offers a login without a name. Whether it lets one in so was not tried.")
    return met("Each way to log in wants a name.")


@check(
    id="amqp-cleartext",
    title="Passwords travel to a message queue in clear",
    why=(
        "Names and passwords go over the network as plain text. "
        "Whoever listens can read them, and then send false orders."
    ),
    what_to_do="Turn on encryption (TLS) in the queue and in the programs. Then change the passwords.",
    who=Actor.IT,
    effort=Effort.DAYS,
    cost=Cost.NONE,
    stops_production=Stops.SHORT,
    message=(
        "The AMQP broker {asset} ({address}) takes passwords on a connection that is not encrypted. "
        "Please offer AMQP over TLS on port 5671. "
        "Move the programs over one by one, then close port 5672. "
        "At the end, give every program a new password."
    ),
    recheck="The next audit finds the broker on an encrypted port only.",
    needs=AmqpGreeting,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=SHOWN_OPENLY,
)
def amqp_cleartext(greeting: AmqpGreeting) -> Verdict:
    # The greeting is heard on the port without TLS only, so there is no "in order" here.
    if _ways(greeting) & BY_PASSWORD:
        return not_met("It takes a password on a connection that is not encrypted.")
    return unknown("It did not tell whether a password would travel in clear.")


@door(
    id="coap-readable",
    protocol="CoAP",
    doors="UDP port 5683",
    title="A small device shows its inside to anyone (CoAP)",
    why=(
        "Anyone on this network can see what this sensor or switch offers. "
        "Values may be read, and switches may be thrown, without a password."
    ),
    needs=CoapServer,
    severity=Severity.MEDIUM,
    requirements={"R5": "hint", "R7": "evidence"},
    weight=1,
    praise="The small devices (CoAP) that we asked do not show their inside to strangers.",
)
def coap_readable(server: CoapServer) -> Verdict:
    # RFC 7252, section 5.9.2: 4.01 unauthorised, 4.03 forbidden.
    if server.code in ("4.01", "4.03"):
        return met("It refused a stranger.")
    if not server.resources:
        return unknown("It did not list what it offers (code {code}).", code=server.code)
    return not_met(
        "It listed to a stranger what it offers ({count}). Whether values may be read was not tried.",
        count=len(server.resources),
    )
