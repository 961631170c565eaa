"""With every guess allowed, each server has seen one attempt at most, and a controller none.

The lab's own zone is mixed, where no guess is made. Here its file servers form a network of the zone it, and a
controller stands among them by mistake.
"""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from scanner.packs import load_probes
from scanner.plugin import Impact
from tests.lab import factory, known
from tests.promises import lab_audit
from tests.promises.lab_audit import LabAudit, frames
from tests.promises.logins import LOGS, WIRE

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

OPEN, CLOSED, CONTROLLER = "file-box", "file-box-closed", "press-plc"
OTHERS = ("nas-old", "data-server", "switch-public", "weak-cipher", "strong-cipher")
WHO = (OPEN, CLOSED, CONTROLLER, *OTHERS)
GUESSES = sorted(one.id for one in load_probes("scanner.sensor.probes") if one.impact is Impact.GUESS)
# What one attempt leaves in a server's own log: exactly one line of these.
ATTEMPT = {
    "smb": r"check_ntlm_password:  Checking password",
    "ftp": r'FTP command: Client "[^"]*", "PASS',
    "nfs": r"Received EXPORT request",
    "rsync": r"module-list request from",
}
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
"""


def _listed(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


@pytest.fixture(scope="module")
def guessed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabAudit]:
    if reason := lab_audit.why_not():
        pytest.skip(reason)
    if factory.is_up():
        pytest.skip("the whole lab is up: its logs hold more than this audit")
    home = tmp_path_factory.mktemp("guesses")
    config = home / "vaglio.toml"
    networks = [f"{factory.device(name).address}/32" for name in WHO]
    config.write_text(CONFIG.format(networks=_listed(networks), guesses=_listed(GUESSES)))
    factory.up(WHO)
    try:
        yield lab_audit.run(home, config)
    finally:
        factory.down()


def _address(name: str) -> str:
    return factory.device(name).address


def test_the_audit_ran_and_its_guesses_found_what_only_a_guess_can_find(guessed: LabAudit) -> None:
    assert guessed.code == 0, (guessed.home / "output.txt").read_text()
    for name in (OPEN, CLOSED, "weak-cipher", "strong-cipher"):
        device = factory.device(name)
        expected = device.weaknesses | device.by_guess | known.failed(device, guessed.day)
        assert guessed.gaps(device.address) == expected


@pytest.mark.parametrize("kind", ATTEMPT)
@pytest.mark.parametrize("name", [OPEN, CLOSED])
def test_each_server_has_logged_one_attempt(guessed: LabAudit, name: str, kind: str) -> None:
    assert guessed.code == 0
    log = factory.log(name)
    assert len(re.findall(ATTEMPT[kind], log)) == 1, log[-2000:]


def test_nobody_was_tried_twice_on_the_wire(guessed: LabAudit) -> None:
    ours = f"ip.src == {factory.SCANNER_ADDRESS}"
    tries = {
        "smb": WIRE["smb"], "ftp": 'ftp.request.command == "PASS"', "snmp": "snmp.community",
        "nfs": "mount.procedure_v3 == 5",
    }  # fmt: skip
    for kind, seen in tries.items():
        rows = frames(guessed.capture, f"{ours} && ({seen})", "ip.dst")
        assert max(Counter(row[0] for row in rows).values(), default=0) <= 1, kind


def test_the_only_names_are_those_of_guests(guessed: LabAudit) -> None:
    ours = f"ip.src == {factory.SCANNER_ADDRESS}"
    assert {
        row[0] for row in frames(guessed.capture, f"{ours} && {WIRE['smb']}", "ntlmssp.auth.username")
    } == {"guest"}
    users = frames(guessed.capture, f'{ours} && ftp.request.command == "USER"', "ftp.request.arg")
    assert {row[0] for row in users} == {"anonymous"}


def test_no_server_that_knows_no_guest_was_tried(guessed: LabAudit) -> None:
    log = factory.log(OPEN) + factory.log(CLOSED) + factory.log("data-server")
    assert re.findall(LOGS["ssh"], "\n".join(row for row in log.splitlines() if "sshd" in row)) == []


def test_the_controller_was_asked_who_it_is_and_nothing_was_guessed_there(guessed: LabAudit) -> None:
    sent = [one for one in guessed.ledger if one["asset"] == _address(CONTROLLER)]
    assert any(one["why"] == "modbus-identity" for one in sent)
    assert {one["why"] for one in sent} & set(GUESSES) == set()
