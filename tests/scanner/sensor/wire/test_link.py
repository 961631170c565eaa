"""The link layer: ARP and listening, in network namespaces that the test makes and takes down."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from scanner.sensor.wire.link import maker_of, route_to
from tests.timing import TRIES

ROOT = Path(__file__).resolve().parents[4]
HERE, THERE = f"vgl-t-{os.getpid()}-a", f"vgl-t-{os.getpid()}-b"
MAC = "00:1b:1b:11:22:33"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def segment() -> Iterator[None]:
    """10.77.0.1 here; there 10.77.0.2 and 10.77.0.3 on one interface."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("network namespaces need root and the ip program")
    try:
        try:
            ip("netns", "add", HERE)
        except subprocess.CalledProcessError:
            pytest.skip("this machine lets nobody make network namespaces")
        ip("netns", "add", THERE)
        ip("-n", HERE, "link", "add", "vgl-t0", "type", "veth", "peer", "name", "vgl-t1", "netns", THERE)
        ip("-n", THERE, "link", "set", "vgl-t1", "address", MAC)
        for space, device, addresses in ((HERE, "vgl-t0", (1,)), (THERE, "vgl-t1", (2, 3))):
            for last in addresses:
                ip("-n", space, "addr", "add", f"10.77.0.{last}/28", "dev", device)
            ip("-n", space, "link", "set", device, "up")
            ip("-n", space, "link", "set", "lo", "up")
        yield
    finally:
        for space in (HERE, THERE):
            subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)


START = """
import json, sys, threading, time
from scanner import doors
doors.lock()
from scanner.sensor.wire.link import ArpDoor, Ears
from scanner.sensor.discover import Listener, Roll, discover
from scanner.sensor.wire.pulse import Pulse
from scanner.plugin import Refused
from tests.scanner.sensor.orders import Written, brisk_order, guard_of
written, said = Written(), []
def guard(**more):
    return guard_of(brisk_order(("10.77.0.0/28",), **more), written)
def tell(**facts):
    print(json.dumps(facts | {"touches": [[t.asset, t.kind] for t in written.entries]}))
"""


