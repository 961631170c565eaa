"""The BACnet probes against bacpypes3's replies (recorded on loopback), a real controller and rubbish."""

import struct
from collections.abc import Callable

import pytest

from scanner.evidence.building import BacnetDevice
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Silence
from scanner.sensor.probes.bacnet import bacnet_device, bacnet_device_direct
from tests.lines import Reply
from tests.scanner.sensor.probes.captures import datagrams
from tests.scanner.sensor.probes.field_replies import BACNET, BACNET_NAMES, BACNET_SMALL, DatagramLine

UDP = Service(transport="udp", port=47808)
WHO = BACNET_SMALL[0]
ROOMY = BACNET[0]  # of a device that takes an answer with all names
AHU = BacnetDevice(
    instance=4711, vendor_id=999, vendor="Lab Controls", model="LC-100", firmware="2.4.1", software="1.9", name="AHU-1",
)  # fmt: skip


def asked(*replies: Reply) -> tuple[BacnetDevice, DatagramLine]:
    line = DatagramLine("bacnet", list(replies), service=UDP)
    return bacnet_device(line), line


def message(npdu_and_apdu: bytes, function: int = 0x0A) -> bytes:
    return struct.pack("!BBH", 0x81, function, 4 + len(npdu_and_apdu)) + npdu_and_apdu


def value(encoded: bytes) -> Callable[[bytes], bytes]:
    """An acknowledgement of whatever was asked, with that value."""
    return lambda sent: message(
        b"\x01\x00\x30"
        + sent[8:9]
        + b"\x0c"
        + sent[10:15]
        + b"\x19"
        + sent[16:17]
        + b"\x3e"
        + encoded
        + b"\x3f"
    )


def declines(kind: int) -> Callable[[bytes], bytes]:
    """An error (0x50), reject (0x60) or abort (0x70) of whatever was asked."""
    return lambda sent: message(b"\x01\x00" + bytes((kind,)) + sent[8:9] + b"\x09")


def test_a_device_says_who_it_is_in_two_questions() -> None:
    device, line = asked(ROOMY, BACNET_NAMES)
    assert device == AHU
    assert line.allowed == ["who is", "read the names of the device"]
    assert line.sent[1][10:15] == b"\x0c\x02\x00\x12\x67", "of the instance that answered"


def test_a_device_with_little_room_is_asked_for_one_name_at_a_time() -> None:
    device, line = asked(*BACNET_SMALL)
    assert device == AHU
    assert line.allowed == ["who is"] + ["read a name of the device"] * 5


@pytest.mark.parametrize("kind", [0x50, 0x60, 0x70])
def test_a_device_that_declines_the_names_at_once_is_asked_for_one_at_a_time(kind: int) -> None:
    later = [one[:7] + bytes((one[7] + 1,)) + one[8:] for one in BACNET[1:]]  # they answer questions 2 to 6
    device, line = asked(ROOMY, declines(kind), *later)
    assert device == AHU
    assert line.allowed == ["who is", "read the names of the device"] + ["read a name of the device"] * 5


@pytest.mark.parametrize("end", [Silence("nothing"), Closed("closed"), BACNET_NAMES[:-1] + b"\x00"])
def test_after_a_lost_answer_with_all_names_nothing_more_is_asked(end: Reply) -> None:
    device, line = asked(ROOMY, end, *BACNET[1:])
    assert (device, len(line.sent)) == (BacnetDevice(instance=4711, vendor_id=999), 2)


def at_once(*told: bytes) -> Reply:
    """An acknowledgement of the question for all names, with these results."""
    return lambda sent: message(b"\x01\x00\x30" + sent[8:15] + b"\x1e" + b"".join(told) + b"\x1f")


def test_a_name_that_is_declined_or_written_oddly_is_left_out_and_the_others_stay() -> None:
    vendor, model = b"\x29\x79\x4e\x75\x05\x00ACME\x4f", b"\x29\x46\x5e\x91\x02\x91\x20\x5f"
    indexed, number = b"\x29\x2c\x39\x01\x4e\x74\x001.0\x4f", b"\x29\x0c\x4e\x21\x4f\x4f"
    again = b"\x29\x79\x4e\x75\x05\x00EMCA\x4f"
    device, _ = asked(ROOMY, at_once(vendor, model, indexed, number, again))
    assert device == BacnetDevice(instance=4711, vendor_id=999, vendor="ACME", firmware="1.0")


@pytest.mark.parametrize(
    "told", [b"\x29", b"\x29\x79", b"\x29\x79\x4e", b"\x29\x79\x4e\x75", b"\x29\x79\x4e\x75\xff\x00A\x4f",
             b"\x2a\x79\x00\x4e\x4f", b"\x29\x79\x3e\x3f", b"\x29\x79\x4e\x4e\x4f\x4f", b"\x29\x79\x5e\x4f"],
)  # fmt: skip
def test_a_list_of_names_of_another_form_is_not_believed(told: bytes) -> None:
    assert asked(ROOMY, at_once(told))[0] == BacnetDevice(instance=4711, vendor_id=999)


