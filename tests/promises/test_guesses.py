"""With every guess allowed, each server has seen one attempt at most, and a controller none; without leave, none has.

The lab's own zone is mixed, where no guess is made. Here its file servers and databases form a network of the zone it,
and a controller stands among them by mistake.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scanner.packs import load_probes
from scanner.plugin import Impact
from tests.lab import factory, known
from tests.promises import lab_audit, scene
from tests.promises.lab_audit import LabAudit, frames
from tests.promises.logins import LOGS, WIRE

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

OPEN, CLOSED, CONTROLLER = "file-box", "file-box-closed", "press-plc"
FILES = ("smb", "ftp", "nfs", "rsync")
DOORS = {
    OPEN: FILES, CLOSED: FILES, "recipe-db": ("mysql",), "recipe-db-password": ("mysql",),
    "history-db": ("postgres",), "history-db-password": ("postgres",), "backup-power": ("snmp",),
    "backup-power-own-word": ("snmp",),
}  # fmt: skip
"""Machines at which a guess can be made, each beside its good twin, and the servers that hear it."""

CIPHERS = ("weak-cipher", "strong-cipher")
OTHERS = (CONTROLLER, *CIPHERS, "nas-old", "data-server", "switch-public")
GUESSES = sorted(one.id for one in load_probes("scanner.sensor.probes") if one.impact is Impact.GUESS)
ASKED_BY = {
    "smb-guest-allowed": "smb-guest", "ftp-anonymous": "ftp-anonymous", "nfs-open-to-all": "nfs-exports",
    "rsync-modules-listed": "rsync-modules", "mysql-empty-root": "mysql-empty-root",
    "postgres-without-password": "postgres-trust", "snmp-public": "snmp-system",
}  # fmt: skip
"""Each check that rests on a guess, and the guess."""

# What one attempt leaves in a server's own log: exactly one line of these.
ATTEMPT = {
    "smb": r"check_ntlm_password:  Checking password",
    "ftp": r'FTP command: Client "[^"]*", "PASS',
    "nfs": r"Received EXPORT request",
    "rsync": r"module-list request from",
    # The general log has one such line a login, be it let in or refused; a second one tells the refusal.
    "mysql": r"\d Connect\troot@",
    # At debug3, with the user that the client has named.
    "postgres": r"user=postgres DEBUG:  InitPostgres",
    # The first bytes of a packet of version 2c with this community (RFC 1901, section 3); the dump shows it received.
    "snmp": r"Received \d+ byte packet from UDP: .*\n0000: 30 .. 02 01  01 04 06 70  75 62 6C 69  63 ",
}
ON_THE_WIRE = {
    "smb": WIRE["smb"], "ftp": 'ftp.request.command == "PASS"', "snmp": "snmp.community",
    "nfs": "mount.procedure_v3 == 5", "mysql": "mysql.user", "postgres": 'pgsql.type == "Startup message"',
}  # fmt: skip
CONFIG = """\
[[segments]]
name = "lab"
networks = [{networks}]
zone = "it"
listen_seconds = 2
allow_guess = [{guesses}]

[segments.authorisation]
who = "The owner of the lab"
when = 2026-01-01
note = "An imitation of a factory in network namespaces."

[segments.pace]
frames_per_second = 120
hosts_in_flight = 8
pause_between_connects = 0.02
pause_between_requests = 0.05
acknowledge = "I accept that faster scanning can disturb machines"
"""


@dataclass(frozen=True)
class Both:
    """The audit with the settings as delivered, and the one with every guess; each server's log after the first."""

    plain: LabAudit
    guessed: LabAudit
    logs: dict[str, str]


