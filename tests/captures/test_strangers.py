"""Real answers at the wrong door: no probe takes another protocol's device for one of its own."""

from collections.abc import Iterator

import pytest
from scapy.utils import PcapReader

from scanner.packs import load_probes
from scanner.sensor.hearing import overheard
from tests.captures.dissected import capture, messages
from tests.captures.test_guard import REPLAYS, Replay
from tests.fuzz.hostile import bounded_texts, examine, service_of

PROBES = load_probes("scanner.sensor.probes")
MOST = 12
# What answers at the same port, or in the same frames, is not a stranger.
KIN = {"bacnet": {"bacnet", "bacnet-bbmd"}, "s7comm": {"s7comm", "mms"}, "modbus": {"modbus", "umas"}}
# An open port is all that some tell: they are content with silence. To telnet any text is a greeting.
NAMELESS = {"telnet", *(probe.protocol for probe in PROBES if examine(probe, [], flags=2) is not None)}
LIBRARY = {"tls"}  # its handshakes are the library's, not bytes of a line


def answers(replay: Replay) -> Iterator[bytes]:
    seen: dict[int, bytes] = {}
    for m in replay.answers():
        seen.setdefault(len(m.data), m.data)  # one of each length
    yield from list(seen.values())[:MOST]


@pytest.mark.parametrize(
    "replay", [one for one in REPLAYS if not one.both_sides], ids=lambda replay: replay.file
)
def test_no_probe_takes_a_real_device_of_another_protocol_for_its_own(replay: Replay) -> None:
    kin = KIN.get(replay.protocol, {replay.protocol})
    strangers = [probe for probe in PROBES if probe.protocol not in kin | NAMELESS | LIBRARY]
    for answer in answers(replay):
        wrong = {probe.id: examine(probe, [answer] * 6) for probe in strangers}
        assert {name: fact for name, fact in wrong.items() if fact is not None} == {}


@pytest.mark.parametrize("file", [replay.file for replay in REPLAYS])
def test_the_listener_reads_every_frame_of_a_capture(file: str) -> None:
    with PcapReader(capture(file)) as packets:
        for raw in (bytes(packet) for packet in packets):
            heard = overheard(raw)
            if heard is not None:
                assert heard.mac == raw[6:12].hex(":")
                bounded_texts([heard.address, heard.announcement.model_dump()])


def test_a_switch_is_heard_under_the_address_that_tshark_shows() -> None:
    (told,) = _switches("ethernetip-reboot-attempt.pcap")
    with PcapReader(capture("ethernetip-reboot-attempt.pcap")) as packets:
        heard = [overheard(bytes(packet)) for packet in packets]
    (found,) = (one for one in heard if one is not None and one.announcement.protocol == "lldp")
    assert (found.mac, found.announcement.names) == (told, ())


def _switches(file: str) -> list[str]:
    found = messages(file, "lldp.chassis.id.mac", only="lldp", any_frame=True)
    return [m.first("lldp.chassis.id.mac") for m in found]


def test_every_probe_has_a_port_to_be_examined_at() -> None:
    assert all(service_of(probe).port for probe in PROBES)
