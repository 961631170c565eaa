"""What a maker's and a product's name stand for, in the spellings of real advisories."""

import pytest

from scanner.knowledge.database import names, spelling
from scanner.knowledge.facts import Remedy, Row
from scanner.knowledge.match import Identity
from tests.scanner.knowledge.made import affected, knowledge


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("Siemens AG", ("siemens",)),
        ("Schneider Electric Software, LLC", ("schneider electric",)),
        ("General Electric (GE) and Emerson", ("ge", "emerson")),
        ("Sensormatic Electronics, LLC, Johnson Controls Inc.", ("sensormatic electronics", "johnson")),
        ("Sensormatic Electronics, LLC, a subsidiary of Johnson Controls Inc.", ("sensormatic electronics", "johnson")),
        ("Hangzhou Xiongmai Technology Co, Ltd", ("hangzhou xiongmai",)),
        ("GeutebrÃ¼ck", ("geutebruck",)),
        ("Geutebrück GmbH", ("geutebruck",)),
        ("LCDS - LeÃ£o Consultoria", ("lcds leao consultoria",)),
        ("Pepperl+Fuchs", ("pepperl fuchs",)),
        ("Hirschmann Automation and Control GmbH, Belden Inc.", ("belden hirschmann", "belden")),
        ("Trade and industry", ("trade industry",)),
        ("Systems", ("systems",)),
        ("", ("",)),
    ],
)  # fmt: skip
def test_each_maker_of_a_field_is_found_without_its_legal_form(text: str, makers: tuple[str, ...]) -> None:
    assert names.makers(text) == makers
    assert names.maker(text) == makers[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SCALANCE XM-400 Family", {("xm400",)}),
        ("SCALANCE M-800 / S615", {("m800",), ("s615",)}),
        ("MELSEC iQ-R R04 (EN) CPU firmware", {("r04cpu",), ("r04encpu",)}),
        ("MELSEC iQ-R Series R08(EN)CPU Firmware", {("r08cpu",), ("r08encpu",)}),
        ("MELSEC iQ-R R16 SFCPU firmware", {("r16sfcpu",)}),
        ("MELSEC iQ-R series SIL2 Process CPU R120PSFCPU Firmware", {("r120psfcpu",)}),
        ("FL SWITCH 3xxx 4xxx and 48xx", {("3xxx", "switch"), ("4xxx", "switch"), ("48xx", "switch")}),
        ("ILC 1x1", {("1x1", "ilc")}),
        ("Industrial Managed Switch 852-1305", {("852", "1305")}),
        ("G-Cam/EFD-2250 (part n° 5.02024) firmware", {("efd2250",)}),
        ("S2020/S2020G Fast Switch 61850", {("s2020",), ("s2020g",)}),
        ("Modicon X80 BMXNOR0200H RTU", {("bmxnor0200h",)}),
        ("Unity Pro for BMXP342020 V1.0 and X80", {("bmxp342020", "x80")}),
        ("NPort 5110", {("5110", "nport")}),
    ],
)
def test_a_name_asks_for_these_words(name: str, words: set[tuple[str, ...]]) -> None:
    assert {needed for needed, weak in spelling.required(name) if not weak} == words


@pytest.mark.parametrize(
    ("wild", "models", "others"),
    [
        ("48xx", ("4808", "4808e", "48xx"), ("4708", "480", "4808irt")),
        ("1x1", ("151",), ("152", "1551")),
        ("ap8xxx", ("ap8959", "ap8959eu3"), ("ap7959",)),
        ("2cd2xx2fwd", ("2cd2112fwd",), ("2cd2113fwd", "2cd2112f")),
        ("emaxxx", ("ema101",), ("eam101", "ema10")),
        ("x2xx.", ("x208",), ("x208e", "x204irt", "xb208")),
    ],
)
def test_a_wildcard_stands_for_the_models_of_its_range(
    wild: str, models: tuple[str, ...], others: tuple[str, ...]
) -> None:
    meant = names.models_of(wild)
    assert names.WILD.fullmatch(wild)
    assert all(map(meant.fullmatch, models))
    assert not any(map(meant.fullmatch, others))


@pytest.mark.parametrize("word", ["rx1500", "maxx", "fx5u", "10gx", "s7", "hmi"])
def test_an_x_in_a_name_is_not_always_a_wildcard(word: str) -> None:
    assert not names.WILD.fullmatch(word)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("SINAMICS S150 V4.7", "4.7"),
        ("SIMATIC WinCC V7.2 and earlier versions", "<=7.2"),
        ("SIMATIC PCS 7 V8.1 and newer", ">=8.1"),
        ("SIMATIC S7-1200 CPU family < V4.x (incl. SIPLUS variants)", "<4.x"),
        ("SIMATIC WinCC Professional (TIA Portal V13)", "13"),
        ("Gateway (part of Suite V3 and others)", ""),
    ],
)
def test_a_name_tells_its_release_line(name: str, line: str) -> None:
    assert spelling.line(name) == line


