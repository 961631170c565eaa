"""How gently each zone is asked unless its owner says otherwise, and what counts as faster."""

from scanner.model.order import Pace, Zone

ACKNOWLEDGEMENT = "I accept that faster scanning can disturb machines"
"""The sentence that must be written out before a pace may be faster than its zone's default."""

_OT = Pace(
    frames_per_second=10,
    connections_per_host=1,
    hosts_in_flight=1,
    pause_between_connects=1.0,
    pause_between_requests=0.5,
    retries=0,
)
_IT = Pace(
    frames_per_second=200,
    connections_per_host=4,
    hosts_in_flight=16,
    pause_between_connects=0.05,
    pause_between_requests=0.02,
    retries=1,
)
# Half the rate of IT: servers that face strangers bear load, yet may stand behind a small firewall.
_DMZ = _IT.model_copy(update={"frames_per_second": 100.0, "connections_per_host": 2, "hosts_in_flight": 8})

ZONE_PACE: dict[Zone, Pace] = {Zone.OT: _OT, Zone.IT: _IT, Zone.DMZ: _DMZ, Zone.MIXED: _OT}
"""The default of each zone. A mixed zone is asked like OT: what an asset is turns out while asking."""

_MORE_IS_FASTER = ("frames_per_second", "connections_per_host", "hosts_in_flight", "retries")
# A short wait for an answer is faster too: a slow machine is asked the next thing while it still works.
_LESS_IS_FASTER = ("pause_between_connects", "pause_between_requests", "answer_seconds")


def faster_than(pace: Pace, default: Pace) -> list[str]:
    """The fields in which `pace` is harder on a machine than `default`, in the order of the model."""
    found = {name for name in _MORE_IS_FASTER if getattr(pace, name) > getattr(default, name)}
    found |= {name for name in _LESS_IS_FASTER if getattr(pace, name) < getattr(default, name)}
    return [name for name in Pace.model_fields if name in found]
