"""S7comm: which Siemens controller it is, and its protection level. Three status lists, nothing else.

Source: Wireshark's s7comm dissector and its captures of two CPUs (setup, list reads, continued
answers), python-snap7's server; lists in `szl.py`, transport in `iso_on_tcp.py`.

Lists are read with index 0, as the engineering tools in the captures do: 0011 and 001C are "all
records", whose index means nothing; the real CPUs answered both with every record.
"""

import struct

from scanner.evidence.controllers import S7Identity
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes import iso_on_tcp, szl

PROTOCOL, PROTOCOL_PLUS = 0x32, 0x72
JOB, ACK_DATA, USERDATA = 1, 3, 7
FIRST_TSAP, SECOND_TSAP = 0x0102, 0x0200  # rack 0 slot 2; any rack, as newer families take it
HEADER = struct.Struct("!BBHHHH")  # protocol, kind, reserved, reference, lengths of parameters and data
SETUP = bytes.fromhex("f0 00 0001 0001 01e0")  # one job in flight each way, messages of up to 480 bytes
READ_LIST, READ_ON = bytes.fromhex("000112 04 11 44 01 00"), bytes.fromhex("000112 08 12 44 01")
ANSWER = bytes.fromhex("000112 08 12 84 01")  # userdata response, CPU functions, read list
FOUR_BYTES, NOTHING = bytes.fromhex("ff 09 0004"), bytes.fromhex("0a 00 0000")
MOST_FOLLOWING = 3
SUCCESS = 0xFF


@probe(
    id="s7-identity",
    title="Which Siemens controller it is",
    protocol="s7comm",
    ports=[Tcp(102)],
    gives=S7Identity,
    touches=2,
    controller=True,
    order=7,
    questions=15,  # two connects, one setup, three lists of up to four parts
)
def s7_identity(line: Line) -> S7Identity:
    """Asks on one connection; a second one only if the first access point is refused."""
    _connect(line)
    talk = Conversation(line)
    talk.set_up()
    module = szl.module_facts(talk.read(szl.MODULE))
    components = szl.component_facts(_bonus(talk, szl.COMPONENTS))
    protection = szl.protection_level(_bonus(talk, szl.PROTECTION, szl.PROTECTION_INDEX))
    return S7Identity(**module, **components, protection=protection)


class Conversation:
    """Numbered S7comm messages over one transport connection."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.reference = 0
        self.lost = False

    def set_up(self) -> None:
        """Negotiates the message size. Raises Garbled when what answers is no S7 controller."""
        parameters, _ = self._ask(JOB, SETUP, b"", answer=ACK_DATA)
        if len(parameters) != len(SETUP) or parameters[0] != SETUP[0]:
            raise Garbled("the answer to 'setup communication' is another one")

    def read(self, number: int, index: int = 0) -> szl.Records:
        """One list; empty when the controller does not have it."""
        gathered, following = self._part(READ_LIST, FOUR_BYTES + struct.pack("!HH", number, index))
        for _ in range(MOST_FOLLOWING):
            if following is None:
                break
            payload, following = self._part(READ_ON + bytes((following, 0, 0, 0, 0)), NOTHING)
            gathered += payload
        return szl.records(number, gathered) if gathered else {}

    def _part(self, asks: bytes, with_data: bytes) -> tuple[bytes, int | None]:
        """One part of a list, and the sequence number to ask on with unless it is the last."""
        parameters, data = self._ask(USERDATA, asks, with_data, answer=USERDATA)
        if len(parameters) != 12 or parameters[:7] != ANSWER:
            raise Garbled("the answer to 'read list' is another one")
        if any(parameters[10:]) or data[:1] != bytes((SUCCESS,)):
            return b"", None
        length = int.from_bytes(data[2:4], "big")
        if len(data) < 4 or length > len(data) - 4:
            raise Garbled("the part of a list is shorter than it says")
        return data[4 : 4 + length], parameters[7] if parameters[9] else None

    def _ask(self, kind: int, parameters: bytes, data: bytes, *, answer: int) -> tuple[bytes, bytes]:
        """Parameters and data of the answer to one message."""
        self.reference += 1
        header = HEADER.pack(PROTOCOL, kind, 0, self.reference, len(parameters), len(data))
        came = iso_on_tcp.exchange(self.line, header + parameters + data)
        return _message(came, answer, self.reference)


def _connect(line: Line) -> None:
    try:
        iso_on_tcp.connect(line, FIRST_TSAP)
    except (Closed, iso_on_tcp.Disconnected):
        line.again()
        iso_on_tcp.connect(line, SECOND_TSAP)


def _message(message: bytes, kind: int, reference: int) -> tuple[bytes, bytes]:
    """Parameters and data of one S7comm message, by its length fields."""
    if message[:1] == bytes((PROTOCOL_PLUS,)):
        raise Garbled("it speaks S7comm-plus only")
    if message[:1] != bytes((PROTOCOL,)) or len(message) < 12:
        raise Garbled("what answers on this port is not S7comm")
    _, came, _, echoed, parameters, data = HEADER.unpack_from(message)
    if (came, echoed) != (kind, reference):
        raise Garbled(f"the S7comm answer is of type {came}, reference {echoed}")
    start = 12 if kind == ACK_DATA else 10  # an acknowledgement has two bytes of error more
    if kind == ACK_DATA and any(message[10:12]):
        raise Garbled(f"'setup communication' was refused with error {message[10:12].hex()}")
    split = start + parameters
    if split + data != len(message):
        raise Garbled("the lengths in the S7comm header do not fit the message")
    return message[start:split], message[split:]


def _bonus(talk: Conversation, number: int, index: int = 0) -> szl.Records:
    """A list without which the identity stands. After a lost connection nothing more is asked."""
    if talk.lost:
        return {}
    try:
        return talk.read(number, index)
    except (Closed, Silence, Garbled):
        talk.lost = True
        return {}
