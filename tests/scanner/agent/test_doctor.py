"""The doctor: what is missing is named with what is lost and how to mend it, and nothing is sent."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.doctor import Finding, examined
from scanner.config import Config, Segment

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RIGHT = "CapEff:\t0000000000002000\n"


def a_segment(**more: Any) -> Segment:
    fields: dict[str, Any] = {
        "name": "hall", "networks": ["10.0.0.0/24"], "zone": "ot",
        "authorisation": {"who": "Anna", "when": "2026-01-01"},
    }  # fmt: skip
    return Segment.model_validate(fields | more)


@pytest.fixture
def system(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for file, text in {
        "proc/self/status": RIGHT, "sys/class/net/eth0/operstate": "up\n",
        "run/systemd/timesync/synchronized": "",
    }.items():  # fmt: skip
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text)
    return root


def a_config(tmp_path: Path, *segments: Segment) -> Config:
    return Config.model_validate({
        "store": f"sqlite:///{tmp_path}/vaglio.db", "segments": segments or (a_segment(),),
        "report": {"folder": tmp_path / "reports"}, "feeds": {"folder": tmp_path / "feeds"},
    })  # fmt: skip


def of(found: tuple[Finding, ...], what: str) -> Finding:
    (one,) = [each for each in found if each.what == what]
    return one


def test_in_a_good_place_only_the_knowledge_is_missing(
    tmp_path: Path, system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    found = examined(a_config(tmp_path), system=system, now=NOW)
    assert {one.what for one in found if one.state != "ok"} == {"knowledge"}


def test_whatever_is_not_in_order_says_what_is_lost_and_how_to_mend_it(tmp_path: Path) -> None:
    segment = a_segment(
        interface="eth9", authorisation={"who": "Anna", "when": "2026-01-01", "until": "2026-02-01"}
    )
    found = examined(a_config(tmp_path, segment), system=tmp_path / "nothing", now=NOW)
    bad = [one for one in found if one.state != "ok"]
    assert {"scope of hall", "interface of hall", "link layer", "clock"} <= {one.what for one in bad}
    assert [one.what for one in bad if not (one.lost and one.cure)] == []


def test_without_the_right_the_link_layer_is_missing(tmp_path: Path, system: Path) -> None:
    (system / "proc/self/status").write_text("CapEff:\t0000000000000000\n")
    assert of(examined(a_config(tmp_path), system=system, now=NOW), "link layer").state == "missing"


@pytest.mark.parametrize(("state", "told"), [("up", "ok"), ("unknown", "ok"), ("down", "wrong")])
def test_an_interface_must_be_there_and_up(tmp_path: Path, system: Path, state: str, told: str) -> None:
    (system / "sys/class/net/eth0/operstate").write_text(state)
    config = a_config(tmp_path, a_segment(interface="eth0"))
    assert of(examined(config, system=system, now=NOW), "interface of hall").state == told


def test_a_missing_interface_names_those_that_there_are(tmp_path: Path, system: Path) -> None:
    config = a_config(tmp_path, a_segment(interface="eth7"))
    assert "eth0" in of(examined(config, system=system, now=NOW), "interface of hall").cure


def test_nmap_is_wrong_only_where_it_was_asked_for(
    tmp_path: Path, system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert of(examined(a_config(tmp_path), system=system, now=NOW), "nmap").state == "missing"
    config = a_config(tmp_path, a_segment(zone="it", nmap=True))
    assert of(examined(config, system=system, now=NOW), "nmap").state == "wrong"


def test_a_clock_before_the_program_was_made_is_wrong(tmp_path: Path, system: Path) -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)
    assert of(examined(a_config(tmp_path), system=system, now=early), "clock").state == "wrong"


def test_a_database_that_others_may_read_is_wrong(tmp_path: Path, system: Path) -> None:
    (tmp_path / "vaglio.db").write_text("")
    (tmp_path / "vaglio.db").chmod(0o644)
    assert "chmod 600" in of(examined(a_config(tmp_path), system=system, now=NOW), "database").cure


def test_a_full_disk_is_wrong(tmp_path: Path, system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.agent.doctor.LEAST_DISK", 10**18)
    assert of(examined(a_config(tmp_path), system=system, now=NOW), "disk").state == "wrong"


def test_a_service_that_was_installed_for_another_scope_is_wrong(tmp_path: Path, system: Path) -> None:
    unit = system / "etc/systemd/system/vaglio.service"
    unit.parent.mkdir(parents=True)
    unit.write_text("IPAddressAllow=localhost\nIPAddressAllow=10.9.0.0/24\n")
    found = of(examined(a_config(tmp_path), system=system, now=NOW), "service")
    assert (found.state, "10.9.0.0/24" in found.told, found.cure) == ("wrong", True, "vaglio service install")


def test_a_service_for_this_scope_and_none_at_all_are_nothing_to_tell(tmp_path: Path, system: Path) -> None:
    config = a_config(tmp_path)
    assert "service" not in {one.what for one in examined(config, system=system, now=NOW)}
    unit = system / "etc/systemd/system/vaglio.service"
    unit.parent.mkdir(parents=True)
    unit.write_text("IPAddressAllow=localhost\nIPAddressAllow=10.0.0.0/24\n")
    assert "service" not in {one.what for one in examined(config, system=system, now=NOW)}
