"""PROFINET stations by name: one Identify-All frame, only where `opt_in` names it.

Some stations of the past stumbled over such frames (CVE-2017-2680, CVE-2017-2681), so nobody gets
one unasked. It finds stations that have no address yet, which nothing else does.
"""

import random

from scanner.model import Evidence, Heard, Progress, Seen
from scanner.plugin import Garbled
from scanner.sensor.discover import Roll
from scanner.sensor.probes import dcp
from scanner.sensor.wire.group import Question, Said, ask_group
from scanner.sensor.wire.link import maker_of

PROBE = "profinet-dcp"


def ask_stations(roll: Roll, interface: str) -> None:
    """Puts every station that answers on the roll, with what it said. Raises Refused."""
    number, seconds = random.getrandbits(32), dcp.listening_seconds()
    roll.tell(Progress(stage="discover", what="PROFINET stations", seconds_left=seconds))
    question = Question(dcp.DESTINATION, dcp.ETHERTYPE, dcp.identify_all(number), seconds)
    for said in ask_group(roll.guard, interface, question):
        _keep(roll, said, number)


def _keep(roll: Roll, said: Said, number: int) -> None:
    try:
        station = dcp.station(said.content, number)
    except Garbled:
        return  # other PROFINET traffic, or an answer to somebody else
    names = (station.name,) if station.name else ()
    roll.sayings.keep(station.own_address, said.mac, station)
    if station.own_address:
        roll.add(station.own_address, said.mac, "heard", names)
    else:
        maker = maker_of(said.mac)
        roll.tell(Seen(address=said.mac, mac=said.mac, maker=maker, names=names, how="heard"))
    roll.tell(Heard(evidence=Evidence(
        asset=station.own_address or said.mac, probe=PROBE, wanted=station.kind, fact=station, raw=said.content[:512],
        sensor=roll.guard.order.sensor,
    )))  # fmt: skip