def test_the_properties_are_asked_of_the_instance_that_answered() -> None:
    _, line = asked(*BACNET_SMALL)
    assert {sent[10:15] for sent in line.sent[1:]} == {b"\x0c\x02\x00\x12\x67"}
    assert [sent[16] for sent in line.sent[1:]] == [121, 70, 44, 12, 77]


def test_a_real_controller_says_who_it_is() -> None:
    told = datagrams("bacnet-readproperty.pcap", 47808, "10.1.1.165")[:9]
    answers = {one[15]: one for one in told if one[6:7] == b"\x30"}
    replies = [answers[number] for number in (75, 121, 70, 44, 12, 77)]
    numbered = [one[:7] + bytes((at,)) + one[8:] for at, one in enumerate(replies, start=1)]
    device = bacnet_device_direct(DatagramLine("bacnet", list[Reply](numbered), service=UDP))
    assert device == BacnetDevice(
        instance=500, vendor="JCI", model="MS-NAE4510-2", firmware="5.1.0.4400", software="", name="KBRNAE"
    )


def test_the_question_without_who_is_needs_consent() -> None:
    assert bacnet_device_direct.opt_in
    assert not bacnet_device.opt_in


def test_a_device_that_declines_everything_is_still_one() -> None:
    declined: list[Reply] = [lambda sent: message(b"\x01\x00\x50" + sent[8:9] + b"\x0c\x91\x01\x91\x1f")] * 5
    assert asked(WHO, *declined)[0] == BacnetDevice(instance=4711, vendor_id=999)


@pytest.mark.parametrize(
    "end", [Silence("nothing"), Closed("closed"), b"\x81\x0a\x00\x09\x01\x00\x20\x01\x0c"]
)
def test_after_a_lost_answer_nothing_more_is_asked_and_what_was_told_stays(end: Reply) -> None:
    device, line = asked(*BACNET_SMALL[:2], end)
    assert (device.vendor, device.model) == ("Lab Controls", "")
    assert len(line.sent) == 3 or isinstance(end, bytes)


def test_answers_to_others_are_passed_over_but_not_for_ever() -> None:
    assert asked(WHO, WHO, WHO, *BACNET[1:])[0].vendor == "Lab Controls"
    device, line = asked(*[WHO] * 30)
    assert (device.vendor, len(line.sent)) == ("", 2)


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (b"\x75\x07\x04\x00A\x00H\x00U", "AHU"),
        (b"\x75\x05\x05K\xe4lt", "Kält"),
        (b"\x71\x00", ""),
        (b"\x75\x04\x09abc", ""),  # a character set that nobody knows
        (b"\x75\xff\x00abc", ""),
        (b"\x21\x05", ""),
        (b"\x75", ""),
        (b"", ""),
        (b"\x75\x06\x00\x1b[2Jx", "[2Jx"),
    ],
)
def test_a_text_of_any_character_set_is_read_or_left_out(encoded: bytes, text: str) -> None:
    assert asked(WHO, value(encoded))[0].vendor == text


def test_an_answer_about_another_property_or_object_is_not_believed() -> None:
    other = BACNET[1].replace(b"\x19\x79", b"\x19\x78")
    assert asked(WHO, other)[0].vendor == ""
    assert asked(WHO, BACNET[1].replace(b"\x0c\x02\x00", b"\x0c\x00\x00"))[0].vendor == ""


def test_a_broadcast_or_forwarded_i_am_is_heard() -> None:
    npdu = WHO[4:]
    assert asked(message(npdu, 0x0B))[0].instance == 4711
    assert asked(message(b"\x0a\x00\x00\x05\xba\xc0" + npdu, 0x04))[0].instance == 4711


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"HTTP/1.1 400 Bad", "not BACnet/IP"),
        (b"\x81\x00\x00\x06\x00\x20", "function 0x00"),
        (b"\x81\x0a\xff\xff" + bytes(80), "announces 65535"),
        (b"\x81\x0a\x00\x00" + bytes(80), "announces 0"),
        (message(b"\x01\x80\x01\x00\x05\x00"), "no application message"),
        (message(b"\x01\x08\x00\x05\x01\x07" + WHO[6:]), "behind"),
        (message(b"\x01\x20\xff\xff\x00\xff"), "ends in its network layer"),
        (message(b"\x01\x00\x10\x08\x00\x00"), "no I-Am"),
        (message(WHO[4:] + b"\x00"), "other fields than it should"),
        (message(WHO[4:].replace(b"\xc4\x02", b"\xc4\x00")), "no device object"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)
