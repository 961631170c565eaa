"""What ships is whole: every row has a citation, dates are dates, and what one row speaks of is there."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec import Struct
from msgspec.json import Decoder

from scanner.knowledge.facts import Affected, Alias, Exploited, Row, Support, Vulnerability
from scanner.knowledge.match import Identity
from scanner.knowledge.starter import NEWEST, ORIGINS, VERSION, reading, rows
from scanner.knowledge.starter.reading import Statement
from tests.scanner.knowledge.made import knowledge
from tests.timing import assert_quick

T = TypeVar("T", bound=Struct)
OFFICE = {"network-devices", "exploited-devices", "cameras"}
KINDS: dict[str, type[Struct]] = {
    "vulnerabilities": Vulnerability, "exploited": Exploited, "aliases": Alias, "support-it": Support,
    "support-devices": Support, "support-ot": Support,
}  # fmt: skip


def of(kind: type[T], all_rows: tuple[Row, ...]) -> list[T]:
    return [row for row in all_rows if isinstance(row, kind)]


def day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None and date.fromisoformat(text).year > 1990


def test_at_least_150_product_lines_of_plants_are_known() -> None:
    lines = set()
    for path in (reading.DATA / "advisories").glob("*.jsonl"):
        if path.stem not in OFFICE:
            lines |= {(one.vendor, one.line) for one in Decoder(Statement).decode_lines(path.read_bytes())}
    assert len(lines) >= 150


@pytest.mark.parametrize(
    ("vendor", "line"),
    [
        ("Siemens", "SIMATIC S7-1200 CPU"), ("Siemens", "SIMATIC S7-1500 CPU"), ("Siemens", "SIMATIC S7-300 CPU"),
        ("Siemens", "LOGO! 8"), ("Siemens", "SCALANCE X-200"), ("Siemens", "SIMATIC HMI Comfort Panels"),
        ("Schneider Electric", "Modicon M221"), ("Schneider Electric", "Modicon M340"),
        ("Rockwell Automation", "MicroLogix 1400"), ("Rockwell Automation", "CompactLogix 5380"),
        ("Mitsubishi Electric", "MELSEC iQ-F FX5"), ("Omron", "SYSMAC CJ"), ("WAGO", "PFC200"),
        ("Phoenix Contact", "ILC 1x0/1x1"), ("Moxa", "NPort"), ("CODESYS", "CODESYS Control RTE V3"),
        ("Tridium", "Niagara 4"), ("HMS Networks", "eWON Flexy/Cosy"), ("Fortinet", "FortiOS"),
        ("MikroTik", "RouterOS"), ("Unitronics", "Vision PLC and HMI"), ("QNAP", "QTS"),
    ],
)  # fmt: skip
def test_what_small_plants_have_is_known(told: tuple[Statement, ...], vendor: str, line: str) -> None:
    assert any((one.vendor, one.line) == (vendor, line) for one in told)


def test_every_statement_can_be_looked_up_by_a_person(all_rows: tuple[Row, ...]) -> None:
    cited: list[Affected | Support] = [*of(Affected, all_rows), *of(Support, all_rows)]
    assert [row for row in cited if not re.fullmatch(r"https://[\w.-]+/\S+", row.href)] == []


def test_what_a_statement_speaks_of_is_known(all_rows: tuple[Row, ...]) -> None:
    known = Counter(row.id for row in of(Vulnerability, all_rows))
    assert max(known.values()) == 1
    assert {row.vulnerability for row in of(Affected, all_rows)} == set(known)


def test_no_statement_lacks_its_product_and_none_stands_twice(all_rows: tuple[Row, ...]) -> None:
    said = of(Affected, all_rows)
    assert all(row.vendor and row.product and row.advisory for row in said)
    assert [row for row, count in Counter(said).items() if count > 1] == []


def test_only_the_list_of_exploited_vulnerabilities_tells_no_versions(told: tuple[Statement, ...]) -> None:
    assert {one.advisory for one in told if not one.versions} == {reading.KEV}


def test_no_name_is_so_general_that_it_means_every_product_of_its_maker(told: tuple[Statement, ...]) -> None:
    general = {
        "",
        "simatic",
        "simatic cp",
        "modicon",
        "melsec",
        "sysmac",
        "devices",
        "multiple products",
        "multiple devices",
    }
    names = {name.casefold() for one in told for name in one.products if not one.condition}
    assert names & general == set()


def test_a_model_is_not_taken_for_its_product_line(all_rows: tuple[Row, ...]) -> None:
    models = [row for row in of(Affected, all_rows) if row.product.startswith("SIMATIC S7-1500 CPU 15")]
    assert len(models) > 100
    assert {row.family for row in models} == {""}


def test_scores_weaknesses_and_names_are_well_formed(all_rows: tuple[Row, ...]) -> None:
    for row in of(Vulnerability, all_rows):
        assert re.fullmatch(r"CVE-\d{4}-\d{4,7}", row.id)
        assert row.cvss is None or 0 <= row.cvss <= 10
        assert row.vector == "" or re.match(r"CVSS:3\.[01]/AV:", row.vector)
        assert re.fullmatch(r"(CWE-\d+)?", row.cwe)
        assert bool(row.vector) == (row.cvss is not None)


def test_dates_are_dates(all_rows: tuple[Row, ...]) -> None:
    assert [row for row in of(Exploited, all_rows) if not day(row.added)] == []
    for row in of(Support, all_rows):
        dates = (row.released, row.active, row.security, row.extended)
        assert all(day(one) for one in dates if one), row
    assert all(day(one) for one in (VERSION, NEWEST, *(origin.newest for origin in ORIGINS)))
    assert all(origin.newest <= VERSION for origin in ORIGINS)


def test_support_covers_windows_with_editions_linux_and_industrial_products(
    all_rows: tuple[Row, ...],
) -> None:
    support = of(Support, all_rows)
    assert {row.edition for row in support if row.build == "19044"} == {"e", "w", "e-lts", "iot-lts"}
    found = {row.product for row in support}
    assert {"debian", "ubuntu", "rhel", "fortios", "routeros", "windows-server", "Modicon Quantum"} <= found
    assert len(found) >= 60


@pytest.mark.parametrize(
    ("vendor", "product", "version", "state"),
    [
        ("D-Link", "DNS-320L", "1.11", "ended"),
        ("NETGEAR", "ReadyNAS RN104", "6.10.8", "ended"),
        ("Zyxel", "NAS326", "", "ended"),
        ("Synology", "DSM", "6.2.4", "ended"),
        ("Western Digital", "My Cloud OS", "3.1", "ended"),
        ("iXsystems", "TrueNAS CORE", "13.3-U1", "ended"),
        ("SonicWall", "TZ 300", "6.5", "ended"),
        ("Sophos", "XG 125w", "", "ended"),
        ("Schneider Electric", "Modicon Quantum", "V3.5", "ended"),
        ("Rockwell Automation", "1761-L16AWA", "", "ended"),
        ("Siemens", "6ES7315-2EH14-0AB0", "V3.2", "unknown"),
    ],
)
def test_old_storage_firewalls_and_controllers_are_known_to_be_unsupported(
    all_rows: tuple[Row, ...], vendor: str, product: str, version: str, state: str
) -> None:
    with knowledge(*of(Support, all_rows)) as known:
        found = known.support(Identity(vendor, product, version=version))
    assert found is not None
    assert found.state == state


def test_every_product_whose_support_is_told_as_a_whole_is_found_by_its_name(
    all_rows: tuple[Row, ...],
) -> None:
    told = [row for row in of(Support, all_rows) if row.vendor and not any(map(str.isdigit, row.cycle))]
    whole = [row for row in told if not row.href.startswith("https://endoflife.date/")]
    assert len(whole) > 100
    with knowledge(*of(Support, all_rows)) as known:
        missing = [row for row in whole if known.support(Identity(row.vendor, row.product)) is None]
        stranger = known.support(Identity("Acme", "RN104"))
    assert missing == []
    assert stranger is None


def test_no_support_row_stands_twice(all_rows: tuple[Row, ...]) -> None:
    assert (
        Counter((row.vendor, row.product, row.cycle) for row in of(Support, all_rows)).most_common(1)[0][1]
        == 1
    )


def test_an_alias_leads_to_a_maker_and_line_of_the_catalogue(all_rows: tuple[Row, ...]) -> None:
    told = list(reading.statements())
    vendors = {one.vendor for one in told}
    lines = {(one.vendor, one.line) for one in told}
    for row in of(Alias, all_rows):
        assert row.kind in {"vendor", "product", "order_number"}
        assert row.evidence
        assert row.vendor in vendors, row
        assert (row.product == "") == (row.kind == "vendor")
        assert row.kind == "vendor" or (row.vendor, row.product) in lines, row


def test_beginnings_of_order_numbers_do_not_contradict(all_rows: tuple[Row, ...]) -> None:
    plain = {
        re.sub(r"[ -]", "", row.pattern): row for row in of(Alias, all_rows) if row.kind == "order_number"
    }
    for pattern, row in plain.items():
        longer = [other for found, other in plain.items() if found.startswith(pattern)]
        assert {other.product for other in longer} == {row.product}, pattern


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_no_line_has_a_key_that_nobody_reads(name: str, kind: type[Struct]) -> None:
    lines = Decoder(dict[str, object]).decode_lines((reading.DATA / f"{name}.jsonl").read_bytes())
    assert lines
    assert {key for line in lines for key in line} <= set(kind.__struct_fields__)


def test_it_is_small_and_read_fast() -> None:
    assert sum(path.stat().st_size for path in reading.DATA.rglob("*.jsonl")) < 1_700_000
    assert sum(1 for _ in rows()) > 10_000
    assert_quick(lambda: sum(1 for _ in rows()), 1)


def test_every_line_of_a_file_is_a_single_fact() -> None:
    for path in Path(reading.DATA).rglob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert all(line.startswith("{") and line.endswith("}") for line in lines), path.name
