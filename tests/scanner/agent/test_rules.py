"""Rules of one's own, and sources that contradict each other."""

from pathlib import Path

import pytest

from scanner.agent.inventory import Context, assets, gather
from scanner.agent.recognise import best, contradictions, identifications, services
from scanner.agent.rules import RulesError, rules
from scanner.agent.scan import Scan
from scanner.evidence import BacnetDevice, HttpPage, ModbusIdentity, OpcUaServer, S7Identity, UrRobot
from scanner.model import Asset, Fact, Zone
from scanner.packs import PackError, load_checks
from scanner.store import Store
from tests.scanner.agent.things import heard, seen, small_order, tcp

OWN = """
[[identity]]
fact = "http-page"
when = { title = "^Press [0-9]+$" }
vendor_is = "Pressmaker"
product = "title"
confidence = 0.97

[[role]]
role = "cnc"
fact = "http-page"
patterns = { title = "^Press [0-9]+$" }
confidence = 0.97

[[service]]
fact = "http-page"
protocol = "press-panel"
"""
PAGE = HttpPage(status=200, title="Press 7", server="nginx")


def folder(where: Path, text: str = OWN) -> Path:
    where.mkdir(exist_ok=True)
    (where / "recognise.toml").write_text(text)
    return where


def test_rules_of_ones_own_come_on_top_of_the_programs(tmp_path: Path) -> None:
    known = rules((folder(tmp_path / "ours"),))
    found = identifications([heard(PAGE)], "", known)
    assert [best(found, field) for field in ("vendor", "product", "role")] == ["Pressmaker", "Press 7", "cnc"]
    assert services([heard(PAGE, tcp(80))], known)[0].protocol == "press-panel"
    assert len(known.role) == len(rules().role) + 1
    assert best(identifications([heard(PAGE)], ""), "vendor") == ""


def test_a_folder_with_rules_alone_is_a_pack_and_an_empty_one_is_not(tmp_path: Path) -> None:
    mine = load_checks([str(folder(tmp_path / "ours"))])
    assert tmp_path / "ours" in mine.folders
    assert len(rules(mine.folders).identity) == len(rules().identity) + 1
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackError, match="holds no check"):
        load_checks([str(tmp_path / "empty")])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[role]]\nrole = "plc"\n', "[[role]] 1 fact"),
        ("[[role]\n", "is not TOML"),
        ("[[rule]]\nx = 1", "[[rule]]"),
    ],
)
def test_a_wrong_rule_is_told_with_its_file_before_anything_is_sent(
    text: str, words: str, store: Store, tmp_path: Path
) -> None:
    broken = folder(tmp_path / "broken", text)
    with pytest.raises(RulesError) as error:
        rules((broken,))
    assert str(broken) in str(error.value)
    assert words in str(error.value)
    with pytest.raises(RulesError):
        Scan(store, small_order(), load_checks([str(broken)])).begin()
    assert store.scans(10) == ()


def test_rules_that_are_no_text_are_told_in_a_sentence(tmp_path: Path) -> None:
    (folder(tmp_path / "bytes") / "recognise.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulesError, match="can't be read"):
        rules((tmp_path / "bytes",))


# Contradictions

SIEMENS = S7Identity(order_number="6ES7 315-2EH14-0AB0", firmware="V3.2.6")
ACME = ModbusIdentity(vendor="ACME", product="AC-1", product_name="AC-1")


def asset(*facts: Fact) -> Asset:
    met = gather([seen()], [heard(fact, tcp(100 + number)) for number, fact in enumerate(facts)])
    return assets(met, {"10.0.0.7": "id-1"}, Context(Zone.OT, None, lambda _: None))["10.0.0.7"]


def test_what_sure_sources_disagree_about_is_kept_with_the_most_trusted_value_first() -> None:
    made = asset(ModbusIdentity(vendor="SIEMENS AG"), ACME, SIEMENS)
    disputes = {one.field: [item.value for item in one.said] for one in made.contradictions}
    assert disputes == {"vendor": ["Siemens", "ACME"], "order_number": ["6ES7 315-2EH14-0AB0", "AC-1"]}


def test_each_side_of_a_contradiction_says_where_it_comes_from() -> None:
    evidence = [heard(SIEMENS), heard(ACME)]
    found = contradictions(identifications(evidence, ""))
    assert {item.evidence for item in found[0].said} == {one.id for one in evidence}


@pytest.mark.parametrize(
    "facts",
    [
        (SIEMENS, OpcUaServer(vendor="Siemens", product="S7-1500 OPC UA")),
        (SIEMENS, ModbusIdentity(vendor="SIEMENS AG", product="6ES7315-2EH14-0AB0")),
        (
            ModbusIdentity(vendor="Telemecanique"),
            BacnetDevice(instance=1, vendor="Schneider Electric", model="M171"),
        ),
        (SIEMENS,),
        (),
    ],
)  # fmt: skip
def test_two_ways_to_say_the_same_are_no_contradiction(facts: tuple[Fact, ...]) -> None:
    assert [one for one in asset(*facts).contradictions if one.field != "role"] == []


def test_two_identities_of_one_asset_merge_and_two_roles_of_it_are_shown() -> None:
    made = asset(
        SIEMENS, BacnetDevice(instance=4, vendor="Siemens", model="PXC", firmware="6.2", name="AHU-1")
    )
    assert (made.vendor, made.order_number, made.version) == ("Siemens", "6ES7 315-2EH14-0AB0", "V3.2.6")
    assert made.names == ("AHU-1",)
    assert (made.role, made.purdue_level) == ("plc", "1")
    assert [[item.value for item in one.said] for one in made.contradictions] == [
        ["plc", "building-controller"]
    ]


@pytest.mark.parametrize(
    "facts",
    [
        (ModbusIdentity(vendor="Schneider Electric", product="METSEPM5560", product_name="PM5560"),),
        (UrRobot(greeting="x", product="UR5"), ModbusIdentity(vendor="Universal Robots", product="UR")),
        (SIEMENS, OpcUaServer(vendor="Siemens"), HttpPage(status=200, title="Simatic HMI")),
    ],
)
def test_what_a_machine_speaks_beside_its_own_protocol_is_no_second_role(facts: tuple[Fact, ...]) -> None:
    assert asset(*facts).contradictions == ()


def test_the_maker_of_the_card_contradicts_nobody() -> None:
    assert contradictions(identifications([heard(SIEMENS)], "Synology Incorporated")) == ()
