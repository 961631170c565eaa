"""The FINS probe against a real CP1L's answer (where its capture is present) and answers after W342."""

import pytest
from scapy.layers.inet import UDP
from scapy.utils import PcapReader

from scanner.evidence.plcs import FinsIdentity
from scanner.plugin import Garbled
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.fins import REQUEST
from tests.scanner.sensor.probes.captures import FOLDER
from tests.scanner.sensor.probes.plc_replies import CASES, FINS

CAPTURE = FOLDER / "omron-fins.pcap"


def ended(code: str, rest: bytes = b"") -> bytes:
    return FINS[:12] + bytes.fromhex(code) + rest


def asked(reply: bytes) -> FinsIdentity:
    fact: FinsIdentity = CASES["fins"].asked(reply)[0]
    return fact


@pytest.mark.skipif(not CAPTURE.exists(), reason="the capture omron-fins.pcap is not beside the checkout")
def test_a_real_cp1l_says_who_it_is() -> None:
    with PcapReader(str(CAPTURE)) as packets:
        datagrams = [bytes(packet[UDP].payload) for packet in packets if UDP in packet]
    request, reply = [data for data in datagrams if len(data) > 2 and data[10:12] == b"\x05\x01"]
    assert request[:9] + REQUEST[9:10] + request[10:] == REQUEST  # but for the service id, which is ours
    assert allowed_request("fins", request) == "controller data read"
    fact = asked(reply[:9] + REQUEST[9:10] + reply[10:])
    assert fact == FinsIdentity(model="CP1L-EL20DR-D", version="01.00", node=0xC8)


@pytest.mark.parametrize(
    ("code", "told"), [("2108", 0x2108), ("2201", 0x2201), ("0401", 0x0401), ("A1C8", 0x2108)]
)
def test_a_controller_that_declines_still_answered(code: str, told: int) -> None:
    assert asked(ended(code)) == FinsIdentity(node=0xC8, end_code=told)


@pytest.mark.parametrize("flags", ["0040", "0080", "00C0", "8000"])
def test_a_controller_with_an_error_of_its_own_still_tells_all(flags: str) -> None:
    assert asked(ended(flags, FINS[14:])).model == "CJ2M-CPU32"


@pytest.mark.parametrize("at", [0, 4, 9, 10, 11])
def test_an_answer_to_somebody_else_is_garbled(at: int) -> None:
    other = bytearray(FINS)
    other[at] ^= 0x40
    with pytest.raises(Garbled, match=f"byte {at}"):
        asked(bytes(other))


def test_controller_data_without_a_model_is_garbled() -> None:
    with pytest.raises(Garbled, match="without a model"):
        asked(FINS[:14] + b" " * 20 + FINS[34:])


def test_full_fields_without_an_end_are_read_to_their_length() -> None:
    fact = asked(FINS[:14] + b"M" * 20 + b"V" * 20)
    assert (fact.model, fact.version) == ("M" * 20, "V" * 20)
