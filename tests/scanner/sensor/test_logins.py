"""Where a login is made: at listed office computers of an IT segment, after all else, once; and what is said else."""

from pathlib import Path
from typing import Any

import pytest

from scanner.evidence import InstalledPackages, ModbusIdentity, SshHostKey
from scanner.model import Answer, Asked, Login, Service, Zone
from scanner.sensor.guard.guard import Guard
from scanner.sensor.logins import CARDS, NEVER, Logins
from scanner.sensor.plan import plan
from scanner.sensor.roster import questions
from tests.scanner.login.hosts import HERE, USER, Host, login_at, secret_file, ssh_host
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import brisk_order, guard_of
from tests.scanner.sensor.test_survey import Told, ask, identifies, made


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return secret_file(tmp_path)


def examined(*logins: Login, zone: Zone = Zone.IT, maker: str = "", probes: Any = (), **order: Any) -> Told:
    return ask(probes, guard_of(brisk_order(zone=zone, logins=logins, **order)), maker=maker)


def refused(told: Told) -> list[tuple[Answer, str]]:
    return [(one.answer, one.reason) for one in told.of("ssh-login")]


def test_a_listed_computer_is_read_and_written_down(secret: Path) -> None:
    with ssh_host() as host:
        told = examined(login_at(host, secret))
    (one,) = told.of("ssh-login")
    assert isinstance(one.fact, InstalledPackages)
    assert (one.service, one.asset) == (Service(transport="tcp", port=host.port), HERE)


def test_a_computer_that_is_not_listed_gets_no_login(secret: Path) -> None:
    with ssh_host() as host:
        told = examined(login_at(host, secret, assets=("127.0.0.9",)))
    assert (told.of("ssh-login"), host.attempts) == ([], [])


@pytest.mark.parametrize("zone", [Zone.OT, Zone.MIXED])
def test_a_machine_of_the_plant_gets_no_login_whatever_the_order_says(zone: Zone, secret: Path) -> None:
    with ssh_host() as host:
        told = examined(login_at(host, secret), zone=zone)
    assert refused(told) == [(Answer.NOT_ASKED, NEVER)]
    assert host.attempts == []


def test_the_maker_of_plant_equipment_gets_no_login(secret: Path) -> None:
    with ssh_host() as host:
        told = examined(login_at(host, secret), maker="Siemens AG")
    assert refused(told) == [(Answer.NOT_ASKED, NEVER)]
    assert host.attempts == []


def test_a_controller_gets_no_login(secret: Path) -> None:
    from tests.scanner.sensor.test_survey import ECHO

    with servers.serving(ECHO) as plc, ssh_host() as host:
        controller = made("modbus", identifies, plc.port, controller=True)
        told = examined(login_at(host, secret), probes=[controller])
    assert told.facts(ModbusIdentity)
    assert refused(told) == [(Answer.NOT_ASKED, NEVER)]
    assert host.attempts == []


def test_a_scan_that_is_taken_up_again_does_not_log_in_again(secret: Path) -> None:
    with ssh_host() as host:
        done = Asked(asset=HERE, probe="ssh-login", service=Service(transport="tcp", port=host.port))
        told = examined(login_at(host, secret), done=(done,))
    assert (told.of("ssh-login"), host.attempts) == ([], [])


def test_an_order_for_other_questions_makes_no_login(secret: Path) -> None:
    with ssh_host() as host:
        assert examined(login_at(host, secret), probes=[]).of("ssh-login")
        guard = guard_of(brisk_order(zone=Zone.IT, logins=(login_at(host, secret),)))
        told = ask([], Guard(guard.order.model_copy(update={"probes": ("telnet",)}), guard.ledger))
    assert told.of("ssh-login") == []
    assert len(host.attempts) == 1


def test_two_accounts_for_one_computer_are_one_attempt(secret: Path) -> None:
    with ssh_host(accepts="another one entirely") as host:
        told = examined(login_at(host, secret), login_at(host, secret, user="other"))
    assert [said for answer, said in refused(told)] == ["it did not accept the name with its password or key"]
    assert len(host.attempts) == 1
    assert host.attempts[0].startswith(USER)


def test_a_port_that_is_closed_is_told_and_not_taken_for_good(secret: Path) -> None:
    told = examined(login_at(Host(port=1, fingerprint="SHA256:" + "A" * 43), secret))
    ((answer, reason),) = refused(told)
    assert answer is Answer.NOT_ASKED
    assert "its port 1 does not let anybody in" in reason


def test_a_key_that_is_not_named_is_shown_to_a_person(secret: Path) -> None:
    with ssh_host() as host:
        told = examined(login_at(host, secret, host_keys=("SHA256:" + "A" * 43,)))
    assert any(host.fingerprint in note for note in told.notes)
    assert host.attempts == []


def test_a_name_that_nobody_knows_is_told(secret: Path) -> None:
    with ssh_host() as host:
        told = examined(login_at(host, secret, assets=("nobody.invalid",)))
    assert any("nobody.invalid is not known here" in note for note in told.notes)
    assert host.attempts == []


def test_a_name_of_the_list_stands_for_its_address(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.sensor.logins.resolve", lambda name: [HERE] if name == "files" else [])
    with ssh_host() as host:
        told = examined(login_at(host, secret, assets=("files",)))
    assert told.facts(InstalledPackages)


def test_the_host_key_that_the_probe_saw_binds_the_login(secret: Path) -> None:
    from scanner.sensor.asked import Asked as Under

    told = Told()
    with ssh_host() as host:
        guard = guard_of(brisk_order(zone=Zone.IT, logins=(login_at(host, secret),)))
        logins = Logins(guard, told.said.append)
        logins.resolve()
        under = Under(HERE, "", is_ot=False, tell=told.said.append)
        seen = SshHostKey(key_type=host.key_type, sha256="00" * 32)
        under.by_probe["ssh-host-key", Service(transport="tcp", port=host.port)] = seen
        logins.log_in(under)
    assert "than a moment ago" in refused(told)[0][1]
    assert host.attempts == []


def test_the_plan_and_the_list_of_questions_tell_of_logins(secret: Path) -> None:
    host = Host(port=22, fingerprint="SHA256:" + "A" * 43)
    guard = guard_of(brisk_order(zone=Zone.IT, logins=(login_at(host, secret),)))
    assert any(f"login as {USER} over SSH" in row.what for row in plan(guard, []))
    assert {card.id for card in CARDS.values()} <= {one.id for one in questions([])}
