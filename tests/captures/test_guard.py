"""The guard against reality: what engineering tools, operators and attackers really sent, and what of it may leave."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scanner.plugin import Refused
from scanner.sensor.guard.readonly import allowed_request, tables
from tests.captures.dissected import FOLDER, Message, messages
from tests.captures.judge import JUDGES, NEXT_PART, UNREAD


@dataclass(frozen=True)
class Replay:
    """One capture: its protocol, the ports that are asked, what passes how often, and names that must be there."""

    file: str
    protocol: str
    ports: tuple[int, ...]
    passing: dict[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    both_sides: bool = False  # either side may ask
    client: str = ""  # who asks, where both sides use the same port

    def asked(self) -> list[tuple[str, Message]]:
        """Name and message of every request."""
        judge = JUDGES[self.protocol]
        found = messages(self.file, *judge.fields)
        return [(judge.name(m), m) for m in found if self._asks(m)]

    def answers(self) -> list[Message]:
        found = messages(self.file, *JUDGES[self.protocol].fields)
        return [m for m in found if m.source in self.ports and not self._asks(m)]

    def _asks(self, m: Message) -> bool:
        towards = m.port in self.ports or (self.both_sides and m.source in self.ports)
        return towards and self.client in {"", m.sender}


def read(number: int) -> str:
    return f"confirmed 12 of object type 8, property {number}"


REPLAYS = [
    Replay(
        "bacnet-readproperty.pcap",
        "bacnet",
        (47808,),
        {read(n): 1 for n in (75, 121, 44, 12, 77, 70)},
        (read(120), read(28), read(58), "bvlc 0x02", "bvlc 0x05"),  # the last registers a foreign device
        client="10.1.1.167",
    ),
    Replay(
        "beckhoff-ads.pcapng",
        "ads",
        (48898, 48899),
        {},
        # Reads, read-write, and added and deleted notifications; the discovery bears another sender's net id.
        (
            UNREAD,
            *(
                f"ads command {n} at port {p}"
                for n, p in ((2, 200), (9, 10000), (6, 100), (7, 100), (4, 10000))
            ),
        ),
    ),
    Replay(
        "dnp3-link-only.pcap",
        "dnp3",
        (20000,),
        {},  # its link status is asked of other addresses than ours
        ("link primary 9", "link secondary 11", "application function 1", "application function 129"),
        both_sides=True,
    ),
    Replay(
        "dnp3-read.pcap",
        "dnp3",
        (20000,),
        {},
        ("application function 1", "application function 129"),
        both_sides=True,
    ),
    Replay(
        "ethernetip-listidentity.pcap", "enip", (44818,), {}, ("command 0x0063",)
    ),  # its context is not zero
    Replay(
        "ethernetip-reboot-attempt.pcap",
        "enip",
        (44818,),
        {},
        # Forward open and close, get and set attributes, create, reset (0x05), start (0x06), stop (0x07), many at once.
        (
            "command 0x006f with service 0x54",
            "command 0x006f with service 0x4e",
            *(
                f"command 0x0070 with service 0x{n:02x}"
                for n in (1, 3, 4, 5, 6, 7, 8, 0x4B, 0x4C, 0x4F, 0x50)
            ),
            "command 0x0070 with service 0x0a+0x03+0x03+0x03+0x03+0x03",
        ),
    ),
    Replay(
        "hart-ip.pcap",
        "hart-ip",
        (5094, 5095),
        {},  # its sequence numbers and its patience are others than ours
        (
            "message 0",
            "message 1",
            "message 2",
            *(f"message 3, command {n}" for n in (0, 1, 2, 3, 9, 12, 13, 20, 48)),
        ),
    ),
    Replay(
        "iec104-mixed.pcap",
        "iec104",
        (2404,),
        {"U 0x00000010": 2},
        # Commands (45, 46, 50, 58, 59, 61, 63), interrogation (100), confirmed test, values.
        ("S", "U 0x00000020", *(f"I, type {n}" for n in (1, 13, 30, 45, 46, 50, 58, 59, 61, 63, 100))),
        both_sides=True,
    ),
    Replay("melsec.pcap", "melsec", (5562,), {}, (UNREAD,)),
    Replay("modbus-inputs.pcap", "modbus", (502,), {}, ("function 4", "function 6", "function 6+6")),
    Replay("modbus-small.pcap", "modbus", (502,), {}, ("function 1", "function 15")),
    Replay(
        "niagara-fox-hello.pcap", "fox", (1911,), {}, (UNREAD,)
    ),  # the hello tells who asks, ours does not
    Replay(
        "omron-fins.pcap", "fins", (9600,), {"command 0x0501": 1}, ("tcp 0x00000000", "tcp 0x00000002 0x0501")
    ),
    Replay("profinet.pcap", "dcp", (34964,), {}, ("rpc operation 5",)),
    Replay("s7-1200-hmi.pcap", "s7comm", (102,), {}, ("cotp connect", "cotp data")),
    Replay(
        "s7-300-diagnostics.pcapng",
        "s7comm",
        (102,),
        {},
        # Variable tables (group 1), block functions (3), messages (4.2), other lists.
        (
            "cotp data",
            *(
                f"userdata group {g} function {f}"
                for g, f in ((1, 14), (1, 15), (1, 16), (1, 19), (3, 3), (4, 2))
            ),
            f"{NEXT_PART} 0x0424",
            f"{NEXT_PART} 0x0131",
        ),
    ),
    Replay(
        "s7-300-snap7-everything.pcapng",
        "s7comm",
        (102,),
        {"job 0xf0": 1, f"{NEXT_PART} 0x0011": 2, f"{NEXT_PART} 0x001c": 1, NEXT_PART: 1},
        # Read, write, upload in three steps, control (start, memory), stop; clock read and set.
        (
            *(f"job 0x{n:02x}" for n in (0x04, 0x05, 0x1D, 0x1E, 0x1F, 0x28, 0x29)),
            "userdata group 7 function 1",
            "userdata group 7 function 2",
            "userdata group 3 function 1",
            f"{NEXT_PART} 0x0424",
        ),
    ),
    Replay(
        "s7-reading-plc-status.pcap",
        "s7comm",
        (102,),
        {"job 0xf0": 1, f"{NEXT_PART} 0x0011": 1, f"{NEXT_PART} 0x001c": 1, NEXT_PART: 2},
        (
            "userdata group 7 function 1",
            "userdata group 4 function 2",
            "cotp data",
            *(
                f"{NEXT_PART} 0x{n:04x}"
                for n in (0x0000, 0x0074, 0x00A0, 0x0111, 0x0132, 0x0222, 0x0424, 0x0D91, 0x0F11, 0x0F1C)
            ),
        ),
    ),
]
OF_ANOTHER_TABLE = {("bacnet-bbmd", "bvlc 0x02")}
"""A read that is asked with consent only; its table lets nothing else out."""
each = pytest.mark.parametrize("replay", REPLAYS, ids=lambda replay: replay.file)


def lets_out(protocol: str, message: bytes) -> bool:
    try:
        return bool(allowed_request(protocol, message))
    except Refused:
        return False


@each
def test_nothing_but_identity_gets_out(replay: Replay) -> None:
    passed = Counter(name for name, m in replay.asked() if lets_out(replay.protocol, m.data))
    assert set(passed) <= JUDGES[replay.protocol].identity
    assert passed == replay.passing


@each
def test_every_other_request_is_refused_whatever_protocol_it_is_given_out_as(replay: Replay) -> None:
    others = {m.data: name for name, m in replay.asked() if name not in JUDGES[replay.protocol].identity}
    leaks = [(table, name) for data, name in others.items() for table in tables() if lets_out(table, data)]
    assert [leak for leak in leaks if leak not in OF_ANOTHER_TABLE] == []


@each
def test_the_capture_holds_the_requests_that_it_is_there_for(replay: Replay) -> None:
    refused = {name for name, m in replay.asked() if not lets_out(replay.protocol, m.data)}
    assert set(replay.refused) <= refused


@pytest.mark.parametrize(
    "replay", [one for one in REPLAYS if not one.both_sides], ids=lambda replay: replay.file
)
def test_no_answer_of_a_device_is_a_request_that_we_may_send(replay: Replay) -> None:
    answers = {m.data for m in replay.answers()}
    assert answers
    assert [data for data in answers if lets_out(replay.protocol, data)] == []


def test_every_capture_that_is_there_is_replayed() -> None:
    folder = {replay.file for replay in REPLAYS}
    there = {path.name for path in _captures()}
    assert there <= folder


def _captures() -> list[Path]:
    if not FOLDER.exists():
        pytest.skip("the captures are not beside the checkout")
    return [path for path in FOLDER.iterdir() if path.suffix in {".pcap", ".pcapng"}]
