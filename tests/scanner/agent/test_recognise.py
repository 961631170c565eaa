"""Recognising machines: the rules are data, so the data is tested like code."""

from pathlib import Path

import pytest

import scanner.evidence
from scanner.agent import recognise
from scanner.agent.recognise import best, identifications, services
from scanner.agent.rules import RulesError, read_rules, rules
from scanner.evidence import (
    Announcement,
    EthernetIpIdentity,
    HttpPage,
    ModbusIdentity,
    OpcUaServer,
    OpenPort,
    S7Identity,
    SmbServer,
    TlsServer,
)
from scanner.model import Answer, known_kinds
from tests.scanner.agent.things import heard, missed, tcp
from tests.timing import assert_quick

LISTENERS = [
    text
    for path in (Path(scanner.evidence.__file__).parents[1] / "sensor").rglob("*.py")
    if "probes" not in path.parts and (text := path.read_text("utf-8"))
]
"""What fills the details of an announcement: its keys stand there as text."""

ENIP = EthernetIpIdentity(
    vendor_id=1, vendor="Rockwell Automation", device_type=14, device_type_name="Programmable Logic Controller",
    product_code=54, revision="20.11", serial="0x00c0ffee", product_name="1756-L61",
)  # fmt: skip


def _named() -> list[tuple[str, str]]:
    """Every fact and field that the rules name."""
    found = []
    for rule in rules().identity:
        fields = [part for name in recognise.FIELDS for part in getattr(rule, name).split("|")]
        found += [(rule.fact, field) for field in (*fields, *rule.when)]
    for row in rules().service:
        found += [(row.fact, field) for field in (*row.product.split("|"), *row.version.split("|"))]
    for role in rules().role:
        found += [(role.fact, field) for field in role.patterns]
    return [(fact, field) for fact, field in found if field]


def test_every_fact_that_a_rule_names_exists() -> None:
    assert scanner.evidence
    named = [one.fact for one in rules().identity]
    named += [one.fact for one in rules().service]
    named += [one.fact for one in rules().role]
    assert set(named) - known_kinds().keys() == set()
    assert len(named) > 30


def test_every_field_that_a_rule_names_exists_on_its_fact() -> None:
    def known(fact: str, field: str) -> bool:
        fields = known_kinds()[fact].model_fields
        return field in fields or ("details" in fields and any(f'"{field}"' in text for text in LISTENERS))

    assert [(fact, field) for fact, field in _named() if not known(fact, field)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[[role]]\nrole = "plc"\nfact = "x"\nconfidence = 0.5\npatterns = { title = "(" }',
            "not a regular expression",
        ),
        ('[[role]]\nrole = "plc"\nfact = "x"\nconfidence = 7', "[[role]] 1 confidence"),
        ('[[role]]\nrole = "plc"\nfact = "x"\nconfidnce = 0.5', "[[role]] 1 confid"),
        ("[[role]\n", "is not TOML"),
        ("", "[[identity]]"),
    ],
)
def test_a_broken_rule_is_told_with_its_place(text: str, words: str) -> None:
    with_rest = f"identity = []\nservice = []\nmaker = []\n{text}" if text else ""
    with pytest.raises(RulesError) as error:
        read_rules(with_rest)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_the_surest_value_wins_and_all_others_are_kept() -> None:
    sure, unsure = heard(S7Identity(order_number="6ES7 212-1AE40-0XB0")), heard(OpcUaServer(vendor="ACME"))
    found = identifications([unsure, sure], "Hirschmann")
    assert best(found, "vendor") == "Siemens"
    assert {item.value for item in found if item.field == "vendor"} == {"Siemens", "ACME"}
    assert {item.evidence for item in found if item.value == "ACME"} == {unsure.id}
    assert [item.confidence for item in found] == sorted((item.confidence for item in found), reverse=True)


def test_nothing_heard_says_nothing() -> None:
    assert identifications([missed(Answer.SILENT)], "") == []
    assert best([], "vendor") == ""


@pytest.mark.parametrize(
    ("fact", "product"),
    [
        (ModbusIdentity(product_name="M241", model="TM241", product="TM241CE24R"), "M241"),
        (ModbusIdentity(model="TM241", product="TM241CE24R"), "TM241"),
        (ModbusIdentity(product="TM241CE24R"), "TM241CE24R"),
        (ModbusIdentity(), ""),
        (Announcement(protocol="mdns", details={"model": "MK4"}), "MK4"),
    ],
)
def test_the_first_filled_field_is_taken(fact: scanner.evidence.ModbusIdentity, product: str) -> None:
    assert best(identifications([heard(fact)], ""), "product") == product


def test_a_role_needs_all_its_patterns() -> None:
    drive = ENIP.model_copy(update={"device_type_name": "AC Drive"})
    assert [best(identifications([heard(fact)], ""), "role") for fact in (ENIP, drive)] == ["plc", "drive"]
    printer = Announcement(protocol="mdns", details={"services": "_ipp._tcp, _octoprint._tcp"})
    assert best(identifications([heard(printer)], ""), "role") == "3d-printer"


def test_the_maker_of_the_network_card_is_no_maker_of_the_machine_and_hints_at_its_role_only() -> None:
    found = identifications([heard(ENIP)], "Siemens AG")
    assert [item.value for item in found if item.field == "vendor"] == ["Rockwell Automation"]
    assert best(identifications([], "Synology Incorporated"), "vendor") == ""
    assert best(identifications([], "Synology Incorporated"), "role") == "nas"


def test_a_named_protocol_beats_an_open_port_and_what_is_inside_tls_beats_tls() -> None:
    port = tcp(443)
    rows = [
        heard(OpenPort(port=443), port),
        heard(HttpPage(status=200, server="nginx"), port),
        heard(TlsServer(), port),
    ]
    for order in (rows, rows[::-1]):
        assert [(row.protocol, row.product) for row in services(order)] == [("http", "nginx")]


def test_services_come_in_the_order_of_their_ports_and_only_where_heard() -> None:
    rows = [
        heard(SmbServer(dialect="3.1.1"), tcp(445)),
        heard(OpenPort(port=22), tcp(22)),
        missed(Answer.SILENT),
    ]
    assert [(str(row.service), row.protocol, row.version) for row in services(rows)] == [
        ("tcp/22", "", ""), ("tcp/445", "smb", "3.1.1"),
    ]  # fmt: skip


HOSTILE = ("a" * 65_536, "_ipp" * 16_000, " " * 65_536, "programmable " * 5_000, "hmi\b" * 16_000)


def test_no_rule_takes_long_on_hostile_text() -> None:
    assert_quick(_recognise_hostile_texts, 2)


def _recognise_hostile_texts() -> None:
    for text in HOSTILE:
        pages = HttpPage(status=200, title=text, server=text)
        announced = Announcement(protocol="mdns", names=(text,), details={"services": text, "model": text})
        enip = ENIP.model_copy(update={"device_type_name": text, "vendor": text})
        facts = (pages, announced, enip, S7Identity(order_number=text))
        identifications([heard(fact) for fact in facts], text)
