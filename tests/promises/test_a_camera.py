"""Whether strangers may watch a camera: asked once where somebody allowed it, and nothing of the picture is fetched."""

from dataclasses import dataclass

import pytest

from scanner.evidence import RtspServer
from scanner.model import Evidence
from scanner.store import Store
from tests.lab import factory, scene_cameras
from tests.lab.servers.rtsp_stream import SESSION_NAME
from tests.promises import lab_audit, scene
from tests.promises.lab_audit import LabAudit, frames
from tests.promises.runs import store

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

NAMES = tuple(one.name for one in scene_cameras.DEVICES)
REAL = ("camera-lobby", "camera-lobby-locked", "recorder-cellar")
LOCKED = ("camera-lobby-locked", "camera-dock")


@dataclass(frozen=True)
class Watched:
    """An audit, and what the servers wrote down meanwhile."""

    audit: LabAudit
    diaries: dict[str, str]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    scene.needs(set(NAMES))
    home = tmp_path_factory.mktemp("cameras")
    config = home / "vaglio.toml"
    config.write_text(scene.settings(NAMES, zone="ot", listen=0, keys='opt_in = ["rtsp-stream"]'))
    factory.up(NAMES)
    try:
        audit = lab_audit.run(home, config, "scene")
        return Watched(audit, {name: factory.log(name) for name in NAMES})
    finally:
        factory.down()


@pytest.fixture(scope="module")
def audited(watched: Watched) -> LabAudit:
    return watched.audit


@pytest.mark.parametrize("name", NAMES)
def test_each_fails_its_own_checks_and_no_other(name: str, audited: LabAudit) -> None:
    assert scene.amiss(audited, name) == set()


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("camera-lobby", "not_met"), ("recorder-cellar", "unknown"), *((name, "met") for name in LOCKED)],
)
def test_an_open_a_locked_and_an_unknown_stream_are_told_apart(
    name: str, outcome: str, audited: LabAudit
) -> None:
    assert scene.outcomes(audited, name, "camera-stream-open") == [outcome]


@pytest.mark.parametrize("name", NAMES)
def test_each_was_asked_two_things_without_a_password_and_sent_no_picture(
    name: str, audited: LabAudit
) -> None:
    address = factory.device(name).address
    asked = f"rtsp.method and ip.dst == {address}"
    sent = frames(audited.capture, asked, "rtsp.method", "rtsp.url", "tcp.stream")
    assert [row[:2] for row in sent] == [["OPTIONS", "*"], ["DESCRIBE", f"rtsp://{address}:554/"]]
    assert len({row[2] for row in sent}) == 1, "a second connection was made for it"
    assert frames(audited.capture, f'{asked} and rtsp contains "Authorization"', "frame.number") == []
    assert frames(audited.capture, f"(rtp or rtcp) and ip.addr == {address}", "frame.number") == []


@pytest.mark.parametrize("name", REAL)
def test_the_servers_own_word_is_that_no_session_was_begun(name: str, watched: Watched) -> None:
    told = [line for line in watched.diaries[name].splitlines() if line.startswith("request ")]
    assert told[0] == "request options"
    assert set(told[1:]) <= {"request describe"}, "it was asked for more than a description"
    assert ("request describe" in told) == (name == "camera-lobby"), (
        "only where it knows the place and lets us in"
    )


def _answers(audited: LabAudit) -> dict[str, Evidence]:
    with Store.open(store(audited.home)) as opened:
        row = opened.latest()
        assert row is not None
        return {one.asset: one for one in opened.evidence_of(row.id) if one.probe == "rtsp-stream"}


def test_of_the_description_nothing_but_the_kind_of_its_media_is_written_down(audited: LabAudit) -> None:
    told = _answers(audited)[factory.device("camera-lobby").address]
    assert isinstance(told.fact, RtspServer)
    assert told.fact.media == ("video",)
    assert told.raw.startswith(b"RTSP/1.0 200 OK\r\n")
    assert told.raw.endswith(b"\r\n\r\n")
    assert b"v=0" not in told.raw
    word = SESSION_NAME.encode()
    assert word in audited.capture.read_bytes()
    kept = [file for file in audited.home.rglob("*") if file.is_file() and file != audited.capture]
    assert [file.name for file in kept if word in file.read_bytes()] == []
