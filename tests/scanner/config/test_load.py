"""A config becomes settings and scan orders; the environment may move places, not the scope."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.config import ConfigError, config_file, defaults, load, pace_of, to_order
from scanner.config.scope import is_private
from scanner.model import ZONE_PACE, Asked, ScanOrder, Zone, faster_than
from tests.scanner.config.texts import SEGMENT, problems, read, segment


@pytest.mark.parametrize("zone", Zone)
def test_a_segment_without_a_pace_has_its_zones(zone: Zone) -> None:
    config = read(SEGMENT.replace('"ot"', f'"{zone.value}"'))
    assert pace_of(config.segments[0]) == ZONE_PACE[zone]


def test_mixed_is_as_gentle_as_ot_and_no_zone_is_gentler() -> None:
    assert ZONE_PACE[Zone.MIXED] == ZONE_PACE[Zone.OT]
    assert not any(faster_than(ZONE_PACE[Zone.OT], pace) for pace in ZONE_PACE.values())
    assert faster_than(ZONE_PACE[Zone.IT], ZONE_PACE[Zone.DMZ]) == [
        "frames_per_second", "connections_per_host", "hosts_in_flight",
    ]  # fmt: skip


def test_addresses_are_written_one_way() -> None:
    config = read(
        segment(
            'never_touch = ["00-1B-1B-AA-BB-CC", "001b.1baa.bbcd", "10.9.0.0/16", "10.1.2.3"]',
            'expected = [{mac = "001B1BAABBCC"}]',
        )
    )
    assert config.segments[0].never_touch == (
        "00:1b:1b:aa:bb:cc", "00:1b:1b:aa:bb:cd", "10.9.0.0/16", "10.1.2.3",
    )  # fmt: skip
    assert config.segments[0].expected is not None
    assert config.segments[0].expected[0].mac == "00:1b:1b:aa:bb:cc"


def test_no_list_of_expected_machines_is_not_an_empty_list() -> None:
    assert read(SEGMENT).segments[0].expected is None
    assert read(segment("expected = []")).segments[0].expected == ()


def test_addresses_are_counted_once_and_without_exclusions() -> None:
    networks = SEGMENT.replace('"10.20.0.0/24"', '"10.20.0.0/24", "10.20.0.128/25", "fd00::/126"')
    config = read(networks + 'exclusions = ["10.20.0.7", "10.20.0.0/29", "10.20.0.240/28"]\n')
    assert config.segments[0].addresses == 256 + 4 - 8 - 16


def test_the_order_says_all_that_the_segment_says() -> None:
    config = read(
        'sensor = "cabinet"\npacks = ["packs"]\n'
        + segment(
            'exclusions = ["10.20.0.9"]', 'never_touch = ["10.20.0.8"]', 'interface = "eth1"',
            'timezone = "Europe/Rome"', "listen_seconds = 3", "reverse_dns = true", 'opt_in = ["snmp-get"]',
            "extra_tcp_ports = [8088]", "whole_port_list = true",
            'egress_test = "WWW.example.com:443"', "[[segments.quiet]]", 'start = "05:45"', "end = 06:30:00",
        )
    )  # fmt: skip
    asked = Asked(asset="10.20.0.5", probe="ssh")
    order = to_order(
        config,
        config.segments[0],
        "s1",
        probes=["ssh"],
        done=[asked],
        discovered=True,
        ledger="/l",
        dry_run=True,
    )
    one = config.segments[0]
    assert order.model_dump(exclude={"pace"}) == {
        "scan": "s1", "sensor": "cabinet", "segment": "Hall", "networks": ("10.20.0.0/24",), "zone": Zone.OT,
        "interface": "eth1", "exclusions": ("10.20.0.9",), "never_touch": ("10.20.0.8",),
        "authorisation": one.authorisation.model_dump(), "client": "", "engagement": "", "pace_acknowledged": "",
        "quiet": (one.quiet[0].model_dump(),), "timezone": "Europe/Rome", "listen_seconds": 3.0,
        "reverse_dns": True, "nmap": False, "probes": ("ssh",), "opt_in": ("snmp-get",), "allow_guess": (),
        "extra_tcp_ports": (8088,), "whole_port_list": True, "logins": (),
        "egress_test": {"host": "www.example.com", "port": 443}, "packs": ("/etc/vaglio/packs",),
        "done": (asked.model_dump(),), "lately": (), "earlier": (), "known": (), "discovered": True,
        "ledger": "/l", "dry_run": True,
    }  # fmt: skip
    assert order.pace == ZONE_PACE[Zone.OT]
    assert ScanOrder.model_validate_json(order.model_dump_json()) == order


def test_the_environment_moves_the_store_and_the_language() -> None:
    config = read(
        SEGMENT, VAGLIO_STORE="sqlite:////tmp/x.db", VAGLIO_LANGUAGE="it", VAGLIO_REPORT_FOLDER="/r"
    )
    assert config.store == "sqlite:////tmp/x.db"
    assert config.report_language == "it"
    assert config.report.folder == Path("/r")


def test_the_environment_cannot_move_the_scope_or_the_pace() -> None:
    assert read(SEGMENT, VAGLIO_SEGMENTS="[]", VAGLIO_SEGMENTS__0__ZONE="it") == read(SEGMENT)


def test_a_wrong_variable_is_told_by_its_name() -> None:
    told = problems("", VAGLIO_LANGUAGE="de")
    assert told == ('The variable VAGLIO_LANGUAGE: "language" is "de"; allowed: en, it, ru, uz_Latn.',)


def test_a_variable_does_not_hide_what_is_wrong_in_the_file() -> None:
    assert "a table of its own" in problems('report = "x"', VAGLIO_REPORT_FOLDER="/r")[0]


def test_relative_folders_start_at_the_config_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('packs = ["mine"]\n[report]\nfolder = "out"\n')
    config = load(file, {})
    assert config.packs == (tmp_path / "mine",)
    assert config.report.folder == tmp_path / "out"


def test_without_a_file_there_are_no_segments_and_usable_places() -> None:
    config = defaults({})
    assert config.segments == ()
    assert config.store.startswith("sqlite:////")
    assert config.report.folder.is_absolute()


def test_the_file_can_be_named_by_a_variable() -> None:
    assert config_file({"VAGLIO_CONFIG": "/x/y.toml"}) == Path("/x/y.toml")
    assert config_file({}).name == "config.toml"


def test_a_missing_file_is_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml does not exist; `vaglio config init` writes one"):
        load(tmp_path / "nowhere.toml", {})


def test_what_is_not_text_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'language = "it"\nsensor = "caf\xe9"\n')
    with pytest.raises(ConfigError, match=r"config\.toml, line 2: save the file as UTF-8 text"):
        load(file, {})


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(ConfigError, match="larger than 1,000,000 bytes"):
        load(Path("/dev/zero"), {})


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_a_network_is_private_only_if_each_of_its_addresses_is(address: object, length: int) -> None:
    network = ip_network(f"{address}/{length}", strict=False)
    if is_private(network):
        assert network[0].is_private
        assert network[-1].is_private


def test_a_report_may_be_for_several_readers_and_one_name_is_a_list_of_one() -> None:
    assert read(SEGMENT).report.audience == ("technician",)
    assert read(SEGMENT + '\n[report]\naudience = "owner"\n').report.audience == ("owner",)
    both = read(SEGMENT + '\n[report]\naudience = ["owner", "auditor"]\n')
    assert both.report.audience == ("owner", "auditor")


def test_an_unknown_reader_is_told_with_those_that_there_are() -> None:
    (told,) = problems(SEGMENT + '\n[report]\naudience = ["boss"]\n')
    assert '"boss"' in told
    assert "owner" in told
    assert "auditor" in told
