"""Assets are looked up when a scan is judged: what is known of them, and what can't be told."""

from collections.abc import Iterable
from typing import Any

import pytest

from scanner.agent.judge import judge
from scanner.agent.knowing import Known
from scanner.agent.subjects import subjects
from scanner.evidence import (
    AssetKnown,
    HttpPage,
    InstalledPackages,
    MysqlServer,
    SegmentKnown,
    SmbServer,
    SshServer,
    WindowsPatches,
)
from scanner.evidence.known import Package
from scanner.knowledge.facts import DistroFix, Exploited, Row, Support, Vulnerability, WindowsFix
from scanner.knowledge.library import Library
from scanner.model import Asset, Fact, Service, ServiceSeen, Severity, Verdict, Zone, not_met
from scanner.plugin import Actor, check
from tests.checks.facts import asset, heard_at, segment, view
from tests.scanner.agent.things import catalogue
from tests.scanner.knowledge.made import CVE, NUMBER, OTHER, affected, graded, knowledge

PLC = asset("192.0.2.7", vendor="Siemens", product="CPU 1512SP-1 PN", order_number=NUMBER, version="V2.5.3")
SSH = SshServer(banner="", software="OpenSSH", version="9.2p1", comment="Debian-2+deb12u2")
OPEN_SSH = DistroFix(
    release="debian/bookworm", package="openssh", vulnerability=CVE, fixed="1:9.2p1-2+deb12u3"
)


def known(of: Asset, *rows: Row, facts: Iterable[Fact] = (), vantage: Zone = Zone.OT) -> AssetKnown:
    return Known(Library((knowledge(*rows),))).of(view(of, *facts), vantage)


def nobody(**changes: Any) -> Asset:
    return asset("192.0.2.8", **changes)


def test_a_controller_is_looked_up_by_what_it_said() -> None:
    found = known(PLC, *graded(affected(fix="V2.6")), Exploited(id=CVE, added="2024-05-01"))
    (one,) = found.counted
    assert (one.id, one.sure, one.cvss, one.exploited, one.fix) == (
        CVE,
        "confirmed",
        9.8,
        "2024-05-01",
        "V2.6",
    )
    assert one.subject == "Siemens CPU 1512SP-1 PN V2.5.3"
    assert (one.href, one.source) == ("https://example.org/ADV-1", "source csaf-test")
    assert found.looked_up == found.covered == (one.subject,)


def test_without_a_version_the_device_is_a_task() -> None:
    found = known(PLC.model_copy(update={"version": ""}), affected())
    assert (found.firmware_known, len(found.possible), found.counted) == (False, 1, ())


def test_a_product_that_no_source_names_is_not_covered() -> None:
    found = known(PLC, affected(product="another", order_numbers=()))
    assert (found.looked_up, found.covered) == (("Siemens CPU 1512SP-1 PN V2.5.3",), ())


@pytest.mark.parametrize(("vantage", "days"), [(Zone.OT, 30), (Zone.IT, 7), (Zone.DMZ, 7)])
def test_the_deadline_looks_at_where_it_was_reached_from(vantage: Zone, days: int) -> None:
    found = known(PLC, affected(), Exploited(id=CVE, added="2024-05-01"), vantage=vantage)
    assert found.counted[0].deadline_days == days


@pytest.mark.parametrize(
    ("changes", "exposure"),
    [
        ({"addresses": ("8.8.8.8",)}, "public address"),
        ({"role": "router"}, "border"),
        ({}, ""),
        ({"addresses": ("x",)}, ""),
    ],
)
def test_exposure_is_told_only_where_something_shows_it(changes: dict[str, Any], exposure: str) -> None:
    assert known(PLC.model_copy(update=changes)).exposure == exposure