@pytest.mark.parametrize(
    ("product", "version", "sure"),
    [
        ("SIMATIC WinCC V7.2", "V7.2 Update 1", ["no fix exists"]),
        ("SIMATIC WinCC V7.2", "V7.0", []),
        ("SIMATIC WinCC V7.2 and earlier", "V7.2", ["no fix exists"]),
        ("SIMATIC WinCC V7.2 and earlier", "V7.0", ["possible"]),
        ("SIMATIC WinCC V7.2 and earlier", "V7.3", []),
        ("SIMATIC WinCC V7.2 and newer", "V7.3", ["possible"]),
        ("SIMATIC WinCC < V7.x", "V7.2", []),
        ("SIMATIC WinCC < V7.x", "V6.2", ["possible"]),
    ],
)
def test_and_earlier_in_a_name_is_possible_at_most(product: str, version: str, sure: list[str]) -> None:
    row = affected("vers:all/*", product=product, order_numbers=(), remedy=Remedy.NONE_PLANNED)
    with knowledge(row) as known:
        assert [
            one.sure for one in known.match(Identity("Siemens", "SIMATIC WinCC", version=version))
        ] == sure


def counted(row: Row, vendor: str, product: str, order_number: str = "") -> list[str]:
    with knowledge(row) as known:
        return [one.sure for one in known.match(Identity(vendor, product, "", order_number, "V1.0"))]


def named(vendor: str, product: str) -> Row:
    return affected(vendor=vendor, product=product, order_numbers=())


@pytest.mark.parametrize(
    ("row", "device", "sure"),
    [
        (named("Phoenix Contact", "FL SWITCH 48xx"), ("Phoenix Contact", "FL SWITCH 4808E"), ["likely"]),
        (named("Phoenix Contact", "FL SWITCH 48xx"), ("Phoenix Contact", "FL SWITCH 2208"), []),
        (named("Siemens", "SCALANCE XB-200"), ("Siemens", "SCALANCE XC-200"), []),
        (named("SMA Solar Technology AG", "Sunny WebBox Firmware"), ("SMA", "Sunny WebBox"), ["likely"]),
        (named("Inductive Automation", "Inductive Automation Ignition"), ("Inductive Automation", "Ignition"),
         ["confirmed"]),
        (named("Schneider Electric", "Modicon M221"), ("Schneider Electric", "TM221CE24R"), ["likely"]),
        (named("Schneider Electric", "Modicon M221"), ("Acme", "TM221CE24R"), []),
        (named("Phoenix Contact", "mGuard"), ("Phoenix Contact", "FL MGUARD RS4000 TX/TX VPN"), ["likely"]),
        (named("Omron", "Omron PLC NJ series"), ("Omron", "NJ501-1300"), ["likely"]),
        (named("Omron", "Omron PLC NJ series"), ("Omron", "NX102-9000"), []),
        (named("Siemens", "SCALANCE W-700 family"), ("Siemens", "SCALANCE W788-1 RJ45"), ["likely"]),
        (named("Siemens", "SCALANCE X-200 family"), ("Siemens", "SCALANCE X204IRT"), []),
        (named("Siemens", "SIMATIC S7-410 CPU family"), ("Siemens", "SIMATIC S7-400 CPU 414-3"), []),
        (named("Siemens", "SIMATIC PCS 7"), ("Siemens", "SIMATIC STEP 7"), []),
        (named("Rockwell", "RSLogix 500 Software"), ("Rockwell Automation", "RSLogix 500"), ["likely"]),
        (named("ABB", "MMS Server for AC 800M"), ("ABB", "MMS Server"), ["possible"]),
        (named("Siemens", "SICAM PAS/PQS"), ("Siemens", "SICAM PAS"), ["possible"]),
        (named("Siemens", "Mendix Applications using Mendix 8"), ("Siemens", "Mendix 8"), ["likely"]),
        (named("Siemens", "Mendix Applications using Mendix 8"), ("Siemens", "Mendix 9"), []),
        (named("Moxa", "UC-8580 with Debian 9 System Image"), ("Moxa", "UC-8580"), ["possible"]),
    ],
)  # fmt: skip
def test_devices_are_found_under_the_names_that_sources_use(
    row: Row, device: tuple[str, str], sure: list[str]
) -> None:
    assert counted(row, *device) == sure


def test_a_hardware_version_is_no_release_line_and_never_confirms() -> None:
    row = named("Siemens", "SIMATIC S7-400 CPU hardware version 5.0")
    assert counted(row, "Siemens", "CPU 416-2", order_number="6ES7416-2XN05-0AB0") == ["possible"]


def test_all_versions_of_a_line_count_where_nothing_mends_them() -> None:
    row = affected(
        "vers:all/*", product="SCALANCE XM-400 Family", order_numbers=(), remedy=Remedy.NONE_PLANNED
    )
    assert counted(row, "Siemens", "SCALANCE XM408-4C", order_number="6GK5408-4GP00-2AM2") == [
        "no fix exists"
    ]
