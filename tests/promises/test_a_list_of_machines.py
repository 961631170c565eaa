"""What a list, a catalogue or a place tells: machines nobody knows, weak points attackers use, ways to the plant.

A network of offices, judged with a list that lacks a machine and without a catalogue, then again with both; a machine
behind the router, reached from the office and not; a controller that can't bear being asked, beside one that can.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scanner.knowledge.database.build import build
from scanner.knowledge.database.state import SourceState
from scanner.knowledge.facts import Affected, Exploited, Row, Support, Vulnerability
from scanner.model import Audit, Outcome
from tests.lab import factory, known, network, scene_guesses
from tests.promises import lab_audit, scene
from tests.promises.lab_audit import LabAudit
from tests.promises.runs import store, vaglio

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

OFFICE = tuple(one.name for one in scene_guesses.KNOWN)
UNLISTED = "order-search-mended"
NAMELESS = "nameless"
EXPLOITED = {"exploited-vulnerability", "exploited-vulnerability-outside"}
UNTOLD = EXPLOITED | {"unsupported-system"}
"""What the short catalogue of the program does not know of these machines."""

FAR, ROUTER = "far-plc", "router"
HANGS, BEARS = "hanging-plc", "fragile-plc"
PASSAGE = "plant-port-from-another-zone"


def _rows() -> Iterable[Row]:
    """A weak point of the year 2015 as the CVE list and CISA's list of exploited ones tell it."""
    cve = "CVE-2015-1427"
    yield Vulnerability(id=cve, cvss=9.8, title="Groovy scripts leave their sandbox")
    yield Exploited(id=cve, added="2022-03-25")
    yield Affected(
        vulnerability=cve, advisory=cve, vendor="Elastic", product="Elasticsearch", versions="< 1.4.3", fix="1.4.3"
    )  # fmt: skip
    yield Support(product="elasticsearch", cycle="1.4", security="2016-05-05")
    # Far enough away for this test to hold in years.
    yield Support(product="elasticsearch", cycle="9.2", security="2999-01-01")


def _catalogue(folder: Path, day: str) -> Path:
    folder.mkdir()
    state = SourceState(id="cve", name="Lists of that day", fetched_at=day, newest_at=day)
    build([(state, iter(_rows()))], folder / "knowledge.sqlite")
    return folder


@dataclass(frozen=True)
class Judged:
    """The same evidence, judged three times: with half a list and no catalogue, with an old one, with all."""

    first: LabAudit
    old: Audit
    last: Audit

    @property
    def asset_of(self) -> dict[str, str]:
        return {name: self.first.asset(factory.device(name).address)["id"] for name in OFFICE}


def gaps(audit: Audit, asset: str | None) -> set[str]:
    """The checks that an asset, or the segment (None), fails."""
    failed = (one for one in audit.findings if one.outcome is Outcome.NOT_MET)
    return {one.check for one in failed if one.asset == asset}


def _config(home: Path, names: Iterable[str], feeds: Path, listed: Iterable[str] = (), **change: str) -> Path:
    text = scene.settings(tuple(names), change.get("zone", "it"), listen=0)
    text = text.replace("hosts_in_flight = 8", f"hosts_in_flight = {change.get('at_once', '8')}")
    text = text.replace("connects = 0.1", "connects = 0.02")
    rows = (f'\n[[segments.expected]]\naddress = "{factory.device(name).address}"\n' for name in listed)
    home.mkdir(exist_ok=True)
    path = home / f"{feeds.name}.toml"
    path.write_text(f'[feeds]\nfolder = "{feeds}"\n{text}{"".join(rows)}')
    return path


def _judged_again(first: LabAudit, config: Path) -> Audit:
    done = vaglio(first.home, "judge", "--config", str(config), "--store", store(first.home))
    assert done.code == 0, done.err
    return first.stored()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    scene.needs(set(OFFICE))
    home = tmp_path_factory.mktemp("office")
    listed = [name for name in OFFICE if name != UNLISTED]
    factory.up(OFFICE)
    try:
        first = lab_audit.run(home, _config(home, OFFICE, home / "none", listed), "scene")
    finally:
        factory.down()
    assert first.code == 0, (home / "output.txt").read_text()
    today = datetime.now(UTC).date()
    then = _catalogue(home / "then", (today - timedelta(days=400)).isoformat())
    now = _catalogue(home / "now", today.isoformat())
    old = _judged_again(first, _config(home, OFFICE, then, OFFICE))
    return Judged(first, old, _judged_again(first, _config(home, OFFICE, now, OFFICE)))