def test_a_debian_banner_is_judged_by_the_revision() -> None:
    (one,) = known(nobody(), OPEN_SSH, facts=[SSH]).counted
    assert (one.installed, one.fix) == ("1:9.2p1-2+deb12u2", "1:9.2p1-2+deb12u3")
    patched = SSH.model_copy(update={"comment": "Debian-2+deb12u3"})
    found = known(nobody(), OPEN_SSH, facts=[patched])
    assert (found.counted, found.covered, found.unassessed) == (
        (),
        ("openssh 1:9.2p1-2+deb12u3 (debian/bookworm)",),
        (),
    )


def test_a_hidden_revision_is_said_to_be_hidden_and_never_counts() -> None:
    bare = SSH.model_copy(update={"version": "8.0", "comment": ""})
    row = affected("< 9.3", product="OpenSSH", vendor="OpenBSD", order_numbers=())
    found = known(nobody(), row, facts=[bare])
    assert found.vulnerabilities == ()
    assert "can't be told from outside" in found.unassessed[0]


def test_a_web_server_on_windows_is_judged_by_its_number() -> None:
    row = affected(
        "< 2.4.50", product="Apache HTTP Server", vendor="Apache Software Foundation", order_numbers=()
    )
    page = HttpPage(status=200, server="Apache/2.4.41 (Win64)")
    assert [one.sure for one in known(nobody(), row, facts=[page]).counted] == ["confirmed"]
    ubuntu = HttpPage(status=200, server="Apache/2.4.41 (Ubuntu)")
    assert known(nobody(), row, facts=[ubuntu]).counted == ()


def test_a_database_shows_its_package() -> None:
    fact = MysqlServer(product="MySQL", version="8.0.30-0ubuntu0.22.04.1")
    row = DistroFix(
        release="ubuntu/22.04", package="mysql-8.0", vulnerability=CVE, fixed="8.0.39-0ubuntu0.22.04.1"
    )
    assert [one.id for one in known(nobody(), row, facts=[fact]).counted] == [CVE]


WINDOWS_10 = Support(product="windows", cycle="10", build="17763", security="2020-01-01")


def test_a_windows_build_tells_support_and_no_patches() -> None:
    found = known(nobody(), WINDOWS_10, facts=[SmbServer(windows_build="10.0.17763")])
    assert [one.state for one in found.support] == ["ended"]
    assert "never which patches" in found.unassessed[0]


def test_samba_is_no_windows() -> None:
    assert known(nobody(), WINDOWS_10, facts=[SmbServer(windows_build="6.1.0")]).looked_up == ()


def test_a_revision_that_a_login_read_tells_the_patches() -> None:
    row = WindowsFix(build=17763, vulnerability=CVE, revision=5000)
    fact = WindowsPatches(build=17763, revision=4000)
    found = known(nobody(), row, WINDOWS_10, facts=[fact, SmbServer(windows_build="10.0.17763")])
    assert [one.fix for one in found.counted] == ["10.0.17763.5000"]
    assert found.unassessed == ()


def test_a_list_of_packages_replaces_the_banner() -> None:
    linux = InstalledPackages(release="debian/bookworm", manager="dpkg", packages=(
        Package(name="openssh-server", version="1:9.2p1-2+deb12u2", source="openssh"),
        Package(name="openssh-client", version="1:9.2p1-2+deb12u2", source="openssh"),
        Package(name="curl", version="7.88.1-10+deb12u8"),
    ))  # fmt: skip
    found = known(
        nobody(), OPEN_SSH, Support(product="debian", cycle="12", security="2020-01-01"), facts=[SSH, linux]
    )
    assert [one.subject for one in found.counted] == ["openssh 1:9.2p1-2+deb12u2"]
    assert found.looked_up == found.covered == ("packages of debian/bookworm",)
    assert [one.state for one in found.support] == ["ended"]


def test_packages_of_a_release_without_lists_are_not_assessed() -> None:
    linux = InstalledPackages(
        release="sles/15", manager="rpm", packages=(Package(name="bash", version="4.4-1"),)
    )
    found = known(nobody(), OPEN_SSH, facts=[linux])
    assert (found.covered, len(found.unassessed)) == ((), 1)


