"""An audit with the settings as delivered tries no login: nobody's account is ever locked by it.

Looked for in two places: in what the servers themselves write down, and on the wire. That both would show an attempt
is proved by failing logins that are made on purpose, at the same servers, in a place of their own.
"""

import shutil
from pathlib import Path

import pytest

from tests.lab import factory
from tests.promises import lab_audit
from tests.promises.lab_audit import LabAudit, frames
from tests.promises.logins import CASES, LOGS, WIRE, attempts, refused_login

pytestmark = pytest.mark.lab

LOGGING = [
    pytest.param(device.name, server.kind, id=f"{device.name}-{server.kind}")
    for device in factory.DEVICES
    for server in device.servers
    if server.kind in LOGS
]
# Of services that the lab's servers don't log, or that a filter alone can judge.
ELSEWHERE = {
    "web": "http.authorization",
    "mail": 'smtp.req.command == "AUTH"',
    "snmp user": 'snmp.msgUserName matches "."',
    "snmp community": "snmp.community",
    "telnet": "telnet.data",
    # A login over RDP begins behind the negotiation: in T.125, or inside TLS.
    "rdp": "tcp.dstport == 3389 && (t125 || tls)",
}


@pytest.mark.parametrize(("name", "kind"), LOGGING)
def test_no_server_of_the_lab_has_logged_a_login(lab: LabAudit, name: str, kind: str) -> None:
    assert lab.touches()[factory.device(name).address, "request"], (
        "it was asked nothing, so this proves nothing"
    )
    assert attempts(kind, factory.log(name)) == []


@pytest.mark.parametrize("kind", [*WIRE, *ELSEWHERE])
def test_no_name_and_no_password_has_left(lab: LabAudit, kind: str) -> None:
    filters = WIRE | ELSEWHERE
    ours = f"ip.src == {factory.SCANNER_ADDRESS} && ({filters[kind]})"
    assert frames(lab.capture, ours, "frame.number", "ip.dst") == []


def _why_not(kind: str) -> str:
    needed = (*CASES[kind].programs, "ss", "tcpdump", "tshark")
    missing = [name for name in needed if not shutil.which(name)]
    return f"not installed: {', '.join(missing)}" if missing else lab_audit.why_not()


@pytest.mark.parametrize("kind", list(CASES))
def test_a_login_made_on_purpose_is_seen(kind: str, tmp_path: Path) -> None:
    if reason := _why_not(kind):
        pytest.skip(reason)
    log, capture = refused_login(kind, tmp_path)
    assert kind not in LOGS or attempts(kind, log), log[-2000:]
    assert kind not in WIRE or frames(capture, WIRE[kind], "frame.number"), "the wire does not show it"
