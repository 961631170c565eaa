"""Doors of the office: names told to all, remote desktops and remote help, services of the early days, a console.

Beside them a computer that does the same work in ways of today, a terminal and a console that want the login first.
"""

import pytest

from tests.lab import factory, scene_windows
from tests.promises import scene
from tests.promises.lab_audit import LabAudit, frames

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

NAMES = (*(one.name for one in scene_windows.DEVICES), "terminal-rdp-nla")
HERE = tuple(name for name in NAMES if name not in factory.ABSENT)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> LabAudit:
    scene.needs(set(HERE))
    # A name is called out every five seconds or so, on a slow machine less often.
    return scene.audited(tmp_path_factory.mktemp("office"), HERE, zone="it", listen=14)


@pytest.mark.parametrize("name", NAMES)
def test_each_fails_its_own_checks_and_no_other(name: str, audited: LabAudit) -> None:
    if name in factory.ABSENT:
        pytest.skip(f"{name} can't be had here: {', '.join(factory.ABSENT[name])}")
    assert scene.amiss(audited, name) == set()


def test_a_weakness_is_told_once_however_often_a_machine_shows_it(audited: LabAudit) -> None:
    found = [one["key"] for one in audited.report["findings"]]
    assert len(found) == len(set(found))


def test_what_is_called_out_to_all_is_heard_by_another_ear_too(audited: LabAudit) -> None:
    """By the dissector of Wireshark: a registration of a name (RFC 1002, section 4.2.2), a question to all."""
    registered = frames(audited.capture, "nbns.flags.opcode == 5 && nbns.flags.response == 0", "ip.src")
    assert {row[0] for row in registered} == {factory.device("netbios-desk").address}
    asked = frames(audited.capture, "llmnr && ip.dst == 224.0.0.252", "ip.src", "dns.qry.name")
    assert {(source, name) for source, name in asked} == {(factory.device("desk-that-asks").address, "wpad")}


@pytest.mark.parametrize("name", ["old-workstation", "desk-with-help", "opc-bridge"])
def test_at_a_door_that_is_known_by_its_port_nothing_is_said(name: str, audited: LabAudit) -> None:
    address = factory.device(name).address
    ports = [port.partition("/")[0] for port in factory.device(name).ports]
    sent = f"ip.dst == {address} && tcp.dstport in {{{', '.join(ports)}}}"
    assert frames(audited.capture, sent, "frame.number")
    assert not frames(audited.capture, f"{sent} && tcp.len > 0", "frame.number")
