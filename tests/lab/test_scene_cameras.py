"""The cameras are what the table says: by nmap's word (rtsp-url-brute, rtsp-methods), and ours agrees with it."""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from checks.camera_stream_open import camera_stream_open
from scanner.evidence import RtspServer
from scanner.plugin import Tcp
from scanner.sensor.probes.rtsp import rtsp, rtsp_stream
from scanner.sensor.wire.line import TcpLine
from tests.lab import factory, scene_cameras
from tests.lab.model import Device
from tests.lab.servers import Site, programs
from tests.lab.servers import rtsp_stream as server
from tests.peers.servers import HERE, PATIENT, free_port, running
from tests.scanner.sensor.orders import brisk_order, guard_of

REAL = [one for one in scene_cameras.DEVICES if one.servers[0].kind == "rtsp_stream"]
needs_both = pytest.mark.skipif(
    bool(server.PROGRAMS) or not shutil.which("nmap"),
    reason=f"not installed: {', '.join(server.PROGRAMS) or 'nmap'}",
)


@contextlib.contextmanager
def up(device: Device, folder: Path) -> Iterator[int]:
    """The camera's own server, on this machine only."""
    port = free_port()
    its = replace(device.servers[0], ports=(f"{port}/tcp",))
    (program,) = programs(Site(replace(device, servers=(its,)), its, folder))
    variables = [f"{name}={value}" for name, value in program.env.items()]
    with running(["env", *variables, *program.argv], port):
        yield port


def nmap(port: int, folder: Path) -> str:
    """What nmap finds out of the first place, and of the server's methods."""
    places = folder / "places"
    places.write_text("/\n")
    command = ["nmap", "-n", "-Pn", "-p", str(port), "--script", "+rtsp-url-brute,+rtsp-methods", "--script-args",
               f"rtsp-url-brute.urlfile={places}", HERE]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def verdict_of(told: str) -> str:
    """The outcome of our check that fits what nmap says."""
    if re.search(r"discovered:\s+\|_?\s+rtsp://", told):
        return "not_met"
    return "met" if re.search(r"\b401:\s+\|_?\s+rtsp://", told) else "unknown"


def ours(port: int) -> tuple[RtspServer, RtspServer]:
    """What our two questions are told."""
    told = []
    for probe in (rtsp, rtsp_stream):
        asked = replace(probe, ports=(Tcp(port),))
        with closing(TcpLine(guard_of(brisk_order(pace=PATIENT)), asked, HERE, port, is_ot=True)) as line:
            told.append(asked(line))
    return told[0], told[1]


@needs_both
@pytest.mark.parametrize("device", REAL, ids=lambda device: device.name)
def test_nmap_says_of_each_camera_what_our_check_says(device: Device, tmp_path: Path) -> None:
    with up(device, tmp_path) as port:
        second = nmap(port, tmp_path)
        abilities, streams = ours(port)
    assert f"rtsp-methods: {', '.join(abilities.methods)}" in second
    assert camera_stream_open(streams).outcome == verdict_of(second), second
    weak = "camera-stream-open" in device.weaknesses
    assert ((verdict_of(second) == "not_met"), "video" in streams.media) == (weak, weak)


def test_the_weak_one_has_twins_and_all_three_outcomes_are_there() -> None:
    assert {one.name for one in scene_cameras.DEVICES if one.weaknesses} == {"camera-lobby"}
    assert {one.twin_of for one in scene_cameras.DEVICES if one.twin_of} == {"camera-lobby"}
    assert [one.name for one in scene_cameras.DEVICES if not one.weaknesses and not one.twin_of] == [
        "recorder-cellar"
    ]


@pytest.mark.parametrize("mark", ["name", "address", "mac"])
def test_nobody_else_of_the_lab_has_its_name_or_address(mark: str) -> None:
    every = [getattr(one, mark) for one in (*factory.TABLE, *factory.NAMED)]
    assert [every.count(getattr(one, mark)) for one in scene_cameras.DEVICES] == [1] * len(
        scene_cameras.DEVICES
    )