def _listed(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _audited(home: Path, names: tuple[str, ...], guesses: list[str]) -> LabAudit:
    home.mkdir()
    networks = [f"{factory.device(name).address}/32" for name in names]
    config = home / "vaglio.toml"
    config.write_text(CONFIG.format(networks=_listed(networks), guesses=_listed(guesses)))
    return lab_audit.run(home, config)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    names = (*DOORS, *OTHERS)
    scene.needs(set(names))
    home = tmp_path_factory.mktemp("guesses")
    factory.up(names)
    try:
        plain = _audited(home / "plain", tuple(DOORS), [])
        logs = {name: factory.log(name) for name in DOORS}
        yield Both(plain, _audited(home / "guessed", names, GUESSES), logs)
    finally:
        factory.down()


def _address(name: str) -> str:
    return factory.device(name).address


DOOR = [pytest.param(name, kind, id=f"{name}-{kind}") for name, kinds in DOORS.items() for kind in kinds]
TWINS = [name for name in DOORS if name == CLOSED or name.endswith(("-password", "-own-word"))]


def test_both_audits_got_to_their_end(both: Both) -> None:
    for one in (both.plain, both.guessed):
        assert one.code == 0, (one.home / "output.txt").read_text()


@pytest.mark.parametrize("name", [*DOORS, *CIPHERS])
def test_the_guesses_find_what_only_a_guess_can_find_and_nothing_at_a_good_twin(
    both: Both, name: str
) -> None:
    device = factory.device(name)
    expected = device.weaknesses | device.by_guess | known.failed(device, both.guessed.day)
    assert both.guessed.gaps(device.address) == expected


def test_every_guess_that_there_is_opens_something_here() -> None:
    assert sorted(ASKED_BY.values()) == GUESSES
    assert {check for name in DOORS for check in factory.device(name).by_guess} == set(ASKED_BY)
    assert [name for name in TWINS if factory.device(name).by_guess] == []


@pytest.mark.parametrize(("name", "kind"), DOOR)
def test_each_server_has_logged_one_attempt(both: Both, name: str, kind: str) -> None:
    log = factory.log(name)
    assert len(re.findall(ATTEMPT[kind], log)) == 1, log[-2000:]


@pytest.mark.parametrize(("name", "kind"), DOOR)
def test_with_the_settings_as_delivered_no_server_has_logged_an_attempt(
    both: Both, name: str, kind: str
) -> None:
    assert both.plain.touches()[_address(name), "echo"] or both.plain.touches()[_address(name), "connect"]
    assert re.findall(ATTEMPT[kind], both.logs[name]) == []


@pytest.mark.parametrize("kind", ON_THE_WIRE)
def test_with_the_settings_as_delivered_no_attempt_is_on_the_wire(both: Both, kind: str) -> None:
    ours = f"ip.src == {factory.SCANNER_ADDRESS} && ({ON_THE_WIRE[kind]})"
    assert frames(both.plain.capture, ours, "frame.number", "ip.dst") == []


def _found(audit: LabAudit, name: str, check: str) -> dict[str, Any]:
    asset = audit.asset(_address(name))["id"]
    (found,) = [one for one in audit.report["findings"] if (one["asset"], one["check"]) == (asset, check)]
    return dict(found)


@pytest.mark.parametrize("check", ASKED_BY)
def test_without_leave_the_check_says_not_assessed_and_which_line_would_allow_it(
    both: Both, check: str
) -> None:
    for device in (factory.device(name) for name in DOORS):
        if check in device.by_guess:
            found = _found(both.plain, device.name, check)
            assert found["outcome"] == "unknown"
            assert f'allow_guess = ["{ASKED_BY[check]}"]' in found["why"]
            assert both.plain.gaps(device.address) == device.weaknesses | known.failed(device, both.plain.day)


@pytest.mark.parametrize("kind", ON_THE_WIRE)
def test_nobody_was_tried_twice_on_the_wire(both: Both, kind: str) -> None:
    ours = f"ip.src == {factory.SCANNER_ADDRESS} && ({ON_THE_WIRE[kind]})"
    tried = Counter(row[0] for row in frames(both.guessed.capture, ours, "ip.dst"))
    assert max(tried.values(), default=0) == 1


def test_the_only_names_are_those_of_guests(both: Both) -> None:
    ours = f"ip.src == {factory.SCANNER_ADDRESS}"

    def said(what: str, field: str) -> set[str]:
        return {row[0] for row in frames(both.guessed.capture, f"{ours} && {what}", field)}

    assert said(WIRE["smb"], "ntlmssp.auth.username") == {"guest"}
    assert said('ftp.request.command == "USER"', "ftp.request.arg") == {"anonymous"}
    assert said("mysql.user", "mysql.user") == {"root"}
    assert said("snmp.community", "snmp.community") == {"public"}


def test_no_server_that_knows_no_guest_was_tried(both: Both) -> None:
    log = factory.log(OPEN) + factory.log(CLOSED) + factory.log("data-server")
    assert re.findall(LOGS["ssh"], "\n".join(row for row in log.splitlines() if "sshd" in row)) == []


def test_the_controller_was_asked_who_it_is_and_nothing_was_guessed_there(both: Both) -> None:
    sent = [one for one in both.guessed.ledger if one["asset"] == _address(CONTROLLER)]
    assert any(one["why"] == "modbus-identity" for one in sent)
    assert {one["why"] for one in sent} & set(GUESSES) == set()