def inside(code: str) -> dict[str, Any]:
    """Runs `code` in our namespace behind locked doors; what it told."""
    done = subprocess.run(
        ["ip", "netns", "exec", HERE, sys.executable, "-c", START + dedent(code)],
        capture_output=True, text=True, timeout=180, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def quick(code: str, what: str, seconds: float) -> dict[str, Any]:
    """What `code` told when `what` took less than so many seconds, in one run of a few: a machine may stand still."""
    for _ in range(TRIES):
        told = inside(code)
        if told[what] is not None and 0 <= told[what] < seconds:
            return told
    raise AssertionError(f"{what} took {told[what]} seconds at last")


@pytest.mark.lab
@pytest.mark.usefixtures("segment")
def test_arp_finds_exactly_who_is_there_with_one_frame_an_address() -> None:
    told = quick("""
        roll = Roll(guard(), said.append)
        discover(roll, pause=lambda _: None)
        tell(macs=roll.macs, slowest=max(roll.guard.canary._before.values()))
    """, "slowest", 0.25)  # fmt: skip
    assert told["macs"] == {"10.77.0.2": MAC, "10.77.0.3": MAC}
    assert told["touches"] == [[f"10.77.0.{last}", "frame"] for last in range(2, 15)]


@pytest.mark.lab
@pytest.mark.usefixtures("segment")
def test_replies_that_are_here_already_are_taken_without_waiting() -> None:
    told = inside("""
        with ArpDoor(guard(), "vgl-t0") as door:
            door.ask("10.77.0.2", "test")
            time.sleep(0.2)
            tell(found=[reply.address for reply in door.replies(0)])
    """)
    assert told["found"] == ["10.77.0.2"]


@pytest.mark.lab
@pytest.mark.usefixtures("segment")
def test_a_round_trip_is_measured_by_arp_and_silence_told() -> None:
    told = quick(f"""
        with Pulse(guard(), set()) as pulse:
            tell(there=pulse("10.77.0.2", "{MAC}"), gone=pulse("10.77.0.9", "{MAC}"))
    """, "there", 0.3)  # fmt: skip
    assert told["gone"] is None
    assert told["touches"] == [["10.77.0.2", "frame"], ["10.77.0.9", "frame"]]


@pytest.mark.lab
@pytest.mark.usefixtures("segment")
def test_a_reply_from_before_the_question_is_no_answer_to_it(tmp_path: Path) -> None:
    """A machine has told our kernel its address while we talked, and has fallen silent since."""
    enough, silent = tmp_path / "enough", tmp_path / "silent"
    sender = f"""
import pathlib, socket, time
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
    sock.bind(("vgl-t1", 0x0806))
    mac, here = bytes.fromhex("{MAC.replace(":", "")}"), bytes([10, 77, 0, 9])
    reply = b"\\xff" * 6 + mac + bytes.fromhex("080600010800060400 02") + (mac + here) * 2
    while not pathlib.Path("{enough}").exists():
        sock.send(reply)
        time.sleep(0.05)
    sock.send(reply)
pathlib.Path("{silent}").touch()
"""
    talking = subprocess.Popen(["ip", "netns", "exec", THERE, sys.executable, "-c", sender])
    try:
        told = inside(f"""
            import pathlib
            with Pulse(guard(), set()) as pulse:
                pulse("10.77.0.2", "{MAC}")
                talking = pulse("10.77.0.9", "{MAC}")
                pathlib.Path("{enough}").touch()
                while not pathlib.Path("{silent}").exists():
                    time.sleep(0.05)
                tell(talking=talking, gone=pulse("10.77.0.9", "{MAC}"), there=pulse("10.77.0.2", "{MAC}"))
        """)
    finally:
        talking.kill()
        talking.wait()
    assert told["talking"] is not None, "the sender was not heard, so this proves nothing"
    assert told["gone"] is None
    assert told["there"] is not None


@pytest.mark.lab
@pytest.mark.usefixtures("segment")
def test_an_address_out_of_scope_gets_no_frame() -> None:
    told = inside("""
        refused = []
        with ArpDoor(guard(exclusions=("10.77.0.2",)), "vgl-t0") as door:
            for address in ("10.77.0.2", "10.78.0.1", "10.77.0.15", "8.8.8.8"):
                try:
                    door.ask(address, "test")
                except Refused:
                    refused.append(address)
        tell(refused=refused)
    """)
    assert len(told["refused"]) == 4
    assert told["touches"] == []


@pytest.mark.lab
@pytest.mark.usefixtures("segment")
def test_a_hostile_arp_reply_is_not_taken() -> None:
    """Its addresses are of other lengths than it should have."""
    sender = f"""
import socket, time
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
    sock.bind(("vgl-t1", 0x0806))
    head = bytes.fromhex("ffffffffffff" + "{MAC.replace(":", "")}" + "0806")
    while True:
        for lengths in ("0404", "ff04", "0610", "0000"):
            sock.send(head + bytes.fromhex("00010800" + lengths + "0002") + b"\\xff" * 4
                      + bytes([10, 77, 0, 9]) + b"\\xff" * 40)
        time.sleep(0.1)
"""
    hostile = subprocess.Popen(["ip", "netns", "exec", THERE, sys.executable, "-c", sender])
    try:
        told = inside("""
            roll = Roll(guard(), said.append)
            with Listener(roll, "vgl-t0", "local") as ears:
                time.sleep(0.5)
                discover(roll, pause=lambda _: None)
                alive = ears._thread.is_alive()
            tell(macs=roll.macs, alive=alive)
        """)
    finally:
        hostile.kill()
        hostile.wait()
    assert told["alive"]
    assert told["macs"] == {"10.77.0.2": MAC, "10.77.0.3": MAC}


@pytest.mark.lab
@pytest.mark.usefixtures("segment")
def test_what_others_say_to_everybody_is_heard_and_nothing_is_sent() -> None:
    sender = """
import socket, time
with socket.socket(type=socket.SOCK_DGRAM) as sock:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.bind(("10.77.0.2", 1900))
    while True:
        sock.sendto(b"NOTIFY * HTTP/1.1\\r\\nSERVER: Press/7\\r\\n\\r\\n", ("10.77.0.15", 1900))
        time.sleep(0.1)
"""
    speaker = subprocess.Popen(["ip", "netns", "exec", THERE, sys.executable, "-c", sender])
    try:
        told = inside("""
            roll = Roll(guard(), said.append)
            with Listener(roll, "vgl-t0", "local"):
                until = time.monotonic() + 30
                while not any(m.say == "evidence" for m in said) and time.monotonic() < until:
                    time.sleep(0.1)
            heard = [m.evidence.fact.details for m in said if m.say == "evidence"]
            tell(macs=roll.macs, heard=heard)
        """)
    finally:
        speaker.kill()
        speaker.wait()
    assert told["macs"] == {"10.77.0.2": MAC}
    assert told["heard"] == [{"server": "Press/7"}]
    assert told["touches"] == []


@pytest.mark.parametrize("mac", ["", "02:00:00:00:00:01", "fe:ff:ff:00:00:01"])
def test_a_made_up_mac_address_has_no_maker(mac: str) -> None:
    assert maker_of(mac) == ""


def test_a_registered_mac_address_has_its_maker() -> None:
    assert "siemens" in maker_of(MAC).lower()


def test_the_loopback_addresses_are_reached_by_lo() -> None:
    assert (route_to("127.0.0.5").interface, route_to("127.0.0.5").gateway) == ("lo", "")
