"""The ADS discovery against a real CX controller, an answer written after the public libraries, and rubbish."""

import pytest

from scanner.evidence.building import AdsDevice
from scanner.plugin import Garbled
from scanner.sensor.probes.ads import REQUEST, ads_discovery
from tests.scanner.sensor.probes.captures import datagrams
from tests.scanner.sensor.probes.field_replies import ADS, DatagramLine, ads, tag


def asked(reply: bytes) -> AdsDevice:
    return ads_discovery(DatagramLine("ads", [reply]))


def test_a_twincat_3_computer_says_who_it_is() -> None:
    assert asked(ADS) == AdsDevice(
        net_id="5.45.219.226.1.1", name="CX-5DB8E2", product="TwinCAT 3", version="3.1.4024",
        system="Windows 10.0.19045", fingerprint="dd2326d2" * 8,
    )  # fmt: skip


def test_a_real_controller_says_who_it_is() -> None:
    (reply,) = datagrams("beckhoff-ads.pcapng", 48899, "192.168.1.8")
    assert asked(reply) == AdsDevice(
        net_id="5.13.117.96.1.1", name="CX_0D7560", product="TwinCAT 2", version="2.11.2228",
        system="Windows CE 6.0",
    )  # fmt: skip


def test_the_request_of_the_capture_differs_in_the_senders_own_net_id_only() -> None:
    (theirs,) = datagrams("beckhoff-ads.pcapng", 48899, "192.168.1.99")
    assert theirs[:12] + bytes(6) + theirs[18:] == REQUEST


def test_a_net_id_alone_is_an_identity() -> None:
    assert asked(ads()) == AdsDevice(net_id="5.45.219.226.1.1", product="TwinCAT")


def test_unknown_tags_are_passed_over_and_of_two_of_a_kind_the_first_counts() -> None:
    assert asked(ads(tag(99, b"xyz"), tag(5, b"one\0"), tag(5, b"two\0"))).name == "one"


def test_values_of_odd_lengths_are_left_out() -> None:
    told = asked(ads(tag(3, b"\x03"), tag(4, b"\x14"), tag(5, b"")))
    assert (told.version, told.system, told.name) == ("", "", "")


def test_an_operating_system_without_a_name_stays_unknown() -> None:
    assert asked(ads(tag(4, bytes(16) + b"\x63\0\0\0"))).system == ""


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (b"", "shorter"),
        (REQUEST, "no ADS server information"),
        (ADS[:23], "no ADS server information"),
        (ads(net_id=bytes(6)), "no AMS net id"),
        (ads(count=1), "tag 1 of 1 is cut"),
        (ads(tag(5, b"CX"), count=0xFFFFFFFF), "tag 2 of 4294967295 is cut"),
        (ads(b"\x05\x00\xff\xffCX"), "is cut"),
        (ADS[:-1], "is cut"),
    ],
)
def test_an_answer_of_another_kind_is_garbled_and_says_where(wrong: bytes, where: str) -> None:
    with pytest.raises(Garbled, match=where):
        asked(wrong)


def test_no_more_than_thirty_two_tags_are_read() -> None:
    assert asked(ads(*[tag(99, b"")] * 40, tag(5, b"late\0"))).name == ""