def test_nothing_known_of_an_asset_looks_nothing_up() -> None:
    found = known(nobody())
    assert (found.looked_up, subjects(view(nobody())).any) == ((), False)


def test_without_any_knowledge_everything_says_why() -> None:
    found = Known(Library()).of(view(PLC), Zone.OT)
    assert "vaglio feeds update" in found.absent
    assert (found.vulnerabilities, len(found.looked_up)) == ((), 1)


@check(id="of-an-asset", title="t", why="w.", what_to_do="d.", who=Actor.IT, needs=AssetKnown, severity=Severity.LOW,
       requirements={"R9": "hint"})  # fmt: skip
def of_an_asset(view: AssetKnown) -> Verdict:
    return not_met("{count}", count=len(view.counted))


@check(id="of-a-segment", title="t", why="w.", what_to_do="d.", who=Actor.IT, needs=SegmentKnown, severity=Severity.LOW,
       requirements={"R9": "hint"})  # fmt: skip
def of_a_segment(view: SegmentKnown) -> Verdict:
    return not_met("{sources} {assets}", sources=len(view.sources), assets=len(view.assets))


def test_checks_get_what_is_known_and_their_findings_name_its_version() -> None:
    with knowledge(*graded(affected(), affected(vulnerability=OTHER))) as shelf:
        given = Known(Library((shelf,)))
        evidence = (heard_at("192.0.2.7", SSH),)
        found = judge(
            catalogue(of_an_asset, of_a_segment), evidence, {"192.0.2.7": PLC}, segment(PLC), known=given
        )
        told = given.told()
    assert [(one.check, str(one.why), one.knowledge) for one in found] == [
        ("of-an-asset", "2", shelf.version), ("of-a-segment", "1 1", shelf.version),
    ]  # fmt: skip
    (kept,) = given.kept()
    assert (kept.asset, len(kept.vulnerabilities)) == (PLC.id, 2)
    assert told == "source csaf-test (2026-11-01)"


def test_a_file_that_breaks_while_it_is_read_is_told_and_not_passed_over() -> None:
    shelf = knowledge(affected())
    given = Known(Library((shelf,)))
    shelf.close()
    found = given.of(view(PLC), Zone.OT)
    assert "cannot be read" in found.absent
    assert found.vulnerabilities == ()


def test_the_worst_comes_first() -> None:
    rows = (
        affected(),
        affected(vulnerability=OTHER),
        Vulnerability(id=CVE, cvss=9.9),
        Exploited(id=OTHER, added="2024-01-01"),
    )
    assert [one.id for one in known(PLC, *rows).counted] == [OTHER, CVE]


def test_a_service_that_tells_a_version_and_no_name_is_looked_up_by_its_protocol() -> None:
    seen = ServiceSeen(service=Service(transport="tcp", port=3000), protocol="grafana", version="8.5.2")
    ended = Support(product="grafana", cycle="8", security="2023-06-09")
    found = known(nobody(services=(seen,)), ended)
    assert found.looked_up == ("Grafana 8.5.2",)
    assert [one.state for one in found.support] == ["ended"]


def test_a_program_behind_a_page_is_looked_up_beside_the_web_server() -> None:
    port = Service(transport="tcp", port=9200)
    seen = ServiceSeen(service=port, protocol="http", product="Elasticsearch", version="1.4.2")
    page = HttpPage(status=200, server="Microsoft-IIS/10.0")
    ended = Support(product="elasticsearch", cycle="1.4", security="2016-05-05")
    found = known(nobody(services=(seen,)), ended, facts=(page,))
    assert [name.split(" ")[-2:] for name in found.looked_up] == [
        ["Services", "10.0"],
        ["Elasticsearch", "1.4.2"],
    ]
    assert [one.state for one in found.support] == ["ended"]


def test_a_service_without_a_version_is_not_looked_up() -> None:
    seen = ServiceSeen(service=Service(transport="tcp", port=3000), protocol="grafana")
    assert known(nobody(services=(seen,))).looked_up == ()
