"""SNMP version 2c: one GET of two objects; the answer is the one that net-snmp 5.9 gives."""

import pytest
from scapy.asn1.asn1 import ASN1_OID, ASN1_STRING
from scapy.layers.snmp import SNMP, SNMPget, SNMPresponse, SNMPvarbind

from scanner.evidence.machines import SnmpSystem
from scanner.plugin import Garbled
from scanner.sensor.probes.snmp_system import question, snmp_system
from tests.lines import ScriptedLine

DESCRIPTION, OBJECT_ID = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
TOLD = b"Moxa EDS-408A V3.8"


def answer(
    number: int = 0x5661, error: int = 0, community: bytes = b"public", described: object = None
) -> bytes:
    """A response as scapy's own SNMP layer builds it."""
    bindings = [
        SNMPvarbind(oid=ASN1_OID(DESCRIPTION), value=described or ASN1_STRING(TOLD)),
        SNMPvarbind(oid=ASN1_OID(OBJECT_ID), value=ASN1_OID("1.3.6.1.4.1.8691.7.7")),
    ]
    pdu = SNMPresponse(id=number, error=error, varbindlist=bindings)
    return bytes(SNMP(version=1, community=community, PDU=pdu))


ANSWER = answer()
# noSuchInstance for both objects, as net-snmp answers where the view hides them.
HIDDEN = bytes.fromhex(
    "303502010104067075626c6963a228020256610201000201"
    + "00301c300c06082b060102010101008100300c06082b060102010102008100"
)


def asked(reply: bytes) -> SnmpSystem:
    return snmp_system(ScriptedLine("snmp-system", [reply]))


def test_description_and_object_id_are_told() -> None:
    assert asked(ANSWER) == SnmpSystem(
        description="Moxa EDS-408A V3.8", object_id="1.3.6.1.4.1.8691.7.7", community="public"
    )


def test_the_question_is_what_scapy_builds() -> None:
    bindings = [SNMPvarbind(oid=ASN1_OID(name)) for name in (DESCRIPTION, OBJECT_ID)]
    assert question() == bytes(
        SNMP(version=1, community=b"public", PDU=SNMPget(id=0x5661, varbindlist=bindings))
    )


def test_objects_that_are_hidden_leave_the_community_alone_in_the_fact() -> None:
    assert asked(HIDDEN) == SnmpSystem(community="public")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (answer(number=7), "another request"),
        (answer(error=5), "error 5"),
        (answer(community=b"private"), "another version or community"),
        (
            ANSWER.replace(bytes.fromhex("2b06010201010100"), bytes.fromhex("2b06010201010300")),
            "another object",
        ),
        (ANSWER.replace(b"\xa2", b"\xa0", 1), "no value with the tag"),
        (answer(described=ASN1_OID("1.3.6")), "no value with the tag"),
    ],
)
def test_an_answer_to_something_else_is_garbled(reply: bytes, why: str) -> None:
    with pytest.raises(Garbled, match=why):
        asked(reply)


def test_a_description_of_any_length_is_one_short_line() -> None:
    long = asked(answer(described=ASN1_STRING(b"Linux\r\n\x1b[2J" + b"x" * 1000)))
    assert long.description.startswith("Linux [2Jxxx")
    assert len(long.description) == 256