@pytest.mark.parametrize("name", OFFICE)
def test_with_the_catalogue_each_fails_its_own_checks_and_its_good_twin_none(
    name: str, office: Judged
) -> None:
    device = factory.device(name)
    found = gaps(office.last, office.asset_of[name])
    assert found == device.weaknesses | known.failed(device, office.first.day)


@pytest.mark.parametrize("name", OFFICE)
def test_without_a_catalogue_nobody_is_accused_and_nobody_is_praised(name: str, office: Judged) -> None:
    device = factory.device(name)
    assert office.first.gaps(device.address) == device.weaknesses - UNTOLD
    asset = office.asset_of[name]
    told = {one["check"]: one["outcome"] for one in office.first.report["findings"] if one["asset"] == asset}
    assert {outcome for check, outcome in told.items() if check in UNTOLD} <= {"unknown"}


def test_what_the_segment_fails_each_time(office: Judged) -> None:
    always = {"unidentified-devices"}
    assert office.first.gaps_of_the_segment() == always | {"unknown-devices", "knowledge-too-old"}
    assert gaps(office.old, None) == always | {"knowledge-too-old"}
    assert gaps(office.last, None) == always


def test_the_machine_that_is_not_on_the_list_and_the_one_that_tells_nothing_are_named(office: Judged) -> None:
    told = {one["check"]: one["why"] for one in office.first.report["findings"] if one["asset"] is None}
    for check, name in (("unknown-devices", UNLISTED), ("unidentified-devices", NAMELESS)):
        assert f"1 ({factory.device(name).address})" in told[check]


def test_with_the_whole_list_and_lists_of_today_both_are_in_order(office: Judged) -> None:
    outcomes = {one.check: one.outcome for one in office.last.findings if one.asset is None}
    assert outcomes["unknown-devices"] is Outcome.MET
    assert outcomes["knowledge-too-old"] is Outcome.MET


@pytest.fixture(scope="module")
def passages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LabAudit]:
    """From the office to a machine behind the router: through it, and where it lets nobody through."""
    names = (ROUTER, FAR)
    scene.needs(set(names))
    home = tmp_path_factory.mktemp("passages")
    factory.up(names)
    try:
        found = {}
        for way, rule in {"open": "", "shut": "route add prohibit {}/32\n"}.items():
            network.ip("-n", "vgl-router", script=rule.format(factory.device(FAR).address))
            folder = home / way
            found[way] = lab_audit.run(folder, _config(folder, names, home / "none"), "scene")
        return found
    finally:
        factory.down()


def test_a_machine_that_answers_the_office_is_a_gap_of_the_network(passages: dict[str, LabAudit]) -> None:
    audit, device = passages["open"], factory.device(FAR)
    assert audit.code == 0, (audit.home / "output.txt").read_text()
    assert audit.gaps_of_the_segment() == {PASSAGE, "knowledge-too-old"}
    assert audit.gaps(device.address) == device.weaknesses | known.failed(device, audit.day)


def test_where_the_router_lets_nobody_through_it_is_none(passages: dict[str, LabAudit]) -> None:
    audit = passages["shut"]
    assert audit.code == 0, (audit.home / "output.txt").read_text()
    assert audit.gaps_of_the_segment() == {"knowledge-too-old"}
    told = {one["check"]: one["outcome"] for one in audit.report["findings"] if one["asset"] is None}
    assert (told[PASSAGE], told["unidentified-devices"]) == ("met", "met")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> LabAudit:
    """Two controllers, one after the other: the one that bears polite questions first."""
    names = (BEARS, HANGS)
    scene.needs(set(names))
    home = tmp_path_factory.mktemp("fragile")
    factory.up(names)
    try:
        return lab_audit.run(home, _config(home, names, home / "none", zone="ot", at_once="1"), "scene")
    finally:
        factory.down()


@pytest.mark.parametrize("name", [BEARS, HANGS])
def test_a_controller_that_falls_silent_is_told_and_one_that_bears_it_is_not(
    name: str, asked: LabAudit
) -> None:
    device = factory.device(name)
    assert asked.gaps(device.address) == device.weaknesses | known.failed(device, asked.day)


def test_the_audit_stops_where_a_machine_falls_silent_and_says_so(asked: LabAudit) -> None:
    assert asked.code != 0
    assert asked.report["scan"]["complete"] is False
    assert asked.fragile["silent"] == []
